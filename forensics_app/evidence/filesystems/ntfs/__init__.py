"""NTFS: records, attribute lists, folder indexes, reparse points and the state of the volume, where libtsk
lacks or misreads them.

May import what stands below it in the contract "Inside file systems" of pyproject.toml; begin with `details`.
"""
