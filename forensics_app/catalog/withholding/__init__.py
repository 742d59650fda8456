"""What stays out of a bundle, with everything that would give it away.

May import what stands below it in the contract "Inside the catalogue" of pyproject.toml; begin with
`withholding`.
"""
