"""Looking into the content of one artifact: bytes, text, places on the medium.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `contents`.
"""
