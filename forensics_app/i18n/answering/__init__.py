"""Words for answering a request: until when, and how the answer was sent.

May import what stands below it in the contract "Layers of the core" of pyproject.toml; begin with
`deadlines`.
"""
