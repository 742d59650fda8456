"""UFS 1 and 2: names and forms that libtsk lacks.

May import what stands below it in the contract "Inside file systems" of pyproject.toml; begin with `details`.
"""
