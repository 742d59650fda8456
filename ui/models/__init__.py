"""Plain values and thin Qt models, a folder a subject; nothing here draws.

May import what stands below it in the contract "Inside the window" of pyproject.toml; begin with `case`.
"""
