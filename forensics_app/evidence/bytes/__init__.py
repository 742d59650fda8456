"""Where bytes come from, and the rule that a read is exact or raises: sources, windows, files opened read-
only, bad sectors, copies in the place of damage, aligned reads.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `byte_source`.
"""
