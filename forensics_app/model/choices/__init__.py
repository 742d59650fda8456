"""What an examiner chooses by name: how a source is read, and groups of media types.

May import what stands below it in the contract "Layers of the core" of pyproject.toml; begin with `reading`.
"""
