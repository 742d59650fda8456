"""Sound and tampered bundles, made by a second implementation of docs/bundle-format.md.

Nothing here imports the program: what these files say of the format comes from the page alone, from the
standard library and from `cryptography` for keys and certificates. Keys, clock and bytes are fixed.
"""
