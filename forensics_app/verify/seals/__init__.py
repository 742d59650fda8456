"""Seals, signers, time, trust, revocation.

May import what stands below it in the contract "Inside verify" of pyproject.toml; begin with `seal_check`.
"""
