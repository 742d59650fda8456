"""The sealed parcel: a bundle encrypted for named recipients (docs/parcel-format.md).

Form and cryptography alone: the list, the volumes, the envelope with the key, shares of it. May import
`seal`, `bundle` and what stands below; begin with `layout`.
"""
