"""The sealed custody ledger and the signatures over its events.

May import what stands below it in the contract "Inside verify" of pyproject.toml; begin with `ledger`.
"""
