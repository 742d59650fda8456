"""A new case, retention, omissions, time zones, the tour.

May import what stands below it in the contract "Inside dialogs" of pyproject.toml; begin with `new_case`.
"""
