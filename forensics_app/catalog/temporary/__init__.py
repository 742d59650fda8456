"""Tables that are made, read and thrown away: comparison, sealed listings, lines in order.

May import what stands below it in the contract "Inside the catalogue" of pyproject.toml; begin with
`comparison_table`.
"""
