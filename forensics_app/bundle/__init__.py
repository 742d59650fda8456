"""What both the writer and the reader of a bundle need: layout, manifests, the Merkle tree, sealed values
(docs/bundle-format.md).

May import what stands below it in the contract "Layers of the core" of pyproject.toml; begin with `layout`.
"""
