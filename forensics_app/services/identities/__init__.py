"""The user's identities, and a laboratory's own root.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `identities`.
"""
