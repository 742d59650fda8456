"""Archives, given as a source or found inside files: which format it is, its members as entries of a layer,
archives nested in archives.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `opening`.
"""
