"""The main window, its pages and dialogs, language and colours.

May import what stands below it in the contract "Inside the window" of pyproject.toml; begin with
`main_window`.
"""
