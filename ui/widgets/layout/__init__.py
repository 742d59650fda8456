"""Cards, columns, panes, pages.

May import what stands below it in the contract "Inside widgets" of pyproject.toml; begin with `card`.
"""
