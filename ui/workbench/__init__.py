"""What the window works on: the open case, the bundle being checked, jobs, keys, whose turn it is to write.

May import what stands below it in the contract "Inside the window" of pyproject.toml; begin with `workbench`.
"""
