"""LVM2: labels, metadata, logical volumes.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `volumes`.
"""
