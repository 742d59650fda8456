"""The use cases, one module a verb, in a folder of what they are about: what the command line and the window
call.

They reach evidence through `evidence.reader` and the protocols beside it, never a parser. May import what
stands below it in the contract "Layers of the core" of pyproject.toml; begin with `cases`.
"""
