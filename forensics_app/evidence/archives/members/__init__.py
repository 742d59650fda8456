"""One member of an archive whatever its format: what it is, its content, its entries, and how much may be
unpacked.

May import what stands below it in the contract "Inside archives" of pyproject.toml; begin with `member`.
"""
