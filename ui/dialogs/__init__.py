"""Dialogs, a folder a subject; here the questions, file choosers and the frame of those with sections.

May import what stands below it in the contract "Inside the window" of pyproject.toml; begin with `sectioned`.
"""
