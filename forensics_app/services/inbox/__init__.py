"""The receiving laboratory's inbox: what arrives in a folder is taken, verified once, and filed.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `watching`.
"""
