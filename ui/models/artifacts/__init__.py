"""The list of artifacts: cells, filters, the tree of folders, pictures.

May import what stands below it in the contract "Inside the window's models" of pyproject.toml; begin with
`model`.
"""
