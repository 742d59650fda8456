"""File systems.

Here is what spans families: kinds, signatures, claimed sizes, opening by copies, and which trees this program
reads itself. A folder a family. May import what stands below it in the contract "Inside evidence" of
pyproject.toml; begin with `own_readers`.
"""
