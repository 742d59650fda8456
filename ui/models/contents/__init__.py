"""The bytes of one artifact: rows, text, search.

May import what stands below it in the contract "Inside the window's models" of pyproject.toml; begin with
`feed`.
"""
