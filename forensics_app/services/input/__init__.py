"""What people type: moments, recipients, files of credentials.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `moments`.
"""
