"""VMDK: descriptors, flat, sparse and stream-optimised extents, child disks.

May import what stands below it in the contract "Inside containers: a format knows no other" of
pyproject.toml; begin with `image`.
"""
