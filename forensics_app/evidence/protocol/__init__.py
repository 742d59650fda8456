"""What parent and worker say to each other, as msgspec values; nothing here does anything.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `messages`.
"""
