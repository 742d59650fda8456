"""Evidence reports, and the process that sets their pages.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with
`evidence_report`.
"""
