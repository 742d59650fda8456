"""Space that no file uses, and file slack, each as one artifact of a layer.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `space`.
"""
