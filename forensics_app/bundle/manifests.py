"""The two BagIt manifests and bag-info.txt, in their one form (docs/bundle-format.md, section 2)."""

from __future__ import annotations

from binascii import b2a_hex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forensics_app import __version__
from forensics_app.bundle.layout import FORMAT
from forensics_app.bundle.reading.packed_texts import PackedTexts

DIGEST_BYTES = 32
_TOGETHER = 1000


def manifest_text(digests: Iterable[tuple[str, bytes]]) -> bytes:
    """A manifest over paths and their 32-byte SHA-256: sorted by path, one LF a line."""
    lines = sorted((path.encode("ascii"), digest.hex().encode("ascii")) for path, digest in digests)
    return b"".join(digest + b"  " + path + b"\n" for path, digest in lines)


def manifest_lines(names: PackedTexts, folder: int, digests: bytes | bytearray) -> Iterator[bytes]:
    """The same of very many, many lines at a time. `digests`: 32 bytes for each of the first `names`, all of
    which begin with the same `folder` bytes, which are no part of the path.
    """
    lines: list[bytes] = []
    for index in names.in_order():
        digest = digests[DIGEST_BYTES * index : DIGEST_BYTES * (index + 1)]
        if not digest:
            continue
        lines.append(b"%b  %b\n" % (b2a_hex(digest), names[index][folder:]))
        if len(lines) == _TOGETHER:
            yield b"".join(lines)
            lines.clear()
    yield b"".join(lines)


@dataclass(frozen=True, slots=True)
class BagFacts:
    """What bag-info.txt says. `bagging_date` is YYYY-MM-DD, sizes in bytes."""

    name: str
    bagging_date: str
    organisation: str
    payload_bytes: int
    payload_files: int
    artifacts: int
    omissions: int
    custody_events: int
    format: str = FORMAT


def bag_info_text(facts: BagFacts) -> bytes:
    """bag-info.txt: one `Key: value` a line, in the order that section 2 fixes, never folded."""
    pairs = (
        ("Bag-Software-Agent", f"Sealwright {__version__}"),
        ("Bagging-Date", facts.bagging_date),
        ("External-Identifier", facts.name),
        ("Source-Organization", _one_line(facts.organisation)),
        ("Payload-Oxum", f"{facts.payload_bytes}.{facts.payload_files}"),
        ("Sealwright-Format", facts.format),
        ("Sealwright-Artifact-Count", str(facts.artifacts)),
        ("Sealwright-Omission-Count", str(facts.omissions)),
        ("Sealwright-Custody-Count", str(facts.custody_events)),
    )
    return "".join(f"{key}: {value}\n" for key, value in pairs).encode("utf-8")


def _one_line(text: str) -> str:
    """Without line ends and other controls, which would begin another field; never empty."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split()) or "-"
