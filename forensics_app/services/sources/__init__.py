"""Opening the sources of a case again, whether they are as they were, and probing new ones.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `opening`.
"""
