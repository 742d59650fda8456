"""The report on a verification, and VERIFY.txt.

May import what stands below it in the contract "Inside report" of pyproject.toml; begin with `report`.
"""
