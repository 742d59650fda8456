"""Commands on encrypted parcels.

May import what stands below it in the contract "Inside the command line" of pyproject.toml; begin with
`parcel`.
"""
