"""Cards that several pages show.

May import what stands below it in the contract "Inside pages" of pyproject.toml; begin with `key_card`.
"""
