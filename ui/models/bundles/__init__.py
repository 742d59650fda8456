"""Bundles checked, looked into and compared, and what is to be exported.

May import what stands below it in the contract "Inside the window's models" of pyproject.toml; begin with
`export_plan`.
"""
