"""Catalogues of messages: reading compiled ones, and compiling what is not.

May import what stands below it in the contract "Layers of the core" of pyproject.toml; begin with `compiled`.
"""
