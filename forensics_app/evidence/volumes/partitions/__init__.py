"""Partition tables: MBR, GPT, APM, BSD and Sun disk labels, as layers.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `reading`.
"""
