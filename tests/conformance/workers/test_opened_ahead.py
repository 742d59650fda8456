"""A worker that opens its source ahead, while another looks at it: the same as one that opens it later."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from forensics_app.errors import SourceChangedError, SourceNotFoundError
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.protocol.messages import Attach, Digest, Open, Opened, Prepare
from forensics_app.evidence.worker.session import Session
from forensics_app.model.evidence import ArchiveOptions, ContainerFormat
from tests.reading.evidence_reading import NO_ARCHIVES, SAMPLES
from tests.world.shared_data import shared

E01 = "testdata/log2timeline_plaso/test_data/image.E01"
SPLIT = "testdata/log2timeline_dfvfs/test_data/ext2.split.E01"
AS_IMAGE = replace(NO_ARCHIVES, as_image=True)


class Opener:
    """Opens sources, and counts."""

    def __init__(self) -> None:
        self.accepted: list[bool] = []

    def __call__(self, path: Path, incomplete: Incomplete) -> Container | Path:
        self.accepted.append(incomplete.accepted)
        return open_source(path, incomplete)


@pytest.fixture(name="image")
def fixture_image(tmp_path: Path) -> Path:
    return Path(shutil.copy(shared(E01), tmp_path / "image.E01"))


def opened(image: Path, archives: ArchiveOptions = NO_ARCHIVES, *, accept: bool = False) -> Opened:
    session = Session(lambda at, done: None)
    return session.open(Open(os.fsencode(image), "s1", "EX-001", accept, {}, archives=archives))


def prepared(image: Path, archives: ArchiveOptions = NO_ARCHIVES) -> tuple[Session, Opener]:
    opener = Opener()
    session = Session(lambda at, done: None, opener=opener)
    session.prepare(Prepare(os.fsencode(image), "s1", False, archives))
    return session, opener


def attach(image: Path, found: Opened) -> Attach:
    return Attach(os.fsencode(image), found.source, found.files)


def sha1(session: Session) -> str | None:
    digested = session.digest(Digest(None, ("sha1",), around=True))
    assert digested is not None
    return digested.digests.sha1


def test_it_is_opened_once_and_read_truly(image: Path) -> None:
    found = opened(image)
    session, opener = prepared(image)
    session.attach(attach(image, found))
    assert len(opener.accepted) == 1
    plain = open_source(image)
    assert isinstance(plain, Container)
    medium = plain.medium.read(0, plain.medium.size_bytes)
    assert sha1(session) == hashlib.sha1(medium, usedforsecurity=False).hexdigest()


def test_what_was_opened_as_another_thing_is_opened_again(image: Path) -> None:
    session, opener = prepared(image, replace(NO_ARCHIVES, as_file=True))
    session.attach(attach(image, opened(image)))
    assert len(opener.accepted) == 2


@pytest.mark.parametrize("ahead", [AS_IMAGE, NO_ARCHIVES], ids=["as-image", "as-a-file"])
def test_a_compressed_image_is_read_truly(ahead: ArchiveOptions, tmp_path: Path) -> None:
    packed = Path(shutil.copy(SAMPLES / "ext4-inline-data.raw.gz", tmp_path))
    found = opened(packed, AS_IMAGE)
    assert found.source.format is ContainerFormat.COMPRESSED
    session, opener = prepared(packed, ahead)
    session.attach(attach(packed, found))
    assert len(opener.accepted) == (ahead == NO_ARCHIVES)  # it opens what is no compressed image
    medium = gzip.decompress(packed.read_bytes())
    assert sha1(session) == hashlib.sha1(medium, usedforsecurity=False).hexdigest()


def test_an_image_that_was_refused_is_opened_where_it_is_accepted(tmp_path: Path) -> None:
    image = Path(shutil.copy(shared(SPLIT), tmp_path / "split.E01"))  # alone, and it says that more follow
    found = opened(image, accept=True)
    session, opener = prepared(image)
    session.attach(attach(image, found))
    assert opener.accepted == [False, True]
    assert sha1(session) is not None


def test_a_source_that_moved_since_then_is_told(image: Path) -> None:
    session, _ = prepared(image)
    os.utime(image, ns=(1, 1))
    with pytest.raises(SourceChangedError):
        session.attach(attach(image, opened(image)))


def test_a_source_that_is_gone_is_told_by_what_follows(image: Path) -> None:
    found = opened(image)
    image.unlink()
    session, _ = prepared(image)
    with pytest.raises(SourceNotFoundError):
        session.attach(attach(image, found))
