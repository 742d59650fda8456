"""`ingest --double-read`: every content by the file system and by its extents, and what differs is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target, not_read
from forensics_app.evidence.format_errors import TskError
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.protocol.messages import Options
from forensics_app.evidence.worker.entry_examiner import EntryExaminer
from forensics_app.evidence.worker.session import Session
from forensics_app.evidence.worker.source_layers import SourceLayers
from forensics_app.model.artifact import ArtifactKind, Derivable, ReadOutcome
from tests.reading.evidence_reading import open_session, sample, unpack
from tests.world.cases import command_line_case, sealwright
from tests.world.sealing import Bench, lines, make_bench
from tests.world.shared_data import shared

OPTIONS = Options(("sha256",), False, False, 1 << 32, True)
SHARED = {
    "mbr": "testdata/unpacked/dfvfs-hist__89103e38_mbr.raw",
    "ntfs": "testdata/ColinFinck_ntfs/testdata/testfs1",
    "exfat": "testdata/SecurityRonin_forensic-vfs-engine/tests/data/exfat.img",
    "fat12": "testdata/SecurityRonin_forensic-vfs-engine/tests/data/fat.img",
    "ufs2": "testdata/SecurityRonin_forensic-vfs-engine/tests/data/ufs.img",
    "hfs": "testdata/log2timeline_dfvfs/test_data/hfsplus.raw",
    "iso": "testdata/log2timeline_dfvfs/test_data/iso9660.raw",
    "E01": "testdata/log2timeline_plaso/test_data/image.E01",
}


def unheard(at: str, done_bytes: int) -> None:
    """Nobody waits for signs of life."""


class Lying(Session):
    """A session whose file system gives one byte of one file wrongly, or fails to open it."""

    def __init__(self, name: bytes, *, fails: bool = False) -> None:
        super().__init__(unheard)
        self._source = LyingLayers(name, fails=fails)
        self._examiner = EntryExaminer(self._source, unheard)


class LyingLayers(SourceLayers):
    def __init__(self, name: bytes, *, fails: bool) -> None:
        super().__init__(unheard, opener=open_source, window=None)
        self.name = name
        self.fails = fails

    def content(self, target: Target) -> StoredContent:
        content = super().content(target)
        if target.path[-1:] != (self.name,):
            return content
        if self.fails:
            raise TskError("cannot open")
        true = content.read

        def read(offset: int, size: int) -> bytes:
            data = bytearray(true(offset, size))
            if offset == 0:
                data[len(data) // 2] ^= 1
            return bytes(data)

        return StoredContent(content.size_bytes, read)


@pytest.mark.parametrize("name", ["ext4-inline-data.raw", "ext4-unwritten-extent.raw", "fat12-oem-names.raw"])
def test_samples_agree(name: str, tmp_path: Path) -> None:
    assert agree(sample(name, tmp_path)) > 0


@pytest.mark.parametrize("name", SHARED)
def test_shared_images_agree(name: str) -> None:
    assert agree(shared(SHARED[name])) > 0


def test_compressed_content_has_one_way_only(tmp_path: Path) -> None:
    image = unpack(shared("testdata/self-made/ntfs-compressed-sparse-surrogate.raw.gz"), tmp_path)
    session = Session(lambda at, done: None)
    found = {
        e.locator.path_display(): session.examine_entry(e, OPTIONS) for e in open_session(session, image)
    }
    assert not [o for _, told in found.values() for o in told if o.code == "double-read-differs"]
    assert found["/comp/seq1.txt"][0].derivable is Derivable.NO
    assert found["/res.txt"][0].derivable is Derivable.YES
    assert found["/sparse"][0].derivable is Derivable.YES


def agree(image: Path) -> int:
    """Nothing differs, and everything that was read has its answer; how many contents both ways gave."""
    session = Session(lambda at, done: None)
    counted = 0
    for entry in open_session(session, image):
        found, told = session.examine_entry(entry, OPTIONS)
        assert not [o for o in told if o.code == "double-read-differs"], (entry.locator, told)
        if found.read.outcome is ReadOutcome.COMPLETE:
            assert found.derivable is not Derivable.UNCHECKED, entry.locator
            counted += found.derivable is Derivable.YES
        elif not_read(entry, OPTIONS.sparse_bytes) is not None:
            assert found.derivable is Derivable.UNCHECKED
    return counted


def test_a_byte_that_only_the_file_system_gives_is_told(tmp_path: Path) -> None:
    session = Lying(b"t100")
    for entry in open_session(session, sample("ext4-inline-data.raw", tmp_path)):
        found, told = session.examine_entry(entry, OPTIONS)
        codes = [(o.code, o.locator, o.detail) for o in told]
        if entry.locator.components == (b"t100",):
            assert codes == [("double-read-differs", "s1:/t100", "first at byte 50")]
            assert found.derivable is Derivable.NO
            assert found.digests.sha256 is not None
            plain, quiet = session.examine_entry(entry, Options(("sha256",), False, False, 1 << 32))
            assert (plain.derivable, quiet) == (Derivable.UNCHECKED, ())
        else:
            assert codes == []


def test_content_that_the_file_system_does_not_open_is_read_by_its_extents(tmp_path: Path) -> None:
    image = sample("fat12-oem-names.raw", tmp_path)
    plain = Session(lambda at, done: None)
    entry = next(
        e for e in open_session(plain, image) if e.kind is ArtifactKind.FILE and e.allocated and e.extents
    )
    session = Lying(entry.locator.components[-1], fails=True)
    open_session(session, image)
    found, told = session.examine_entry(entry, OPTIONS)
    assert [(o.code, o.detail) for o in told] == [
        ("double-read-differs", "not by the file system: cannot open")
    ]
    assert found.derivable is Derivable.NO
    assert found.digests == plain.examine_entry(entry, OPTIONS)[0].digests


def test_the_command_says_that_nothing_differs_and_sealing_relies_on_it(tmp_path: Path) -> None:
    image = sample("ext4-inline-data.raw", tmp_path)
    case = command_line_case(tmp_path / "case")
    done = sealwright("ingest", case, image, "--double-read", SEALWRIGHT_HOME=str(tmp_path / "home"))
    assert "in two ways, with identical results" in done.stdout
    listed = sealwright("list", case, "--format", "jsonl", SEALWRIGHT_HOME=str(tmp_path / "home"))
    found = [json.loads(line) for line in listed.stdout.splitlines()]
    read = [a for a in found if a["read"]["outcome"] == "complete"]
    assert {a["derivable"] for a in read} <= {"yes", "no"}
    assert sum(a["derivable"] == "yes" for a in read) > 3


def test_without_it_only_what_is_sealed_is_checked(tmp_path: Path) -> None:
    bench: Bench = make_bench(tmp_path, sample("ext4-inline-data.raw", tmp_path))
    bundle = bench.seal().path
    sealed = [line for line in lines(bundle, "metadata/catalog.jsonl") if line["data"] is not None]
    assert {line["derivable"] for line in sealed} == {"yes"}
