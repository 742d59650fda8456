"""Filters, orders, counts and pages over millions of rows.

May import what stands below it in the contract "Inside the catalogue" of pyproject.toml; begin with
`table_view`.
"""
