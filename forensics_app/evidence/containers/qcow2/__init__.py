"""QCOW2, with its backing files and compressed clusters.

May import what stands below it in the contract "Inside containers: a format knows no other" of
pyproject.toml; begin with `image`.
"""
