"""The files of a bundle read and digested: typed records, the rule of the tree, contents.

May import what stands below it in the contract "Inside verify" of pyproject.toml; begin with `reading`.
"""
