"""Small pictures, decoded in a process of their own.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `thumbnails`.
"""
