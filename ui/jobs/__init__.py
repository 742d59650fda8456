"""Work outside the event loop: child processes of the command line, reader threads, turns.

May import what stands below it in the contract "Inside the window" of pyproject.toml; begin with `child_job`.
"""
