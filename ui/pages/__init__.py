"""The pages of the window, a folder each; `cards` and `details` are shared by several.

May import what stands below it in the contract "Inside the window" of pyproject.toml; begin with `case`.
"""
