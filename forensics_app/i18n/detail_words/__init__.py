"""Words for what readers of evidence write into omissions and notes, a file for each area.

A reader's text is sealed as it is and never renamed; the English shown for it may be another. May import
what stands below it in the contract "Layers of the core" of pyproject.toml; begin with `file_systems`.
"""
