"""Which bytes of contents stand on sectors that could not be read when the image was made.

The judge is the reading itself: the same evidence with other bytes in those sectors. What comes out
differently depends on them, and nothing else does.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.contents.targets import member_extents, target_of
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.protocol.messages import FindBytes, Open, Options, ReadPart
from forensics_app.evidence.worker.session import Session
from forensics_app.model.artifact import Entry, ExtentClass
from forensics_app.model.credentials import Credential
from forensics_app.model.evidence import DERIVED, ArchiveOptions, LayerKind, LayerState
from tests.made.bitlocker_images import CLEAR, make_bitlocker
from tests.made.containers.unread_sectors import SECTOR_BYTES, fat_with
from tests.reading.derived_reading import password
from tests.reading.evidence_reading import path_of, sample
from tests.world.shared_data import shared

Sectors = tuple[tuple[int, int], ...]
_OPTIONS = Options(("sha256",), media_type=False, exif=False, sparse_bytes=1 << 40)
_MOST_BYTES = 8 << 20
_SHADOW_COPIES = "testdata/log2timeline_plaso/test_data/vsstest.qcow2"


@dataclass(frozen=True)
class Altered:
    """A medium with these sectors changed: zeros as imaging tools leave them, or anything else."""

    medium: ByteSource
    sectors: Sectors
    zeros: bool

    @property
    def size_bytes(self) -> int:
        return self.medium.size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        data = bytearray(self.medium.read(offset_bytes, size_bytes))
        for first, count in self.sectors:
            begin = max(first * SECTOR_BYTES - offset_bytes, 0)
            end = min((first + count) * SECTOR_BYTES - offset_bytes, size_bytes)
            if begin < end:
                data[begin:end] = bytes(end - begin) if self.zeros else b"\xa5" * (end - begin)
        return bytes(data)


class Twins:
    """The evidence with zeros in its failed sectors, of which it tells, and with other bytes there."""

    def __init__(
        self,
        path: Path,
        sectors: Sectors,
        *keys: Credential,
        shadow_copies: bool = False,
        archives: bool = False,
    ) -> None:
        self._request = Open(
            os.fsencode(path),
            "s1",
            "EX-001",
            accept_truncated=True,
            skip={},
            credentials=keys,
            shadow_copies=shadow_copies,
            archives=ArchiveOptions(inside=archives),
        )
        self.zeros = self._session(sectors, zeros=True)
        self._other = self._session(sectors, zeros=False)
        self.source = self.zeros.open(self._request).source
        self._other.open(self._request)
        self.told: dict[str, str | None] = {}

    def _session(self, sectors: Sectors, *, zeros: bool) -> Session:
        def opener(path: Path, incomplete: Incomplete) -> Container:
            opened = open_source(path, incomplete)
            assert isinstance(opened, Container)
            medium = Altered(opened.medium, sectors, zeros)
            return replace(opened, medium=medium, unread_sectors=sectors if zeros else ())

        return Session(lambda at, done: None, opener=opener)

    def entries(self, layer_id: str) -> Iterator[Entry]:
        """Those with content; what is told of them is kept in `told`."""
        for entries, omissions in self.zeros.walk(layer_id, {}, lambda place, components: None):
            self.told |= {o.locator or "": o.detail for o in omissions if o.code == "acquisition-errors"}
            for entry in entries:
                found, more = self.zeros.examine_entry(entry, _OPTIONS)
                self.told |= {o.locator or "": o.detail for o in more if o.code == "acquisition-errors"}
                if found.digests.sha256 is not None and entry.size_bytes:
                    yield entry

    def depending(self, entry: Entry) -> set[int]:
        """The sectors of a content that come out differently."""
        one, other = self._part(self.zeros, entry), self._part(self._other, entry)
        return {at // SECTOR_BYTES for at in range(len(one)) if one[at] != other[at]}

    def unacquired(self, entry: Entry) -> set[int]:
        """Those of which it is said that they could not be read when the image was made."""
        request = ReadPart(target_of(entry), 0, _MOST_BYTES, member_extents(entry))
        part = self.zeros.part(request)
        assert part.told
        return {
            sector
            for gap in part.unacquired
            for sector in range(
                gap.offset_bytes // SECTOR_BYTES,
                -(-(gap.offset_bytes + gap.length_bytes) // SECTOR_BYTES),
            )
        }

    def _part(self, session: Session, entry: Entry) -> bytes:
        return session.part(ReadPart(target_of(entry), 0, _MOST_BYTES)).data


def under_files(path: Path, *keys: Credential, begin: int, layer_id: str) -> Sectors:
    """Some sectors beneath the large files of a layer whose bytes begin at byte `begin` of the medium."""
    chosen = random.Random(5)
    found: set[tuple[int, int]] = set()
    for entry in Twins(path, (), *keys).entries(layer_id):
        for layer, offset, length in entry.extents:
            if layer == layer_id and offset and length > 4000 and not path_of(entry).startswith("$MFT"):
                at = (begin + offset + chosen.randrange(length - SECTOR_BYTES)) // SECTOR_BYTES
                found |= {(at, chosen.randint(1, 3))}
    return tuple(sorted(found))


@pytest.fixture(params=["luks2-argon2id-4096", "luks2-pbkdf2-cbc", "lvm-striped", "bitlocker"])
def computed(request: pytest.FixtureRequest, tmp_path: Path) -> Twins:
    """A volume that is computed from a medium with failed sectors."""
    if request.param == "bitlocker":
        path = tmp_path / "volume.raw"
        plain = sample("encrypted-twin-ntfs.raw", tmp_path).read_bytes()
        path.write_bytes(make_bitlocker(plain, CLEAR).image)
        return Twins(path, under_files(path, begin=0, layer_id="s1.bde"))
    path = sample(f"{request.param}.raw", tmp_path)
    if request.param == "lvm-striped":
        return Twins(path, ((2402, 2), (14_804, 1)))  # lines of its texts, on either physical volume
    key = password("luks-SELF")
    (layer,) = (one for one in Twins(path, (), key).source.layers if one.kind in DERIVED)
    begin = path.stat().st_size - layer.length_bytes
    return Twins(path, under_files(path, key, begin=begin, layer_id="s1.luks"), key)


def test_files_of_computed_volumes_over_failed_sectors(computed: Twins) -> None:
    affected = set()
    for layer in computed.source.layers:
        if layer.kind not in DERIVED or layer.state is not LayerState.WALKED:
            continue
        for entry in computed.entries(layer.layer_id):
            sectors = computed.depending(entry)
            assert computed.unacquired(entry) == sectors, path_of(entry)
            if sectors:
                affected.add(f"{layer.layer_id}:/{path_of(entry)}")
    assert affected
    assert set(computed.told) == affected


def test_what_ntfs_compressed_is_marked_unit_by_unit_and_counted_as_marked(tmp_path: Path) -> None:
    """A sector that failed may cost any byte that was compressed with it."""
    path = tmp_path / "ntfs.raw"
    packed = shared("testdata/self-made/ntfs-compressed-sparse-surrogate.raw.gz")
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    compressed = [
        entry for entry in Twins(path, ()).entries("s1") if entry.extent_class is ExtentClass.NTFS_COMPRESSED
    ]
    assert len(compressed) == 4
    at = [next(e.offset_bytes or 0 for e in entry.extents if e.layer_id) for entry in compressed]
    twins = Twins(path, tuple((begin // SECTOR_BYTES, 1) for begin in sorted(at)))
    for entry in twins.entries("s1"):
        if entry.locator in [one.locator for one in compressed]:
            marked = twins.unacquired(entry)
            assert marked == set(range((64 << 10) // SECTOR_BYTES))
            assert twins.depending(entry) <= marked
            assert twins.told[f"s1:/{path_of(entry)}"] == f"{64 << 10} of {entry.size_bytes} bytes"


def test_files_of_a_shadow_copy_over_failed_sectors() -> None:
    twins = Twins(shared(_SHADOW_COPIES), ((684_659, 1), (684_722, 2)), shadow_copies=True)
    (layer,) = (
        one for one in twins.source.layers if one.kind is LayerKind.SNAPSHOT and one.layer_id[-1] == "1"
    )
    (entry,) = (e for e in twins.entries(layer.layer_id) if path_of(e) == "$Secure:$SDS")
    assert twins.unacquired(entry) == twins.depending(entry) != set()


def test_members_of_an_archive_over_failed_sectors(tmp_path: Path) -> None:
    """What is packed depends on them from there to its end; what is stored, as a file does."""
    words = random.Random(3)
    texts = {
        name: b" ".join(words.choices([b"%08x" % words.getrandbits(32) for _ in range(500)], k=6000))
        for name in ("packed.txt", "stored.txt", "sound.txt")
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("packed.txt", texts["packed.txt"])
        archive.writestr("stored.txt", texts["stored.txt"], zipfile.ZIP_STORED)
        archive.writestr("sound.txt", texts["sound.txt"])
    medium = fat_with(tmp_path, ("A.ZIP", packed.getvalue()))
    path = tmp_path / "fat.dd"
    archive_at = medium.index(b"PK\3\4")
    inside = (
        packed.getvalue().index(b"packed.txt") + 3_000,
        packed.getvalue().index(texts["stored.txt"]) + 9_000,
    )
    twins = Twins(path, tuple(((archive_at + at) // SECTOR_BYTES, 1) for at in inside), archives=True)
    entries = {path_of(entry): entry for entry in twins.entries("s1.a")}
    unread = {name: twins.unacquired(entry) for name, entry in entries.items()}
    stored = entries["A.ZIP/stored.txt"]
    assert unread["A.ZIP/stored.txt"] == twins.depending(stored) != set()
    assert unread["A.ZIP/sound.txt"] == set()
    begun = min(unread["A.ZIP/packed.txt"])
    assert begun <= min(twins.depending(entries["A.ZIP/packed.txt"])) <= begun + 1
    assert {name.removeprefix("s1.a:/A.ZIP/") for name in twins.told} == {"packed.txt", "stored.txt"}


def test_zeros_in_place_of_failed_sectors_are_not_found(tmp_path: Path) -> None:
    medium = fat_with(tmp_path, ("A.BIN", b"x" * 5000))
    first = medium.index(b"x" * 5000) // SECTOR_BYTES + 2
    twins = Twins(tmp_path / "fat.dd", ((first, 2),))
    (entry,) = (e for e in twins.entries("s1") if path_of(e) == "A.BIN")
    sought = twins.zeros.find(
        FindBytes(target_of(entry), (b"\0",), fold=False, start_bytes=0, end_bytes=5000)
    )
    assert (sought.at_bytes, sought.unread_bytes) == (None, 1024)
