"""HFS+ and HFSX whose volume header is damaged are read by the alternate one, and that is told.

Known answers: the same volume before it was damaged. It is written by TN1150 (tests/made/hfs.py).
"""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from forensics_app.evidence.filesystems.hfs.slack import hfs_slack
from forensics_app.evidence.protocol.messages import Open
from forensics_app.evidence.spaces.names import SpaceKind
from forensics_app.evidence.worker.session import Session
from forensics_app.model.evidence import LayerState
from tests.conformance.filesystems.test_unallocated import OPTIONS
from tests.made.byte_sources import Bytes
from tests.made.hfs import JOURNALED, ROOT, Volume
from tests.reading.evidence_reading import Listed, read_in_process

HEADER = slice(1024, 1536)
CONTENT = b"The quick brown fox. " * 1000


def made(*, hfsx: bool = False, **more: int) -> bytes:
    volume = Volume(hfsx=hfsx, **more)
    volume.add(16, ROOT, "one.txt", data=b"one")
    volume.add(17, ROOT, "pieces", data=CONTENT, pieces=12)
    volume.add(18, ROOT, "folder", folder=True)
    for number in range(60):
        volume.add(100 + number, 18, f"file {number:03d}", data=b"%d" % number)
    volume.add(34, ROOT, "attributed", data=b"x", inline={"com.apple.FinderInfo": bytes(32)})
    return volume.image()


def changed(image: bytes, *changes: tuple[int, bytes]) -> bytes:
    data = bytearray(image)
    for at, change in changes:
        data[at : at + len(change)] = change
    return bytes(data)


def read(folder: Path, image: bytes) -> Listed:
    path = folder / "volume.raw"
    path.write_bytes(image)
    return read_in_process(path)


def reported(found: Listed) -> list[tuple[str, str | None]]:
    return [(code, detail) for code, detail, _ in found.reported if code != "deleted-entries-not-listed"]


def free(path: Path) -> object:
    session = Session(lambda at, done: None)
    session.open(Open(bytes(path), "s1", "EX-001", False, {}))
    entry, examination, _ = session.examine_space("s1", SpaceKind.UNALLOCATED, OPTIONS)
    return entry, examination


def by_copy(image: bytes) -> list[tuple[str, str | None]]:
    return [("superblock-damaged", f"volume header: the copy at byte {len(image) - 1024}")]


@pytest.mark.parametrize("hfsx", [False, True])
def test_wiped_beginning_costs_nothing(hfsx: bool, tmp_path: Path) -> None:
    image = made(hfsx=hfsx)
    whole, space = read(tmp_path, image), free(tmp_path / "volume.raw")
    assert reported(whole) == []
    wiped = changed(image, (0, bytes(1536)))
    found = read(tmp_path, wiped)
    assert found.found == whole.found
    assert found.layers == whole.layers
    assert reported(found) == by_copy(image)
    assert free(tmp_path / "volume.raw") == space
    slack = [list(hfs_slack(Bytes(data), lambda reach: None)) for data in (wiped, image)]
    assert slack[0] == slack[1]


@pytest.mark.parametrize(
    ("at", "value"),
    [(1024 + 40, bytes(4)), (1024 + 272 + 16, b"\x7f\0\0\0"), (1024, b"H+\xff\xff" + bytes(300))],
    ids=["size of a block", "place of the catalogue", "all but its signature"],
)
def test_header_that_leads_nowhere(at: int, value: bytes, tmp_path: Path) -> None:
    image = made()
    whole = read(tmp_path, image)
    found = read(tmp_path, changed(image, (at, value)))
    assert found.found == whole.found
    assert reported(found) == by_copy(image)


def test_changes_that_are_in_the_journal_alone_are_told(tmp_path: Path) -> None:
    """The alternate header doesn't say how the volume was closed."""
    image = bytearray(made(blocks=2000))
    unit = struct.unpack_from(">I", image, 1024 + 40)[0]
    last = len(image) // unit - 4
    image[last * unit : last * unit + 52] = struct.pack(">I32sQQ", 1, bytes(32), (last + 1) * unit, unit)
    image[(last + 1) * unit : (last + 1) * unit + 24] = struct.pack(
        "<IIQQ", 0x4A4E4C78, 0x12345678, 512, 1024
    )
    for header in (1024, len(image) - 1024):
        struct.pack_into(">I", image, header + 4, JOURNALED | 0x100)
        struct.pack_into(">I", image, header + 12, last)
    found = read(tmp_path, changed(bytes(image), (0, bytes(1536))))
    assert ("journal-not-replayed", "its journal is not empty") in reported(found)


def test_without_both_nothing_is_guessed(tmp_path: Path) -> None:
    image = made()
    found = read(tmp_path, changed(image, (0, bytes(1536)), (len(image) - 1024, bytes(512))))
    assert [state for state, _ in found.layers] == [LayerState.OMITTED]
    assert [code for code, _ in reported(found)] == ["file-system-unknown"]


def test_copy_that_tells_of_another_end_is_not_used(tmp_path: Path) -> None:
    image = made()
    moved = changed(image + bytes(4 << 20), (0, bytes(1536)))
    moved = changed(moved, (len(moved) - 1024, image[HEADER]))
    assert [state for state, _ in read(tmp_path, moved).layers] == [LayerState.OMITTED]
