"""FAT32 and exFAT whose boot sector is wiped or damaged: they are read as `fls` does, and that is told."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from forensics_app.errors import SourceTruncatedError
from forensics_app.model.evidence import LayerState
from tests.judging.judges import require_judge
from tests.made.exfat import ExfatVolume
from tests.reading.evidence_reading import read_source

CONTENT = b"what was written\n" * 200


@pytest.fixture
def volume(tmp_path: Path) -> Path:
    image, file = tmp_path / "fat32.dd", tmp_path / "letter.txt"
    image.write_bytes(b"")
    os.truncate(image, 40 << 20)
    file.write_bytes(CONTENT)
    make = [require_judge("mkfs.fat"), "-F", "32", "-s", "1", str(image)]
    subprocess.run(make, check=True, capture_output=True)
    subprocess.run([require_judge("mcopy"), "-i", image, file, "::"], check=True)
    return image


def reported(image: Path) -> list[tuple[str | None, str | None]]:
    omissions = read_source(image).omissions
    return [(o.locator, o.detail) for o in omissions if o.code == "boot-sector-damaged"]


def test_wiped_boot_sector_is_told_and_costs_nothing(volume: Path) -> None:
    whole = read_source(volume)
    assert reported(volume) == []
    with volume.open("r+b") as file:
        file.write(bytes(512))
    names = subprocess.run([require_judge("fls"), "-r", volume], check=True, capture_output=True).stdout
    assert b"letter.txt" in names
    found = read_source(volume)
    assert [layer.state for layer in found.source.layers] == [LayerState.WALKED]
    assert found.paths() == whole.paths()
    assert found.examination("letter.txt") == whole.examination("letter.txt")
    assert reported(volume) == [("s1", "its copy in sector 6")]


@pytest.mark.parametrize("behind", [0, 7], ids=["sectors", "no-whole-sectors"])
def test_exfat_without_its_name_is_a_medium_and_not_a_file(tmp_path: Path, behind: int) -> None:
    image = ExfatVolume(tmp_path / "exfat.img").save()
    with image.open("r+b") as file:
        file.seek(3)
        file.write(b"...")
        file.seek(0, os.SEEK_END)
        file.write(b"x" * behind)
    assert "$ALLOC_BITMAP" in read_source(image).paths()
    os.truncate(image, (512 << 10) + behind)
    with pytest.raises(SourceTruncatedError):
        read_source(image)
