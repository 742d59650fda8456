"""What examining needs of a piece of content; evidence provides it."""

from __future__ import annotations

from typing import Protocol

from forensics_app.model.artifact import Gap


class Content(Protocol):
    """Bytes of known length; what can't be read counts as zeros and is told in `gaps`."""

    @property
    def size_bytes(self) -> int:
        """How many bytes there are."""
        ...

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read so far, in order, neighbours joined."""
        ...

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Exactly these bytes. Never raises for bytes that can't be read."""
        ...
