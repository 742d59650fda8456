"""Forms on one page: cover sheet, custody form, disposal certificate, laboratory card, receipt.

May import what stands below it in the contract "Inside report" of pyproject.toml; begin with `cover_sheet`.
"""
