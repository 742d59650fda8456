"""The legal request of a case.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with
`case_request`.
"""
