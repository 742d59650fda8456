"""Apple disk images (UDIF), also those whose trailer is lost.

May import what stands below it in the contract "Inside containers: a format knows no other" of
pyproject.toml; begin with `image`.
"""
