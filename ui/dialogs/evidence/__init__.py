"""Adding evidence, and the reading options.

May import what stands below it in the contract "Inside dialogs" of pyproject.toml; begin with `add_evidence`.
"""
