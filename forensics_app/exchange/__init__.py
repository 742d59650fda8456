"""Lists in the forms of others (DFXML, hashdeep, CSV), written and read as text.

May import what stands below it in the contract "Layers of the core" of pyproject.toml; begin with
`manifest_reading`.
"""
