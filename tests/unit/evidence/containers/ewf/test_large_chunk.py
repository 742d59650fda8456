"""A chunk of an E01 whose table gives it all of a large file is read in no more bytes than it can take."""

from __future__ import annotations

import os
import zlib
from array import array
from pathlib import Path

import pytest

from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.ewf.medium import ChunkMedium
from forensics_app.evidence.containers.ewf.sections import ChunkTable, EwfSections

_CHUNK = 32 << 10
_STORED = 3 << 30


def test_large_chunk_costs_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytes(range(256)) * (_CHUNK // 256)
    image = tmp_path / "image.E01"
    image.write_bytes(zlib.compress(data))
    os.truncate(image, _STORED)
    file = ReadOnlyFile(image)
    asked: list[int] = []
    read = ReadOnlyFile.read

    def watched(self: ReadOnlyFile, offset_bytes: int, size_bytes: int) -> bytes:
        asked.append(size_bytes)
        assert size_bytes < 1 << 20
        return read(self, offset_bytes, size_bytes)

    monkeypatch.setattr(ReadOnlyFile, "read", watched)
    table = ChunkTable(array("I", [0]), array("Q", [0]), array("I", [_STORED]), bytearray(b"\1"))
    medium = ChunkMedium((file,), EwfSections(_CHUNK, _CHUNK, 512, 1, table))
    assert medium.read(0, _CHUNK) == data
    assert asked
