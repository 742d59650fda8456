"""The details of one artifact: summary, hex, text, preview.

May import what stands below it in the contract "Inside pages" of pyproject.toml; begin with `panel`.
"""
