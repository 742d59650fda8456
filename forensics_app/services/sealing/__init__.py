"""Sealing a bundle: choosing, lists, time, signers, ledger, release, preview.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `seal`.
"""
