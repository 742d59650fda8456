"""Parcels: make one of a bundle, check one without a key, open one, add a recipient (docs/parcel-format.md).

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `making`.
"""
