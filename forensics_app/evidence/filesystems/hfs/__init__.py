"""HFS+ and HFSX by our own reader, also wrapped in an old HFS volume.

May import what stands below it in the contract "Inside file systems" of pyproject.toml; begin with `tree`.
"""
