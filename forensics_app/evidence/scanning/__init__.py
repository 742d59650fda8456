"""Looking at a medium: partition tables, each volume, lost volumes, layers whose bytes are computed.

The result is a `Scan`. May import what stands below it in the contract "Inside evidence" of pyproject.toml;
begin with `medium`.
"""
