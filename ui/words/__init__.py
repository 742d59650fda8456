"""Sentences that several pages say of codes, sources, custody, jobs, digests, times.

May import what stands below it in the contract "Inside the window" of pyproject.toml; begin with `codes`.
"""
