"""Frozen values of the whole program, one idea a file, standard library only.

May import what stands below it in the contract "Layers of the core" of pyproject.toml; begin with `evidence`.
"""
