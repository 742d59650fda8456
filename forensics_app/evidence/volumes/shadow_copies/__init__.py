"""Volume shadow copies of NTFS, and what they don't keep.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `copies`.
"""
