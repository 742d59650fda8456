"""`seal`, `verify`, `contents`, `cover-sheet`, `report`, `rederive`, `export`, `compare`, `demo`.

May import what stands below it in the contract "Inside the command line" of pyproject.toml; begin with
`verify`.
"""
