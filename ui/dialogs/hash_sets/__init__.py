"""Hash sets.

May import what stands below it in the contract "Inside dialogs" of pyproject.toml; begin with `hash_sets`.
"""
