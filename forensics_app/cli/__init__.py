"""The command line: the entry (`main`, with the table of commands), sessions, progress.

A folder for each family of verbs; each command calls one service. May import what stands below it in the
contract "Layers of the core" of pyproject.toml; begin with `main`.
"""
