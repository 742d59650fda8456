"""The page *Training*.

May import what stands below it in the contract "Inside pages" of pyproject.toml; begin with `page`.
"""
