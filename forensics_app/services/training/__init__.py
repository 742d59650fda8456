"""Training: scenarios are listed, built and checked; what trainees do with them is judged.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `scenarios`,
and for what is handed out and handed in with `drills`, `solving` and `marking`.
"""
