"""What every dialog shares in which somebody signs.

May import what stands below it in the contract "Inside dialogs" of pyproject.toml; begin with
`signing_dialog`.
"""
