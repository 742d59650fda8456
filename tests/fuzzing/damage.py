"""What was done to an image: bytes put over it, and where it was cut. Small enough to keep as text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Damage:
    """`patches`: (offset, bytes) put over the image in this order; `size`: where it is cut off, if it is."""

    patches: tuple[tuple[int, bytes], ...] = ()
    size: int | None = None

    def apply(self, data: bytes) -> bytes:
        """The damaged image."""
        damaged = bytearray(data)
        for offset, patch in self.patches:
            damaged[offset : offset + len(patch)] = patch[: max(0, len(damaged) - offset)]
        return bytes(damaged if self.size is None else damaged[: self.size])

    def touches(self, offset: int, length: int) -> bool:
        """Whether any byte of a range was patched or cut off."""
        end = offset + length
        cut = self.size is not None and self.size < end
        return cut or any(offset < at + len(patch) and at < end for at, patch in self.patches)


@dataclass(frozen=True, slots=True)
class Finding:
    """A damaged image that the program once failed on. `complaints`: what was wrong with its answer."""

    base: str
    base_sha256: str
    damage: Damage
    complaints: tuple[str, ...]

    def to_json(self) -> str:
        """One JSON object; a patch is its offset, its bytes in hexadecimal, how often they are repeated."""
        return json.dumps(
            {
                "base": self.base,
                "base_sha256": self.base_sha256,
                "patches": [_packed(*patch) for patch in self.damage.patches],
                "size": self.damage.size,
                "complaints": list(self.complaints),
            },
            indent=1,
        )


def _packed(offset: int, patch: bytes) -> list[int | str]:
    same = len(set(patch)) == 1
    return [offset, patch[:1].hex(), len(patch)] if same else [offset, patch.hex(), 1]


def finding_of(path: Path) -> Finding:
    """A finding from its file. Raises KeyError or ValueError for a file that is none."""
    value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    patches = tuple((int(offset), bytes.fromhex(patch) * times) for offset, patch, times in value["patches"])
    damage = Damage(patches, None if value["size"] is None else int(value["size"]))
    return Finding(value["base"], value["base_sha256"], damage, tuple(value["complaints"]))
