"""ZIP archives: the directory, members that it doesn't list, what local headers say otherwise.

May import what stands below it in the contract "Inside archives" of pyproject.toml; begin with `archive`.
"""
