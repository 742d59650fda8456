"""Reading changes nothing of the source: content, size, mtime, ctime, and (to its owner) atime."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from tests.reading.evidence_reading import read_source, sample
from tests.world.shared_data import shared

LONG_AGO_NS = 1_000_000_000_000_000_000


def facts(path: Path) -> tuple[int, int, int, int, int]:
    status = path.lstat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_atime_ns, status.st_mode


def age(path: Path) -> None:
    """An access time older than the modification: relatime would move it on the first read."""
    os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS + 1))


def test_raw_image(tmp_path: Path) -> None:
    image = sample("ext4-inline-data.raw", tmp_path)
    age(image)
    before, digest = facts(image), hashlib.sha256(image.read_bytes()).hexdigest()
    age(image)
    before = facts(image)
    found = read_source(image)
    assert found.source.atime_kept
    assert facts(image) == before
    assert hashlib.sha256(image.read_bytes()).hexdigest() == digest == found.media.sha256


def test_segments_of_an_e01(tmp_path: Path) -> None:
    for name in ("ext2.split.E01", "ext2.split.E02"):
        shutil.copyfile(shared(f"testdata/log2timeline_dfvfs/test_data/{name}"), tmp_path / name)
        age(tmp_path / name)
    before = [facts(path) for path in sorted(tmp_path.iterdir())]
    assert read_source(tmp_path / "ext2.split.E01").source.atime_kept
    assert [facts(path) for path in sorted(tmp_path.iterdir())] == before


def test_folder_with_everything_in_it(tmp_path: Path) -> None:
    root = tmp_path / "folder"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "a.txt").write_bytes(b"content")
    os.mkfifo(root / "pipe")
    for path in (root / "sub" / "a.txt", root / "sub", root):
        age(path)
    paths = [root, *sorted(root.rglob("*"))]
    before = [facts(path) for path in paths]
    found = read_source(root)
    assert found.source.atime_kept
    assert [facts(path) for path in paths] == before


def test_folder_with_a_link_says_that_an_access_time_moves(tmp_path: Path) -> None:
    """Reading a link's target touches the link's own access time; no flag keeps it. Nothing else moves."""
    (tmp_path / "link").symlink_to("nowhere")
    before = facts(tmp_path / "link")
    found = read_source(tmp_path)
    after = facts(tmp_path / "link")
    assert not found.source.atime_kept
    assert before[:3] == after[:3]
