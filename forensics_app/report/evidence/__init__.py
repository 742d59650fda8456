"""The evidence report, section by section.

May import what stands below it in the contract "Inside report" of pyproject.toml; begin with `report`.
"""
