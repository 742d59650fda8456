"""ext2, ext3 and ext4: what libtsk lacks or misreads, copies of superblocks and descriptors, checksums, free
blocks.

May import what stands below it in the contract "Inside file systems" of pyproject.toml; begin with `details`.
"""
