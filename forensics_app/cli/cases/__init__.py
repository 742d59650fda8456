"""`case`, `request`, `list`, `tag`, `mark`, `timeline`, `hashset`.

May import what stands below it in the contract "Inside the command line" of pyproject.toml; begin with
`case`.
"""
