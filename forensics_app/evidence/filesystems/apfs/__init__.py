"""APFS by our own reader: container, volumes, B-trees.

May import what stands below it in the contract "Inside file systems" of pyproject.toml; begin with `tree`.
"""
