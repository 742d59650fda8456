"""Parcels, judged as far as a courier can, who has no key: the signed list and the files that it names.

May import what stands below it in the contract "Inside verify" of pyproject.toml; begin with `parcel_check`.
"""
