"""What a trainer is asked for drills that are handed out.

May import what stands below it in the contract "Inside dialogs" of pyproject.toml; begin with `class_drills`.
"""
