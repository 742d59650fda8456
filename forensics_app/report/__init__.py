"""What is printed: each report or form is made as a document in one language, then laid out as text, HTML or
PDF.

May import what stands below it in the contract "Layers of the core" of pyproject.toml; begin with `evidence`.
"""
