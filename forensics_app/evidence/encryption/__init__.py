"""Encrypted volumes: headers of BitLocker, LUKS 1 and 2 and FileVault, their keys, and the volume in clear.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `unlocking`.
"""
