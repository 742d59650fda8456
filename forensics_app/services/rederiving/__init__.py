"""Proving exported contents again from the original image.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `rederive`.
"""
