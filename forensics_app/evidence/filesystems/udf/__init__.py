"""UDF 1.02 to 2.60 by our own reader.

May import what stands below it in the contract "Inside file systems" of pyproject.toml; begin with `tree`.
"""
