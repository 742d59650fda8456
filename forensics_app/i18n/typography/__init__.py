"""How text is written: numbers and sizes, signs of direction around values, names made readable, columns.

May import what stands below it in the contract "Layers of the core" of pyproject.toml; begin with `readable`.
"""
