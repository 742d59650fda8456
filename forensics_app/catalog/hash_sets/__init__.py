"""Files of hash sets, and looking digests up in them.

May import what stands below it in the contract "Inside the catalogue" of pyproject.toml; begin with
`matching`.
"""
