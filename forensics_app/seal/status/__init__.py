"""Revocation: lists and OCSP answers, fetched, kept and judged.

May import what stands below it in the contract "Inside seal" of pyproject.toml; begin with `revocation`.
"""
