"""What each directory costs must not grow with the one above it: an ext4 of 130,607 folders took 140 s."""

from __future__ import annotations

import subprocess
from pathlib import Path

from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.filesystems.spare_copies import open_file_system
from tests.judging.judges import require_judge


def test_content_of_the_directory_above_is_looked_up_for_no_directory(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for number in range(3):
        (source / f"folder {number}").mkdir(parents=True)
        (source / f"folder {number}" / "file").write_bytes(b"content")
    image = tmp_path / "ext4.raw"
    with image.open("wb") as file:
        file.truncate(4 << 20)
    command = [require_judge("mke2fs"), "-q", "-F", "-t", "ext4", "-d", str(source), str(image)]
    subprocess.run(command, check=True)
    opened = ReadOnlyFile(image)
    try:
        volume = open_file_system(opened, lambda reach: None)
        root = {name.name: name for name in volume.names(volume.root_address)}
        assert root[b"."].attributes  # its streams and extended attributes are listed
        for number in range(3):
            inside = {name.name: name for name in volume.names(root[b"folder %d" % number].address)}
            assert inside[b"file"].attributes
            assert not inside[b".."].attributes
            assert not inside[b"."].attributes
    finally:
        opened.close()
