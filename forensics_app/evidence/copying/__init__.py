"""Contents on their way into a bundle, seen from the parent: a pool of workers, or a process that reads a raw
image at its extents.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `pool`.
"""
