"""Work on the workers of a Dask cluster: connecting to it, waiting for its results, and verifying many
bundles on it.

May import what stands below it in the contract "Inside services" of pyproject.toml; begin with `connecting`.
"""
