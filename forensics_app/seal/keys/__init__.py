"""Keys in files and on cards, identities, a laboratory's root.

May import what stands below it in the contract "Inside seal" of pyproject.toml; begin with `identities`.
"""
