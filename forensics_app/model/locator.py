"""Where an artifact lies, as a value apart from any open handle, and the id that follows from it.

The id is 16 base32 characters (80 bits) of HMAC-SHA-256(case key, canonical locator): the same on any number
of workers and after a kill, and useless to whoever lacks the case's key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from forensics_app.model import sealed_json
from forensics_app.model.names import Components, display, display_path


@dataclass(frozen=True, slots=True)
class Locator:
    """`address` is the file system's own: `inode-type-id` as fls prints it, or None for logical sources.

    `ordinal` tells apart names that share everything else (several deleted entries of one name and inode).
    """

    source_id: str
    layer_id: str
    components: Components
    stream: bytes | None = None
    address: str | None = None
    ordinal: int = 0

    def path_display(self) -> str:
        """`/dir/name`, or `/dir/name:stream`."""
        text = display_path(self.components)
        return text if self.stream is None else f"{text}:{display(self.stream)}"

    def canonical(self) -> bytes:
        """Sealed-JSON bytes that name this place and nothing else."""
        return sealed_json.dump(
            {
                "address": self.address,
                "layer": self.layer_id,
                "ordinal": str(self.ordinal),
                "path": [base64.b64encode(c).decode("ascii") for c in self.components],
                "source": self.source_id,
                "stream": None if self.stream is None else base64.b64encode(self.stream).decode("ascii"),
            }
        )


def artifact_id(case_key: bytes, locator: Locator) -> str:
    """16 upper-case base32 characters (RFC 4648)."""
    mac = hmac.new(case_key, locator.canonical(), hashlib.sha256).digest()
    return base64.b32encode(mac[:10]).decode("ascii")
