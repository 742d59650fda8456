"""Lists, folders and the timeline of a case, for people and for the window.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `browse`.
"""
