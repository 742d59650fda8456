"""The custody ledger: lines chained by hashes, their sealed JSON, hand-overs.

May import what stands below it in the contract "Layers of the core" of pyproject.toml; begin with `ledger`.
"""
