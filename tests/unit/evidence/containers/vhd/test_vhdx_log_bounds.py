"""A VHDX whose log would take hours or gigabytes to play back is refused at once."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from forensics_app.errors import FormatNotSupportedError
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.vhd import vhdx_log
from forensics_app.evidence.containers.vhd.vhdx_log import play_back
from tests.made.containers.vhdx_log import IDENTITY, PAGE, entry


def header(log_bytes: int) -> bytes:
    return bytes(48) + IDENTITY + bytes(4) + struct.pack("<IQ", log_bytes, 0)


def test_entries_that_lie_in_one_another_are_checked_for_a_while_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page begins an entry as long as the whole log."""
    checked: list[int] = []

    def crc32c(data: bytes) -> int:
        checked.append(len(data))
        return 0

    monkeypatch.setattr(vhdx_log, "crc32c", crc32c)
    head = struct.pack("<4sIIIQII16sQQ", b"loge", 1, 256 * PAGE, 0, 1, 0, 0, IDENTITY, 0, 0)
    file = tmp_path / "log.bin"
    file.write_bytes(head.ljust(PAGE, b"\0") * 256)
    with pytest.raises(FormatNotSupportedError):
        play_back(ReadOnlyFile(file), header(256 * PAGE))
    assert sum(checked) <= 3 * 256 * PAGE


def test_same_pages_made_zeros_over_and_over_are_refused(tmp_path: Path) -> None:
    """Each descriptor alone, and all of their pages together, are within bounds."""
    raw = entry(1, 0, [(0, 1 << 29)] * 1000, flushed=0, last=0)
    file = tmp_path / "log.bin"
    file.write_bytes(raw)
    with pytest.raises(FormatNotSupportedError):
        play_back(ReadOnlyFile(file), header(len(raw)))


def test_entry_is_found_behind_remains_of_longer_ones(tmp_path: Path) -> None:
    """What the ring held before reaches into what it holds now; that is checked once, and is no run."""
    page = bytes(range(256)) * 16
    old = bytearray(entry(1, 0, [(PAGE * n, page) for n in range(20)], flushed=0, last=0))
    new = entry(2, 8 * PAGE, [(0, page)], flushed=0, last=0)
    old[8 * PAGE : 8 * PAGE + len(new)] = new
    file = tmp_path / "log.bin"
    file.write_bytes(old)
    replay = play_back(ReadOnlyFile(file), header(len(old)))
    assert replay.entries == 1
    assert replay.file.read(0, PAGE) == page
