"""Signatures, certificates, trusted time.

`signing_key` is what signs; `fetching` is the one door to the network; `trust` says whose word counts. May
import what stands below it in the contract "Layers of the core" of pyproject.toml; begin with `signing_key`.
"""
