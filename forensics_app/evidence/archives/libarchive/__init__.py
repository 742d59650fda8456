"""Archives that we don't read ourselves (7z, RAR, CAB, LHA, cpio and others), through libarchive.

May import what stands below it in the contract "Inside archives" of pyproject.toml; begin with `archive`.
"""
