"""What came after the seal: addenda, who names whom, receipts.

May import what stands below it in the contract "Inside verify" of pyproject.toml; begin with
`addendum_check`.
"""
