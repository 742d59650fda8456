"""How the artifact of unallocated space is called and where it stands; apart from what reads it."""

from __future__ import annotations

ADDRESS = "unallocated"  # of the artifact, where files have their inode
NAME = b"$Unallocated"
SEQUENCE = (1 << 37) - 1  # the last place that a layer has, which no walk comes to
