"""The digest of a medium says how far it is after each step, however quick the worker is."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.evidence import SourceSpec
from forensics_app.model.progress import Progress

STEP = 1 << 20
SIZE = 5 * STEP + 1000


def test_each_step_is_reported(tmp_path: Path) -> None:
    image = tmp_path / "disk.dd"
    partition = struct.pack("<B3sB3sII", 0, b"\xfe\xff\xff", 0x83, b"\xfe\xff\xff", 63, 2000)
    sector = bytes(446) + partition + bytes(48) + b"\x55\xaa"
    image.write_bytes(sector + b"\x5a" * (SIZE - len(sector)))
    seen: list[Progress] = []
    with EvidenceReader(SourceSpec(str(image), "EX-1", "s1"), digesting=True) as reader:
        reader.open()
        digests = reader.digest_medium(report=seen.append, pace=lambda done: done + STEP)
    assert digests.sha256 == hashlib.sha256(image.read_bytes()).hexdigest()
    assert {p.done_bytes for p in seen} >= {STEP * n for n in range(1, 6)} | {SIZE}
    assert [p.done_bytes for p in seen] == sorted(p.done_bytes for p in seen)
    assert {(p.stage, p.total_bytes) for p in seen} == {("digest-medium", SIZE)}
