"""NTFS that was not closed is told. ntfs-3g refuses to write to such a volume; ntfsfix marks one as dirty."""

from __future__ import annotations

import os
import struct
import subprocess
from pathlib import Path

import pytest

from tests.judging.judges import require_judge
from tests.reading.evidence_reading import read_in_process, reported, scan_image

_PAGE = 4096
_NO_CLIENT, _CLEAN = 0xFFFF, 2
NOT_CLOSED = ("journal-not-replayed", "s1", "$LogFile was not closed")


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A volume, and where its log begins."""
    image = tmp_path_factory.mktemp("volume") / "ntfs.dd"
    image.write_bytes(b"")
    os.truncate(image, 8 << 20)
    make = [
        require_judge("mkntfs"),
        "-q",
        "-F",
        "-f",
        "-s",
        "512",
        "-p",
        "0",
        "-H",
        "16",
        "-S",
        "63",
        str(image),
    ]
    subprocess.run(make, check=True, capture_output=True)
    (log,) = (e for e, _ in read_in_process(image).found if e.locator.components == (b"$LogFile",))
    assert log.extents[0].offset_bytes is not None
    return image, log.extents[0].offset_bytes


def restart_page(change: int, in_use: int, flags: int) -> bytes:
    """RESTART_PAGE_HEADER, RESTART_AREA and the record of one client, as Windows writes them."""
    page = bytearray(_PAGE)
    area, count = 48, _PAGE // 512 + 1
    struct.pack_into("<4sHHQIIHhh", page, 0, b"RSTR", 30, count, 0, _PAGE, _PAGE, area, 1, 1)
    free = 0 if in_use == _NO_CLIENT else _NO_CLIENT
    struct.pack_into(
        "<QHHHHIHHQIHHI", page, area, change, 1, free, in_use, flags, 45, 224, 64, 2 << 20, 0, 48, 64, 0
    )
    struct.pack_into("<QQHHH6xI8s", page, area + 64, 0, 0, 0xFFFF, 0xFFFF, 0, 8, "NTFS".encode("utf-16-le"))
    struct.pack_into("<H", page, 30, 1)
    for end in range(510, _PAGE, 512):
        struct.pack_into("<H", page, end, 1)
    return bytes(page)


@pytest.mark.parametrize(
    ("pages", "clean"),
    [
        (((5, 0, 0), (5, 0, 0)), False),
        (((5, 0, _CLEAN), (5, 0, _CLEAN)), True),
        (((5, _NO_CLIENT, 0), (5, _NO_CLIENT, 0)), True),
        (((5, 0, _CLEAN), (9, 0, 0)), False),  # the newer one counts
        (((9, 0, _CLEAN), (5, 0, 0)), True),
    ],
)
def test_log_that_was_not_closed_is_told(
    volume: tuple[Path, int], pages: tuple[tuple[int, int, int], ...], clean: bool, tmp_path: Path
) -> None:
    image = tmp_path / "ntfs.dd"
    data = bytearray(volume[0].read_bytes())
    for number, page in enumerate(pages):
        at = volume[1] + number * _PAGE
        data[at : at + _PAGE] = restart_page(*page)
    image.write_bytes(data)
    assert reported(scan_image(image)) == ([] if clean else [NOT_CLOSED])
    judge = subprocess.run([require_judge("ntfs-3g.probe"), "--readwrite", str(image)], capture_output=True)
    assert (judge.returncode == 0) is clean, judge.stderr


def test_log_that_was_never_used_is_none(volume: tuple[Path, int]) -> None:
    assert reported(scan_image(volume[0])) == []


def test_volume_that_is_marked_as_dirty_is_told(volume: tuple[Path, int], tmp_path: Path) -> None:
    image = tmp_path / "ntfs.dd"
    image.write_bytes(volume[0].read_bytes())
    subprocess.run([require_judge("ntfsfix"), str(image)], check=True, capture_output=True)
    assert reported(scan_image(image)) == [("not-closed", "s1", "marked as dirty")]
