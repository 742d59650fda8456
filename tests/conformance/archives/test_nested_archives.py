"""Archives in files: a layer of their own behind the files', in an order and at places that stay."""

from __future__ import annotations

import gzip
import os
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.evidence.archives.nested import NestedArchives
from forensics_app.evidence.contents.stored_content import StoredContent
from forensics_app.evidence.contents.targets import Target, target_of
from forensics_app.evidence.protocol.messages import Open
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.evidence.worker.session import Session
from forensics_app.examine.options import ExamineOptions
from forensics_app.model.artifact import ArtifactKind, Entry, ExtentClass
from forensics_app.model.evidence import ArchiveOptions, LayerKind, LayerState, Omission
from forensics_app.model.locator import Locator
from tests.conformance.archives.test_archives import names, sha256, written
from tests.judging.judges import require_judge
from tests.made.archives import DEFLATED, TAR_END, Zipped, make_zip, tar_member
from tests.made.byte_sources import Bytes
from tests.reading.archive_reading import anywhere, read_here, unheard
from tests.reading.evidence_reading import path_of, read_source, spec

INSIDE = ArchiveOptions(inside=True)
WORDS = b"words\n" * 1000
INNER = make_zip(Zipped(b"leaf.txt", WORDS, DEFLATED), Zipped(b"../out.txt", b"traversal"))
OUTER = tar_member(b"stored.zip", INNER) + tar_member(b"plain.txt", b"plain") + TAR_END


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "source"
    (root / "docs").mkdir(parents=True)
    written(root / "docs" / "all.tar", OUTER)
    written(root / "docs" / "all.tar.gz", gzip.compress(OUTER, mtime=0))
    written(root / "docs" / "letter.txt", b"no archive\n")
    written(root / "inner.zip", INNER)
    (root / "link.zip").symlink_to("inner.zip")
    return root


def test_what_is_in_archives_is_a_layer_behind_the_files(folder: Path) -> None:
    found = read_here(folder, INSIDE)
    files, archives = found.source.layers
    assert (archives.layer_id, archives.parent_id, archives.kind) == ("s1.a", "s1", LayerKind.ARCHIVE)
    assert (archives.state, archives.length_bytes, files.kind) == (LayerState.WALKED, 0, LayerKind.FOLDER)
    assert names(found, "s1.a") == [
        b"docs/all.tar/stored.zip",
        b"docs/all.tar/stored.zip/leaf.txt",
        b"docs/all.tar/stored.zip/../out.txt",
        b"docs/all.tar/plain.txt",
        b"docs/all.tar.gz/stored.zip",
        b"docs/all.tar.gz/stored.zip/leaf.txt",
        b"docs/all.tar.gz/stored.zip/../out.txt",
        b"docs/all.tar.gz/plain.txt",
        b"inner.zip/leaf.txt",
        b"inner.zip/../out.txt",
    ]
    digests = {path_of(e): x.digests.sha256 for e, x in found.found if e.locator.layer_id == "s1.a"}
    assert [d for p, d in digests.items() if p.endswith("leaf.txt")] == [sha256(WORDS)] * 3
    assert [d for p, d in digests.items() if p.endswith("stored.zip")] == [sha256(INNER)] * 2
    assert found.omissions == ()


def test_files_are_listed_as_without_it(folder: Path) -> None:
    read_here(folder)  # reading a link's target moves its access time, once
    with_archives, without = read_here(folder, INSIDE), read_here(folder)
    files = [(e, x) for e, x in with_archives.found if e.locator.layer_id == "s1"]
    assert files == list(without.found)
    assert [layer.layer_id for layer in without.source.layers] == ["s1"]


def test_places_and_addresses_follow_from_the_evidence(folder: Path) -> None:
    """Twice the same, by whichever worker; each content is found again by its address alone."""
    first, second = read_here(folder, INSIDE), read_source(folder, archives=INSIDE)
    inside = [e for e, _ in first.found if e.locator.layer_id == "s1.a"]
    assert [e.sequence for e in inside] == list(range(len(inside)))
    assert inside == [e for e, _ in second.found if e.locator.layer_id == "s1.a"]
    assert [x.digests for _, x in first.found] == [x.digests for _, x in second.found]
    with EvidenceReader(spec(folder, archives=INSIDE), workers=1) as reader:
        reader.open()
        for entry in reversed(inside):  # against the order of the walk: every way down is opened anew
            content = b"".join(chunk.data for chunk in reader.content(entry))
            examination = next(x for e, x in first.found if e is entry)
            assert sha256(content) == examination.digests.sha256


def test_several_workers_give_the_same(folder: Path) -> None:
    with EvidenceReader(spec(folder, archives=INSIDE), workers=3) as reader:
        reader.open()
        entries = [entry for batch, _ in reader.walk("s1.a") for entry in batch]
        from_three = [x.digests for _, x, _ in reader.examine(entries, ExamineOptions())]
    alone = read_here(folder, INSIDE)
    assert from_three == [x.digests for e, x in alone.found if e.locator.layer_id == "s1.a"]


def test_depth_is_bounded_and_told(folder: Path) -> None:
    found = read_here(folder, ArchiveOptions(inside=True, depth=1))
    assert not [name for name in names(found, "s1.a") if b"stored.zip/" in name]
    assert [(o.code, o.locator) for o in found.omissions] == [
        ("archive-too-deep", "s1.a:/docs/all.tar/stored.zip"),
        ("archive-too-deep", "s1.a:/docs/all.tar.gz/stored.zip"),
    ]


def test_archives_in_an_archive_that_is_the_source(tmp_path: Path) -> None:
    for data in (OUTER, gzip.compress(OUTER)):
        found = read_here(written(tmp_path / "a.tar", data), INSIDE)
        assert names(found) == [b"stored.zip", b"plain.txt"]
        assert names(found, "s1.a") == [b"stored.zip/leaf.txt", b"stored.zip/../out.txt"]
        assert found.examination("stored.zip/leaf.txt").digests.sha256 == sha256(WORDS)


def test_archives_in_a_single_file(tmp_path: Path) -> None:
    """A document is one file, and what is in it comes on request."""
    data = make_zip(Zipped(b"[Content_Types].xml", b"<Types/>"), Zipped(b"word/document.xml", b"<w/>"))
    found = read_here(written(tmp_path / "letter.docx", data), INSIDE)
    assert found.paths("s1") == ["letter.docx"]
    assert found.paths("s1.a") == ["letter.docx/[Content_Types].xml", "letter.docx/word/document.xml"]


@pytest.mark.parametrize("front", [b"\xff\xd8\xff\xe0 a picture", b"MZ a program that unpacks itself"])
def test_zip_behind_a_picture_or_a_program(tmp_path: Path, front: bytes) -> None:
    """As unzip opens it; offsets that count the bytes in front, and such that don't."""
    zipped = make_zip(Zipped(b"leaf.txt", WORDS, DEFLATED), Zipped(b"in.zip", INNER))
    written(tmp_path / "behind", front * 100 + zipped)
    written(tmp_path / "counted", front)
    with zipfile.ZipFile(tmp_path / "counted", "a") as archive:
        archive.writestr("leaf.txt", WORDS)
    written(tmp_path / "words", WORDS + zipped)
    written(tmp_path / "cut", front * 100 + zipped[:-1])
    found = read_here(tmp_path, INSIDE)
    assert names(found, "s1.a") == [
        b"behind/leaf.txt",
        b"behind/in.zip",
        b"behind/in.zip/leaf.txt",
        b"behind/in.zip/../out.txt",
        b"counted/leaf.txt",
    ]
    for path in ("behind/leaf.txt", "behind/in.zip/leaf.txt", "counted/leaf.txt"):
        assert found.examination(path).digests.sha256 == sha256(WORDS)
    assert found.omissions == ()


class _RootAttribute:
    """Files of a volume whose root folder has an attribute, as on every XFS with SELinux: an archive here."""

    def walk(self, stops: dict[int, int], at: object) -> Iterator[tuple[list[Entry], list[Omission]]]:
        locator = Locator("s1", "s1", (), stream=b"user.kept", address="128-4354-0")
        yield [Entry(locator, ArtifactKind.ATTRIBUTE, True, size_bytes=len(INNER), times=(), sequence=0)], []

    def content(self, target: Target) -> StoredContent:
        assert target.address == "128-4354-0"
        return StoredContent(len(INNER), Bytes(INNER).read)


def test_archive_in_an_attribute_of_the_root_folder() -> None:
    """The path of such an attribute has no component; that ended the listing of all archives."""
    archives = NestedArchives(
        _RootAttribute(),
        INSIDE,
        source_id="s1",
        layer_id="s1.a",
        beneath_id="s1",
        sparse_bytes=1 << 20,
        alive=lambda done: None,
    )
    (leaf, _) = [entry for entries, _ in archives.walk({}, anywhere) for entry in entries]
    assert leaf.locator.components == (b":user.kept", b"leaf.txt")
    assert archives.content(target_of(leaf)).read(0, len(WORDS)) == WORDS


def test_stored_content_has_its_place_on_the_disk(tmp_path: Path) -> None:
    """A file stored in a ZIP stored in a tar on ext4: its bytes lie on the medium as they are."""
    mke2fs = require_judge("mke2fs")
    tree = tmp_path / "tree"
    tree.mkdir()
    stored = make_zip(Zipped(b"leaf.bin", bytes(range(256)) * 300), Zipped(b"packed", WORDS, DEFLATED))
    written(tree / "all.tar", tar_member(b"in.zip", stored) + TAR_END)
    image = tmp_path / "disk.raw"
    subprocess.run(
        [mke2fs, "-q", "-t", "ext4", "-d", tree, image, "4M"],
        check=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1"},
    )
    found = read_here(image, INSIDE)
    entry = found.entry("all.tar/in.zip/leaf.bin")
    raw = image.read_bytes()
    assert entry.extent_class is ExtentClass.RUNS
    assert {extent.layer_id for extent in entry.extents} == {"s1"}
    lies = b"".join(raw[e.offset_bytes or 0 :][: e.length_bytes] for e in entry.extents)
    assert lies == bytes(range(256)) * 300
    assert found.entry("all.tar/in.zip/packed").extent_class is ExtentClass.NONE
    assert found.examination("all.tar/in.zip/packed").digests.sha256 == sha256(WORDS)


def test_walk_that_lost_its_worker_ends_that_archive_and_goes_on(folder: Path) -> None:
    """What the parent tells a worker after a loss: an archive's number -> how many members to give."""
    session = Session(unheard)
    session.open(Open(os.fsencode(folder), "s1", "EX-001", False, {}, archives=INSIDE))
    whole = [e for batch, _ in session.walk("s1.a", {}, anywhere) for e in batch]
    places: list[tuple[int, int]] = []
    list(session.walk("s1.a", {}, lambda place, components: places.append((place.directory, place.names))))
    first = min(directory for directory, _ in places if directory % 2)
    rest = [e for batch, _ in session.walk("s1.a", {first: 1}, anywhere) for e in batch]
    assert [path_of(e) for e in rest][:3] == [path_of(e) for e in whole][:3]  # and what is in that member
    assert [path_of(e) for e in rest][3:] == [path_of(e) for e in whole][4:]
    none = [e for batch, _ in session.walk("s1.a", {first: 0}, anywhere) for e in batch]
    assert [path_of(e) for e in none] == [path_of(e) for e in whole][4:]
