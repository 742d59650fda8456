"""Seals and addenda read: the container, its texts, its heads.

May import what stands below it in the contract "Inside seal" of pyproject.toml; begin with `reading`.
"""
