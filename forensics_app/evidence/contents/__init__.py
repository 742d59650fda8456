"""From a name to its bytes: nodes and runs, times, extents, targets, contents read window by window, and what
content follows from extents.

`layer_files` is the protocol that every kind of file tree keeps. May import what stands below it in the
contract "Inside evidence" of pyproject.toml; begin with `layer_files`.
"""
