"""Reading a bundle: a ZIP or a folder as one tree of files.

Knows nothing of what writes. May import what stands below it in the contract "Inside bundle" of
pyproject.toml; begin with `opening`.
"""
