"""What surrounds the pages: rail, header, job line.

May import what stands below it in the contract "Inside widgets" of pyproject.toml; begin with `rail`.
"""
