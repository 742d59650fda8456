"""Nothing is silently lost: what is listed is what `fls -r -p` counts, name by name.

fls prints the streams of a directory twice, once more as `dir/.:stream`; resource forks and extended
attributes, which have kind `attribute` here, not at all. It is given the raw bytes of the medium.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from forensics_app.evidence.opening import open_source
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.evidence import LayerState
from tests.evidence_reading import Reading, path_of, read_source, sample
from tests.judges import require_judge
from tests.shared_data import shared

SHARED = {
    "ext2": "log2timeline_plaso/test_data/ímynd.dd",
    "mbr-with-extended": "unpacked/dfvfs-hist__89103e38_mbr.raw",
    "ntfs-deleted-and-streams": "log2timeline_dfvfs/test_data/windows_volume.qcow2",
    "ntfs-many-directories": "ColinFinck_ntfs/testdata/testfs1",
    "gpt-ntfs": "SecurityRonin_forensic-vfs-engine/tests/data/gpt_ntfs.E01",
    "exfat": "SecurityRonin_forensic-vfs-engine/tests/data/exfat.img",
    "fat12": "SecurityRonin_forensic-vfs-engine/tests/data/fat.img",
    "ufs2": "SecurityRonin_forensic-vfs-engine/tests/data/ufs.img",
    "hfs": "log2timeline_dfvfs/test_data/hfsplus.raw",
    "iso": "log2timeline_dfvfs/test_data/iso9660.raw",
    "iso-rock-ridge": "unpacked/libarchive__test_read_format_iso_rockridge_ce.iso",
}
SAMPLES = ["ext2-names.raw", "ext2-name-with-slash.raw", "fat12-oem-names.raw", "ext4-inline-data.raw"]


@pytest.mark.parametrize("name", SHARED)
def test_shared_image(name: str, tmp_path: Path) -> None:
    compare(shared(f"testdata/{SHARED[name]}"), tmp_path)


@pytest.mark.parametrize("name", SAMPLES)
def test_sample(name: str, tmp_path: Path) -> None:
    compare(sample(name, tmp_path), tmp_path)


def compare(image: Path, tmp_path: Path) -> None:
    fls = require_judge("fls")
    found = read_source(image)
    raw = raw_of(image, tmp_path)
    for layer in found.source.layers:
        if layer.state is LayerState.WALKED:
            expected = Counter(names_by_fls(fls, raw, layer.offset_bytes))
            assert Counter(names_of(found, layer.layer_id)) == expected
    assert [o for o in found.omissions if o.stage == "walk"] == []


def raw_of(image: Path, folder: Path) -> Path:
    """The bytes of the medium: fls is not to be trusted with containers."""
    opened = open_source(image)
    assert not isinstance(opened, Path)
    raw = folder / "medium.raw"
    raw.write_bytes(opened.medium.read(0, opened.medium.size_bytes))
    opened.close()
    return raw


def names_by_fls(fls: str, raw: Path, offset_bytes: int) -> list[tuple[str, str]]:
    """(address, `*` for a deleted name) of every line; names themselves come garbled out of fls."""
    command = [fls, "-r", "-p", "-o", str(offset_bytes // 512), str(raw)]
    lines = subprocess.run(command, capture_output=True, check=True).stdout.splitlines()
    found = []
    for line in lines:
        head, _, name = line.partition(b":\t")
        if b"/.:" in name or not head:
            continue
        words = head.replace(b"(realloc)", b"").decode("ascii").split()
        found.append((words[-1], "*" if "*" in words else ""))
    return found


def names_of(found: Reading, layer_id: str) -> list[tuple[str, str]]:
    return [
        (entry.locator.address or "", "" if entry.allocated else "*")
        for entry, _ in found.found
        if entry.locator.layer_id == layer_id
        and entry.kind is not ArtifactKind.ATTRIBUTE
        and (path_of(entry) or entry.locator.stream)
    ]
