"""Verifying a bundle or a folder of them.

Needs no case, no evidence and no catalogue. May import what stands below it in the contract "Inside services"
of pyproject.toml; begin with `verify`.
"""
