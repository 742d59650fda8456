"""`train`: scenarios, drills, class sets, submissions and marks.

May import what stands below it in the contract "Inside the command line" of pyproject.toml; begin with
`train`.
"""
