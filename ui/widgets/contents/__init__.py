"""Bytes, pictures, the map.

May import what stands below it in the contract "Inside widgets" of pyproject.toml; begin with `hex_view`.
"""
