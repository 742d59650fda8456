"""Widgets that draw values, a folder a kind; they know no page and no service.

May import what stands below it in the contract "Inside the window" of pyproject.toml; begin with `layout`.
"""
