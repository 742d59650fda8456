"""Small files that appear whole or not at all; tables as CSV; body files.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `new_files`.
"""
