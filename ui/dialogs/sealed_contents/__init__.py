"""Looking into a sealed bundle.

May import what stands below it in the contract "Inside dialogs" of pyproject.toml; begin with `dialog`.
"""
