"""Reading evidence: from the bytes of an image or a folder to its volumes, names and contents.

`reader` is the one way in for services; `medium_reader` opens an image for its bytes alone. Everything that
parses runs in worker processes (`worker`), which the program reaches by `parent` and `protocol`. May import
what stands below it in the contract "Layers of the core" of pyproject.toml; begin with `reader`.
"""
