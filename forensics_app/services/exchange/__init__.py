"""Lists in the forms of other tools, and comparison of two sides.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `export`.
"""
