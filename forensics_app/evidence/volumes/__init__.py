"""What a medium is divided into before any file system, and whether it is part of an array.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `partitions`.
"""
