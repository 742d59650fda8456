"""Whose seals this user accepts.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `trust`.
"""
