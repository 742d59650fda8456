"""Long names of FAT whose parts are not those of the entry behind them; a first byte that stands for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.filesystems.test_deleted_files import content, run
from tests.reading.evidence_reading import read_source

_ENTRY = 32
_CHECKSUM_AT = 13
_LONG = "a long name that takes three parts.txt"


def volume(folder: Path, *names: str) -> tuple[Path, bytearray]:
    image, source = folder / "fat.img", folder / "source"
    image.write_bytes(bytes(2 << 20))
    source.write_bytes(b"content")
    run("mkfs.fat", "-F", "12", image)
    for name in names:
        run("mcopy", "-i", image, source, f"::{name}")
    return image, bytearray(image.read_bytes())


def test_long_name_with_another_checksum_is_not_taken_for_the_entrys(tmp_path: Path) -> None:
    for part in (1, 2, 3):
        image, data = volume(tmp_path, _LONG, "another long name.txt")
        entry = data.find(b"ALONGN~1TXT")
        data[entry - part * _ENTRY + _CHECKSUM_AT] ^= 0xFF
        image.write_bytes(data)
        found = read_source(image)
        assert [path for path in found.paths() if path[0] != "$"] == ["ALONGN~1.TXT", "another long name.txt"]
        assert found.codes() == ["details-unreadable"]


def test_long_name_without_its_last_part_is_not_taken_for_the_entrys(tmp_path: Path) -> None:
    image, data = volume(tmp_path, _LONG)
    entry = data.find(b"ALONGN~1TXT")
    data[entry - 3 * _ENTRY] = 0xE5
    image.write_bytes(data)
    found = read_source(image)
    assert "ALONGN~1.TXT" in found.paths()
    assert found.codes() == ["details-unreadable"]


def test_long_names_that_fit_are_shown(tmp_path: Path) -> None:
    names = [
        _LONG,
        "mixed Case.Txt",
        "x" * 255,
        "trailing dot inside. txt",
        "SHORT.TXT",
        "lower.txt",
        "日本語.txt",
    ]
    image, _ = volume(tmp_path, *names)
    found = read_source(image)
    assert [path for path in found.paths() if path[0] != "$"] == names
    assert found.codes() == []


def test_first_byte_05_stands_for_e5_and_is_not_deleted(tmp_path: Path) -> None:
    """Shift JIS: 88 05 would be another character, so the byte alone decides."""
    image, data = volume(tmp_path, "KANJI.TXT")
    data[data.find(b"KANJI   TXT")] = 0x05
    image.write_bytes(data)
    [entry] = [entry for entry, _ in read_source(image).found if b"ANJI" in entry.locator.components[-1]]
    assert entry.locator.components == (b"\xe5ANJI.TXT",)
    assert entry.allocated


def test_other_bytes_of_such_a_name_are_kept_as_well(tmp_path: Path) -> None:
    """libtsk shows 0x05 and `^` for what is above 0x7E."""
    image, data = volume(tmp_path, "KANJI.TXT")
    at = data.find(b"KANJI   TXT")
    data[at : at + 3] = b"\x05\x8c\x93"
    image.write_bytes(data)
    [entry] = [entry for entry, _ in read_source(image).found if b"JI.TXT" in entry.locator.components[-1]]
    assert entry.locator.components == (b"\xe5\x8c\x93JI.TXT",)


@pytest.mark.parametrize(("bits", "size"), [(12, 2 << 20), (16, 12 << 20), (32, 40 << 20)])
def test_parts_of_a_long_name_may_lie_in_another_cluster(bits: int, size: int, tmp_path: Path) -> None:
    """The clusters of a directory that grew with its files lie apart; a name takes 160 bytes of 512."""
    image, source = tmp_path / "fat.img", tmp_path / "source"
    with image.open("wb") as file:
        file.truncate(size)
    names = [f"{number:02d} {'x' * 40} 日.txt" for number in range(40)]
    source.mkdir()
    for name in names:
        (source / name).write_bytes(content(name, 700))
    run("mkfs.fat", "-F", str(bits), "-s", "1", image)
    run("mmd", "-i", image, "::SUB")
    for folder in ("::SUB", "::"):
        run("mcopy", "-i", image, *(source / name for name in names), folder)
    found = read_source(image)
    assert [path for path in found.paths() if path[0] != "$"] == [
        "SUB", *(f"SUB/{name}" for name in names), *names
    ]  # fmt: skip
    assert found.codes() == []
