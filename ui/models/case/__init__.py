"""A case at a glance: next steps, problems, the custody story, the request.

May import what stands below it in the contract "Inside the window's models" of pyproject.toml; begin with
`overview`.
"""
