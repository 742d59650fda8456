"""What the window remembers between two starts.

May import what stands below it in the contract "Inside the window" of pyproject.toml; begin with `settings`.
"""
