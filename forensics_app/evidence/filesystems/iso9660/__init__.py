"""ISO 9660 with Rock Ridge, Joliet, El Torito and zisofs by our own reader.

May import what stands below it in the contract "Inside file systems" of pyproject.toml; begin with `tree`.
"""
