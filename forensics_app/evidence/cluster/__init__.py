"""Reading on the workers of a Dask cluster: the other place, beside `parent`, where workers come from.

`task` runs on a worker of the cluster, the rest on the computer that has the case. May import what stands
below it in the contract "Inside evidence" of pyproject.toml; begin with `remote_worker`.
"""
