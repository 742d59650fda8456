"""E01 and Ex01: segments, sections, chunks; damaged and cut images; chunks read ahead and shared with other
workers.

May import what stands below it in the contract "Inside containers: a format knows no other" of
pyproject.toml; begin with `image`.
"""
