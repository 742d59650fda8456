"""A byte source that fails loses nothing: every name is listed, or the ledger says where names are missing.

The session runs in this process with a source that fails at its k-th read, once (a bus that resets) or for
good in that place (a bad sector).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from forensics_app.errors import EvidenceError, ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.bytes.crc32c import crc32c
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.filesystems.xfs import geometry as xfs_geometry
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.protocol.messages import Open, Options
from forensics_app.evidence.worker.session import Session
from forensics_app.evidence.worker.source_layers import Opener
from forensics_app.model.artifact import Entry, Examination, ReadOutcome
from forensics_app.model.evidence import LayerState, Omission
from tests.reading.evidence_reading import path_of, sample, unpack
from tests.world.shared_data import shared

OPTIONS = Options(("sha256",), media_type=False, exif=False, sparse_bytes=1 << 40)
TIMES = 200  # values of k, spread over all reads


class Failing:
    """`source`, except that read number `at` fails; with `lasting` its bytes can't be read from then on."""

    def __init__(self, source: ByteSource, at: int, *, lasting: bool) -> None:
        self._source = source
        self._at = at
        self._lasting = lasting
        self._bad: tuple[int, int] | None = None
        self.reads = 0

    @property
    def size_bytes(self) -> int:
        return self._source.size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        self.reads += 1
        if self.reads == self._at:
            if self._lasting:
                # one sector of what was asked for
                sector = (offset_bytes + size_bytes // 2) // 512 * 512
                self._bad = (sector, sector + 512)
            else:
                raise ReadFailedError(offset_bytes=offset_bytes, size_bytes=size_bytes, detail="injected")
        if self._bad and offset_bytes < self._bad[1] and self._bad[0] < offset_bytes + size_bytes:
            raise ReadFailedError(offset_bytes=offset_bytes, size_bytes=size_bytes, detail="injected")
        return self._source.read(offset_bytes, size_bytes)


class Run:
    """Everything that one session gives of an image."""

    def __init__(self, image: Path, at: int, *, lasting: bool) -> None:
        self.found: dict[tuple[str, str | None], tuple[Entry, Examination]] = {}
        self.omissions: list[Omission] = []
        self.error: EvidenceError | None = None
        self.failing: Failing | None = None
        session = Session(lambda at, done: None, opener=self._opener(at, lasting=lasting))
        try:
            opened = session.open(Open(str(image).encode(), "s1", "EX", True, {}))
        except EvidenceError as e:
            self.error = e
            return
        self.omissions += opened.omissions
        for layer in opened.source.layers:
            if layer.state is LayerState.WALKED:
                for entries, omissions in session.walk(layer.layer_id, {}, lambda place, components: None):
                    self.omissions += omissions
                    for entry in entries:
                        self._examine(session, entry)

    def _opener(self, at: int, *, lasting: bool) -> Opener:
        def opener(path: Path, incomplete: Incomplete) -> Container | Path:
            container = open_source(path, incomplete)
            assert isinstance(container, Container)
            self.failing = Failing(container.medium, at, lasting=lasting)
            container.medium = self.failing
            return container

        return opener

    def _examine(self, session: Session, entry: Entry) -> None:
        examination, omissions = session.examine_entry(entry, OPTIONS)
        self.omissions += omissions
        self.found[path_of(entry), entry.locator.address] = entry, examination


def check_nothing_lost(whole: Run, run: Run) -> None:
    """Each artifact of the undisturbed run is there and the same, or an omission covers it."""
    if run.error is not None:
        return  # the source as a whole was refused: said loudly
    # what is said of every such file system covers nothing
    places = {o.locator for o in run.omissions if o.code != "deleted-entries-not-listed"}
    incomplete = {
        o.locator for o in run.omissions if o.code in ("directory-incomplete", "details-unreadable")
    }
    for (path, address), (_, examination) in whole.found.items():
        parents = {f"s1:/{'/'.join(path.split('/')[:depth])}" for depth in range(path.count("/") + 1)}
        parents |= {f"s1:/{path.partition(':')[0]}"} if ":" in path else set()
        if (path, address) not in run.found:
            assert ({"s1"} | parents) & places, f"{path} is gone without an omission"
            continue
        other = run.found[path, address][1]
        if other.read.outcome is ReadOutcome.COMPLETE:
            assert other.digests == examination.digests, f"{path} has other bytes and says complete"
        elif other.read != examination.read:
            assert f"s1:/{path}" in places or parents & incomplete, f"{path}: {other.read}"


IMAGES = {
    "ext4": lambda folder: sample("ext4-inline-data.raw", folder),
    "fat12": lambda folder: sample("fat12-oem-names.raw", folder),
    "ext2-deleted": lambda folder: shared("testdata/log2timeline_plaso/test_data/ímynd.dd"),
    "ntfs": lambda folder: shared("testdata/ColinFinck_ntfs/testdata/testfs1"),
    "ntfs-small": lambda folder: unpack(shared("testdata/self-made/plain-ntfs.raw.gz"), folder),
    "ntfs-compressed-sparse": lambda folder: unpack(
        shared("testdata/self-made/ntfs-compressed-sparse-surrogate.raw.gz"), folder
    ),
    "iso": lambda folder: shared("testdata/unpacked/libarchive__test_read_format_iso_rockridge_ce.iso"),
    "ufs2": lambda folder: shared("testdata/SecurityRonin_forensic-vfs-engine/tests/data/ufs.img"),
    "hfs": lambda folder: shared("testdata/log2timeline_dfvfs/test_data/hfsplus.raw"),
    "xfs-v4": lambda folder: sample("xfs-v4.raw", folder),
    "xfs-v5": lambda folder: sample("xfs-v5.raw", folder),
    "exfat": lambda folder: shared("testdata/SecurityRonin_forensic-vfs-engine/tests/data/exfat.img"),
}


@pytest.fixture(autouse=True)
def fixture_remembered_checksums(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of a run of XFS is CRC32C of the same blocks in plain Python; of the same bytes it is the same."""
    monkeypatch.setattr(xfs_geometry, "crc32c", lru_cache(maxsize=4096)(crc32c))


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "for-good"])
@pytest.mark.parametrize("part", [0, pytest.param(1, marks=pytest.mark.slow)], ids=["even", "odd"])
@pytest.mark.parametrize("name", IMAGES)
def test_failing_at_read_k_loses_nothing(name: str, part: int, lasting: bool, tmp_path: Path) -> None:
    """`part`: every other of the places, the rest in the long run."""
    image = IMAGES[name](tmp_path)
    whole = Run(image, 0, lasting=False)
    assert whole.error is None
    assert whole.failing is not None
    total = whole.failing.reads
    assert total > 20
    for at in sorted({1 + step * total // TIMES for step in range(part, TIMES, 2)}):
        check_nothing_lost(whole, Run(image, at, lasting=lasting))


def test_failing_once_changes_nothing_at_all(tmp_path: Path) -> None:
    """One failed read is tried again: a bus that resets leaves no trace in the result."""
    image = sample("ext4-inline-data.raw", tmp_path)
    whole = Run(image, 0, lasting=False)
    assert whole.failing is not None
    for at in range(30, whole.failing.reads, 7):
        run = Run(image, at, lasting=False)
        if run.error is None and not run.omissions:
            assert run.found == whole.found


def test_bad_sector_costs_one_sector(tmp_path: Path) -> None:
    """The gap is where the sector is, the rest of the content is read, and the digest is of zeros there."""
    image = shared("testdata/ColinFinck_ntfs/testdata/testfs1")
    whole = Run(image, 0, lasting=False)
    gaps = []
    assert whole.failing is not None
    for at in range(1, whole.failing.reads, 5):
        run = Run(image, at, lasting=True)
        for entry, examination in run.found.values():
            if examination.read.outcome is ReadOutcome.PARTIAL:
                gaps += [(entry.size_bytes, gap) for gap in examination.read.gaps]
    assert gaps
    for size, gap in gaps:  # the last sector of a content is only partly its own
        assert gap.length_bytes == 512 or gap.offset_bytes + gap.length_bytes == size
        assert gap.length_bytes <= 512
