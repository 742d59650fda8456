"""Facts, notices, steps, progress.

May import what stands below it in the contract "Inside widgets" of pyproject.toml; begin with `facts`.
"""
