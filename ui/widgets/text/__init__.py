"""Labels, reading direction, shapes of states.

May import what stands below it in the contract "Inside widgets" of pyproject.toml; begin with `text`.
"""
