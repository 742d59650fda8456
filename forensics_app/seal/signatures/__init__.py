"""Signatures made and judged.

May import what stands below it in the contract "Inside seal" of pyproject.toml; begin with `signer`.
"""
