"""Tar archives: headers, pax, sparse members, and tar inside one compressed file.

May import what stands below it in the contract "Inside archives" of pyproject.toml; begin with `archive`.
"""
