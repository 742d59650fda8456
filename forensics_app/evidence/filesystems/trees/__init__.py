"""The one shape of file systems that we read ourselves: inodes, the walk, contents, B-tree ranges.

May import what stands below it in the contract "Inside file systems" of pyproject.toml; begin with
`inode_tree`.
"""
