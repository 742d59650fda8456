"""Looking into a sealed bundle.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `contents`.
"""
