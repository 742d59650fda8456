"""The one encoding of each thing that is signed: DER, CMS, time-stamp tokens, ASiC manifests, JSON fields.

May import what stands below it in the contract "Inside seal" of pyproject.toml; begin with `der`.
"""
