"""FAT12, FAT16, FAT32 and exFAT: entries that libtsk drops, cluster chains, tables and their copies, free
clusters.

May import what stands below it in the contract "Inside file systems" of pyproject.toml; begin with `details`.
"""
