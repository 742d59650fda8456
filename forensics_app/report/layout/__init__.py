"""What all pages are made of: the document, HTML parts, typst, marks and codes.

May import what stands below it in the contract "Inside report" of pyproject.toml; begin with `document`.
"""
