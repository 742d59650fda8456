"""Writing a bundle: the ZIP, the bag, its lists, and the journal by which a sealing is resumed.

May import what stands below it in the contract "Inside bundle" of pyproject.toml; begin with `bag`.
"""
