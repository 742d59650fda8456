"""Verdicts, seal codes, fingerprints, custody entries, damage maps.

May import what stands below it in the contract "Inside widgets" of pyproject.toml; begin with `verdict`.
"""
