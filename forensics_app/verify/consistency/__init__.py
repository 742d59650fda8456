"""Whether the sealed record agrees with itself: what follows from the sealed lists is computed again.

May import what stands below it in the contract "Inside verify" of pyproject.toml; begin with `judging`.
"""
