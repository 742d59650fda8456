"""What goes into an evidence report, asked before it is made.

May import what stands below it in the contract "Inside dialogs" of pyproject.toml; begin with
`evidence_report`.
"""
