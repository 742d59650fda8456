"""Reading sources into a case, and hashing them again.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `ingest`.
"""
