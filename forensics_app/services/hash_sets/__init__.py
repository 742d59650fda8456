"""The user's hash sets, and matching a case with them.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `hash_sets`.
"""
