"""What happens after a seal: addenda made, kept, listed; receiving a bundle.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `making`.
"""
