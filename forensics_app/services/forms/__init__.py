"""Forms that leave the laboratory: cover sheet, custody form, disposal certificate, laboratory card, receipt,
verification report.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `output`.
"""
