"""Files of the evidence copied out into a folder, with a digest list and a line in the custody ledger.

May import what stands below it in the contract "Inside services: use cases stand on cases, cases on files" of
pyproject.toml; begin with `extract`.
"""
