"""The timeline: scale, window, counts, bars.

May import what stands below it in the contract "Inside the window's models" of pyproject.toml; begin with
`session`.
"""
