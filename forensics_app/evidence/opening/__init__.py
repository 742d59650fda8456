"""From a path to a container or a logical source; raw is what is left when nothing else matches.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `open_source`.
"""
