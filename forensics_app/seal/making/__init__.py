"""Containers, laboratory cards and time-stamps made.

May import what stands below it in the contract "Inside seal" of pyproject.toml; begin with `container`.
"""
