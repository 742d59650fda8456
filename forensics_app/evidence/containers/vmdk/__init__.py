"""VMDK: descriptors, flat, sparse and stream-optimised extents, child disks.

May import what stands below it in the contract "Inside containers" of pyproject.toml; begin with `image`.
"""
