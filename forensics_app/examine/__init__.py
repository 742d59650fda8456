"""Looking at one content: digests, media type, EXIF, entropy, rules, hash lists.

Runs in workers; knows no image and no file system. May import what stands below it in the contract "Layers of
the core" of pyproject.toml; begin with `examination`.
"""
