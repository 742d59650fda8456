"""Certificates: made, asked for, loaded, judged; the arithmetic of signatures.

May import what stands below it in the contract "Inside seal" of pyproject.toml; begin with `facts`.
"""
