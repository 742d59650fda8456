"""Tags and marks.

May import what stands below it in the contract "Inside the catalogue" of pyproject.toml; begin with
`tagging`.
"""
