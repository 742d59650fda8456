"""Compressed streams (gzip, bzip2, xz, zstd) read forward, with their checks.

May import what stands below it in the contract "Inside archives" of pyproject.toml; begin with
`packed_stream`.
"""
