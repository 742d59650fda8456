"""A case folder: the open case, its lock, making and opening it, marks, its unfinished sealing, the seals
that it keeps, retention.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `opening`.
"""
