"""Folders and single files: names as bytes, links not followed, devices not opened, failures told."""

from __future__ import annotations

import hashlib
import os
import socket
import stat
from pathlib import Path

import pytest

from forensics_app.errors import ReadFailedError, SourceChangedError
from forensics_app.evidence.bytes.read_only_file import list_names
from forensics_app.evidence.contents.targets import target_of
from forensics_app.evidence.folders.files import FolderFiles
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.examine.options import ExamineOptions
from forensics_app.model.artifact import ArtifactKind, ExtentClass, ReadOutcome
from forensics_app.model.evidence import ArchiveOptions, ContainerFormat
from forensics_app.model.times import TimeKind
from tests.judging.judges import environment_lacks
from tests.made.archives import Zipped, make_zip
from tests.reading.evidence_reading import path_of, read_source, spec


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "source"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "a.txt").write_bytes(b"content\n")
    (root / "sub" / "empty").touch()
    (root / "notes.txt").symlink_to("../../../etc/passwd")
    (root / "loop").symlink_to(".")
    os.mkfifo(root / "pipe")
    (root / os.fsdecode(b"bad\xff\n.bin")).write_bytes(b"\x00\x01")
    return root


def test_everything_is_listed_once_in_the_order_of_the_bytes(folder: Path) -> None:
    found = read_source(folder)
    assert found.source.format is ContainerFormat.FOLDER
    names = [b"/".join(entry.locator.components) for entry, _ in found.found]
    assert names == [
        b"bad\xff\n.bin",
        b"loop",
        b"notes.txt",
        b"pipe",
        b"sub",
        b"sub/a.txt",
        b"sub/empty",
    ]
    assert found.omissions == ()


def test_links_are_not_followed(folder: Path) -> None:
    found = read_source(folder)
    entry, examination = found.pair("notes.txt")
    assert (entry.kind, entry.link_target) == (ArtifactKind.LINK, b"../../../etc/passwd")
    assert (examination.read.outcome, examination.digests.sha256) == (ReadOutcome.NOT_READ, None)
    assert [path for path in found.paths() if path.startswith("loop")] == ["loop"]


def test_pipe_is_other_and_not_opened(folder: Path) -> None:
    entry, examination = read_source(folder).pair("pipe")
    assert (entry.kind, examination.read.outcome) == (ArtifactKind.OTHER, ReadOutcome.NOT_READ)


def test_socket_is_other(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        assert read_source(tmp_path).entry("s").kind is ArtifactKind.OTHER


def test_device_is_other_and_not_opened(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        environment_lacks("root (only root may make a device)")
    try:
        os.mknod(tmp_path / "zero", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        environment_lacks("the right to make a device")
    entry, examination = read_source(tmp_path).pair("zero")
    assert (entry.kind, entry.mode) == (ArtifactKind.OTHER, "c/crw-------")
    assert examination.read.outcome is ReadOutcome.NOT_READ


def test_file_that_is_all_but_a_hole_is_not_read(folder: Path) -> None:
    """Exabytes of zeros cost nothing to make and years to read."""
    with (folder / "sub" / "hole").open("wb") as hole:
        hole.truncate(5 << 30)
    found = read_source(folder)
    assert found.examination("sub/hole").read.reason == "content-sparse-too-large"
    assert [(o.code, o.locator) for o in found.omissions] == [("content-sparse-too-large", "s1:/sub/hole")]


def test_link_put_in_the_place_of_a_folder_is_not_entered(folder: Path) -> None:
    (folder / "sub" / "gone").symlink_to("/etc")
    assert list_names(folder / "sub")[0]
    with pytest.raises(ReadFailedError):
        list_names(folder / "sub" / "gone", follow=False)


def test_content_is_digested_and_has_no_extents(folder: Path) -> None:
    entry, examination = read_source(folder).pair("sub/a.txt")
    assert examination.digests.sha256 == hashlib.sha256(b"content\n").hexdigest()
    assert (entry.extents, entry.extent_class) == ((), ExtentClass.NONE)


def test_times_are_the_hosts_in_nanoseconds(folder: Path) -> None:
    os.utime(folder / "sub" / "a.txt", ns=(1_700_000_000_000_000_001, 1_700_000_000_123_456_789))
    times = {t.kind: t for t in read_source(folder).entry("sub/a.txt").times}
    assert times[TimeKind.MODIFIED].value == "2023-11-14T22:13:20.123456789Z"
    assert times[TimeKind.ACCESSED].value == "2023-11-14T22:13:20.000000001Z"


def test_single_file_is_one_entry(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(b"words\n")
    found = read_source(file)
    assert found.source.format is ContainerFormat.FILE
    assert found.paths() == ["letter.txt"]
    assert found.examination("letter.txt").digests.sha256 == hashlib.sha256(b"words\n").hexdigest()


def test_unreadable_file_and_folder_are_omissions(folder: Path) -> None:
    if os.geteuid() == 0:
        environment_lacks("an ordinary user (root may read everything)")
    (folder / "sub" / "a.txt").chmod(0)
    (folder / "closed").mkdir(mode=0)
    found = read_source(folder)
    assert sorted(found.codes()) == ["content-unreadable", "directory-unreadable"]
    assert found.examination("sub/a.txt").read.outcome is ReadOutcome.UNREADABLE
    (folder / "closed").chmod(0o700)


def test_file_that_grows_after_it_was_listed_is_an_omission(folder: Path) -> None:
    with EvidenceReader(spec(folder), workers=1) as reader:
        reader.open()
        entries = [entry for batch, _ in reader.walk("s1") for entry in batch]
        with (folder / "sub" / "a.txt").open("ab") as file:
            file.write(b"more")
        results = {path_of(e): (x, o) for e, x, o in reader.examine(entries, ExamineOptions())}
    examination, omissions = results["sub/a.txt"]
    assert [o.code for o in omissions] == ["source-changed"]
    assert examination.read.outcome is ReadOutcome.UNREADABLE


def test_file_that_is_written_anew_in_its_size_is_an_omission(folder: Path) -> None:
    """Its times were listed, its bytes are those of later: both together never were."""
    path = folder / "sub" / "a.txt"
    with EvidenceReader(spec(folder), workers=1) as reader:
        reader.open()
        entries = [entry for batch, _ in reader.walk("s1") for entry in batch]
        listed = path.stat()
        path.write_bytes(b"X" * listed.st_size)
        os.utime(path, ns=(listed.st_atime_ns, listed.st_mtime_ns + 1))
        results = {path_of(e): (x, o) for e, x, o in reader.examine(entries, ExamineOptions())}
    examination, omissions = results["sub/a.txt"]
    assert [o.code for o in omissions] == ["source-changed"]
    assert examination.read.outcome is ReadOutcome.UNREADABLE
    assert all(not told for name, (_, told) in results.items() if name != "sub/a.txt")


def test_image_that_changes_while_it_is_read_is_an_error(tmp_path: Path) -> None:
    image = tmp_path / "image.dd"
    image.write_bytes(bytes(1 << 20))
    with EvidenceReader(spec(image), workers=1) as reader:
        reader.open()
        os.utime(image, (1, 1))
        with pytest.raises(SourceChangedError):
            reader.digest_medium()


def test_extended_attributes_are_entries_with_their_content(folder: Path) -> None:
    """Browsers and wget keep in them where a file came from. They were left out without a word."""
    address, kept = b"https://example.org/a.txt", make_zip(Zipped(b"leaf", b"in a ZIP in an attribute"))
    try:
        os.setxattr(folder / "sub" / "a.txt", "user.xdg.origin.url", address)
        os.setxattr(folder, "user.kept", kept)
        os.setxattr(folder / "sub", "user.kept", kept)
    except OSError:
        environment_lacks("extended attributes on temporary files")
    found = read_source(folder, archives=ArchiveOptions(inside=True))
    entry, examination = found.pair("sub/a.txt:user.xdg.origin.url")
    assert (entry.kind, entry.size_bytes) == (ArtifactKind.ATTRIBUTE, len(address))
    assert examination.digests.sha256 == hashlib.sha256(address).hexdigest()
    assert found.examination(":user.kept").digests.sha256 == hashlib.sha256(kept).hexdigest()
    for path in (":user.kept/leaf", "sub:user.kept/leaf"):
        assert found.examination(path).read.outcome is ReadOutcome.COMPLETE
    assert len({entry.sequence for entry, _ in found.found if entry.locator.layer_id == "s1"}) == 10
    assert found.omissions == ()


def test_attribute_that_changes_after_it_was_listed_is_an_omission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"content")
    try:
        os.setxattr(path, "user.note", b"first")
    except OSError:
        environment_lacks("extended attributes on temporary files")
    files = FolderFiles(path, source_id="s1", layer_id="s1")
    ((_, entry), _) = next(files.walk({}, lambda place, components: None))
    os.setxattr(path, "user.note", b"another")
    with pytest.raises(SourceChangedError):
        files.content(target_of(entry))
    os.removexattr(path, "user.note")
    with pytest.raises(ReadFailedError):
        files.content(target_of(entry))
