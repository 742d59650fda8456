"""Logical sources: a folder or a file of this computer.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `files`.
"""
