"""What runs inside a worker process: its loop, the nursery it is forked from, the opened source, examination,
digests, copies.

May import what stands below it in the contract "Inside evidence" of pyproject.toml; begin with `process`.
"""
