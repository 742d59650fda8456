"""Vectors of parcels (docs/parcel-format.md), by a writer that shares no module with the program."""
