"""The custody ledger: events, signatures over them, the record that is shown and printed.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `record`.
"""
