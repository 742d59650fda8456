"""A case whose artifacts have contents worth looking into, hostile ones among them."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

from forensics_app.model.case import IngestOptions
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.services.ingest.ingest import ingest
from tests.made.pdf_samples import half_red, patterns_in_patterns
from tests.world.cases import make_case

SPOOFED = "note_\u202etxt.exe"
HUGE = (300 << 30) + 5  # so hollow that ingest does not read it
RUSSIAN = "Счёт № 387 за март\nоплачено\n"


def make(folder: Path) -> Path:
    """The case is `folder/case`, what it was read from `folder/evidence`."""
    evidence = folder / "evidence"
    evidence.mkdir(parents=True)
    (evidence / "photo.jpg").write_bytes(_picture())  # a PNG that says it is a JPEG
    (evidence / "bomb.png").write_bytes(_bomb())
    (evidence / "invoice.pdf").write_bytes(half_red())
    (evidence / "hangs.pdf").write_bytes(patterns_in_patterns())
    (evidence / "russian.txt").write_bytes(RUSSIAN.encode("cp1251"))
    (evidence / "utf16.txt").write_bytes("Größe: 12\n".encode("utf-16"))
    (evidence / "one-line.txt").write_bytes(b"x" * (3 << 20))
    (evidence / "no-text.bin").write_bytes(bytes(range(256)) * 400 + b"The Needle" + bytes(50_000))
    (evidence / SPOOFED).write_text("plain \u202e words\n", encoding="utf-8")
    (evidence / "copy of russian.txt").write_bytes(RUSSIAN.encode("cp1251"))
    (evidence / "empty.txt").write_bytes(b"")
    (evidence / "folder").mkdir()
    with (evidence / "huge.bin").open("wb") as file:
        file.truncate(HUGE - 4)
        file.seek(HUGE - 4)
        file.write(b"END!")
    with make_case(folder / "case") as case:
        options = IngestOptions(workers=1)
        ingest(case, [str(evidence)], options, report=silent, cancelled=never_cancelled)
    return folder / "case"


def _picture() -> bytes:
    packed = io.BytesIO()
    image = Image.new("RGB", (400, 200), (250, 10, 10))
    image.paste((10, 10, 250), (200, 0, 400, 200))
    image.save(packed, "PNG")
    return packed.getvalue()


def _bomb() -> bytes:
    """A PNG of 30,000 x 30,000 pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1 << 20))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
