"""The sealed lists, line by line.

May import what stands below it in the contract "Inside verify" of pyproject.toml; begin with `lists_check`.
"""
