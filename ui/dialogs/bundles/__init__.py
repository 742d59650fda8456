"""Cover sheet, dispatch, receipt, the recipe for stock tools.

May import what stands below it in the contract "Inside dialogs" of pyproject.toml; begin with `receipt`.
"""
