"""Building a scenario: draws from the seed, contents, volumes, media, and the truth that follows from them.

The same folder, seed and release of the tools give the same bytes; begin with `build`.
"""
