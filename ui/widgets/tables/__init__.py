"""Tables, trees, the gallery.

May import what stands below it in the contract "Inside widgets" of pyproject.toml; begin with
`artifact_table`.
"""
