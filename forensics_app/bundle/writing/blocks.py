"""metadata/blocks.jsonl: a BLAKE3 digest of every MiB of each larger payload file (section 3.8).

It tells a receiver which MiB of a file is damaged; whether one is, the manifests alone decide.
"""

from __future__ import annotations

from blake3 import blake3

from forensics_app.bundle.layout import BLOCK_BYTES
from forensics_app.model.sealed_json import JsonValue


class BlockDigests:
    """Takes content in pieces of any size; `digests` (hex) are there after `finish`."""

    def __init__(self) -> None:
        self.digests: list[str] = []
        self._hash = blake3()
        self._room = BLOCK_BYTES

    def update(self, data: bytes | memoryview) -> None:
        """More content."""
        view = memoryview(data)
        while len(view) >= BLOCK_BYTES and self._room == BLOCK_BYTES:
            self.digests.append(blake3(view[:BLOCK_BYTES]).hexdigest())
            view = view[BLOCK_BYTES:]
        while view:
            piece, view = view[: self._room], view[self._room :]
            self._hash.update(piece)
            self._room -= len(piece)
            if self._room == 0:
                self._close_block()

    def finish(self) -> list[str]:
        """All digests, the last one of what is left over."""
        if self._room < BLOCK_BYTES:
            self._close_block()
        return self.digests

    def _close_block(self) -> None:
        self.digests.append(self._hash.hexdigest())
        self._hash = blake3()
        self._room = BLOCK_BYTES


def block_line(path: str, size_bytes: int, digests: list[str]) -> JsonValue:
    """The object of one line."""
    return {"path": path, "size": str(size_bytes), "block_size": str(BLOCK_BYTES), "blake3": list(digests)}
