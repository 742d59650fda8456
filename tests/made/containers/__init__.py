"""Writers of containers that no packaged tool makes, for known answers; after the published formats."""
