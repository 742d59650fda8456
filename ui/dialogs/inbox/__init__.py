"""What the receiving laboratory's inbox did and is doing.

May import what stands below it in the contract "Inside dialogs" of pyproject.toml; begin with `dialog`.
"""
