"""The timeline's histogram and what steers it.

May import what stands below it in the contract "Inside widgets" of pyproject.toml; begin with `histogram`.
"""
