"""UDF: what is made here byte by byte comes out again, and what mkudffs makes; udfinfo and 7z are the judges.

All volumes lie on one disk, which is read once, each content by the file system and by its extents, which are
joined once more from the bytes of the disk.
"""

from __future__ import annotations

import hashlib
import struct
import subprocess
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from forensics_app.examine.options import ExamineOptions
from forensics_app.model.artifact import ArtifactKind, Derivable, Entry, Examination, ReadOutcome
from forensics_app.model.evidence import Layer, LayerState
from forensics_app.model.times import TimeKind, TimeZoneKnowledge
from tests.judging.judges import require_judge
from tests.made.discs import run
from tests.made.udf import TIME, Disc, File, on_one_disk, program_attribute
from tests.reading.evidence_reading import Reading, path_of, read_source

_FORMS = ("embedded", "short", "long", "extended", "pieces", "chained")
_NAMES = ("Ærø.txt", "日本語", "lone \ud83d surrogate", "pair \U0001f600", "a/b", "x" * 254)
_UNWRITTEN = 1 << 30


def content(form: str) -> bytes:
    return (form.encode() * 1000)[: 100 if form == "embedded" else 5000]


@dataclass(frozen=True)
class Volume:
    """One partition of the disk as it was read."""

    layer: Layer
    found: tuple[tuple[Entry, Examination], ...]
    reported: list[tuple[str, str]]
    details: list[str]
    image: bytes

    def entry(self, path: str) -> Entry:
        [entry] = [entry for entry, _ in self.found if path_of(entry) == path]
        return entry

    def examination(self, path: str) -> Examination:
        [examination] = [examination for entry, examination in self.found if path_of(entry) == path]
        return examination

    def proved(self) -> dict[str, bytes]:
        """Path and content of what was read completely, by its extents; the digests agree."""
        contents: dict[str, bytes] = {}
        for entry, examination in self.found:
            if examination.read.outcome is ReadOutcome.COMPLETE:
                data = b"".join(
                    bytes(e.length_bytes)
                    if e.offset_bytes is None
                    else self.image[e.offset_bytes : e.offset_bytes + e.length_bytes]
                    for e in entry.extents
                )
                assert hashlib.sha256(data).hexdigest() == examination.digests.sha256
                assert examination.derivable is not Derivable.NO
                contents[path_of(entry)] = data
        return contents


def volumes_of(found: Reading, names: list[str]) -> dict[str, Volume]:
    image = Path(found.source.path).read_bytes()
    volumes: dict[str, Volume] = {}
    for number, name in enumerate(names, start=1):
        own = f"s1.p{number}"
        omissions = [o for o in found.omissions if (o.locator or "").split(":")[0] == own]
        reported = [(o.code, (o.locator or "").removeprefix(own)) for o in omissions]
        details = [o.detail or "" for o in omissions]
        entries = tuple(pair for pair in found.found if pair[0].locator.layer_id == own)
        volumes[name] = Volume(found.layer(own), entries, reported, details, image)
    return volumes


# --- what is made -------------------------------------------------------------------------------------------


def every_form(*, moved: bool = False, **options: object) -> bytes:
    """A file of each form, and a folder of 40."""
    made = Disc(**options)  # type: ignore[arg-type]
    for form in _FORMS:
        made.name(made.root, form, made.file(content(form), form))
    folder = made.folder(made.root, "folder", spread=True)
    for number in range(40):
        made.name(folder, f"file number {number}", made.file(b"%d" % number, "embedded"))
    if moved:
        made.move_packet(64)
    return made.image()


_FORMS_ON = {
    "plain 1.02": partial(every_form, revision=0x0102),
    "plain 2.01": every_form,
    "plain 1.50, 512": partial(every_form, sector=512, revision=0x0150),
    "plain 2.01, 4096": partial(every_form, sector=4096),
    "virtual 1.50": partial(every_form, kind="virtual", revision=0x0150),
    "virtual 2.01": partial(every_form, kind="virtual"),
    "sparable 1.50": partial(every_form, kind="sparable", revision=0x0150, moved=True),
    "metadata 2.50": partial(every_form, kind="metadata", revision=0x0250),
    "metadata 2.60, 512": partial(every_form, kind="metadata", revision=0x0260, sector=512),
}
_MKUDFFS = (
    "-b 512 -r 1.02",
    "-b 4096 -r 2.01",
    "-b 8192",
    "-m cdrw",
    "-m cdr -r 1.50",
    "-m cdr -r 2.01",
    "-m bdr -r 2.50",
    "--strategy 4096 -r 1.02",
)


def by_mkudffs(folder: Path, options: str) -> bytes:
    image = folder / "mkudffs.img"
    image.write_bytes(bytes(4 << 20))
    run("mkudffs", *options.split(), "-l", "Grün 日", image)
    shown = run("udfinfo", image).decode().splitlines()
    assert "lvid=Grün 日" in shown
    return image.read_bytes()


def holes() -> bytes:
    made = Disc()
    made.name(made.root, "hole", made.holes(b"data"))
    made.name(made.root, "unwritten", made.holes(b"data", _UNWRITTEN))
    return made.image()


def names() -> bytes:
    made = Disc()
    for name in _NAMES:
        made.name(made.root, name, made.file(b"n", "embedded"))
    twice = made.file(b"twice", uid=0xFFFFFFFF, gid=7, flags=0x40, permissions=0x1CA7)
    made.name(made.root, "one", twice)
    made.name(made.root, "hidden", twice, 1)
    made.name(made.root, "link", made.link((5, "a"), (3, ""), (4, ""), (5, "ü")))
    made.name(made.root, "absolute", made.link((2, ""), (5, "etc")))
    made.name(made.root, "pipe", made.entry(0, b"", 3, kind=9))
    return made.image()


def stamp(zone: int, kind: int = 1) -> bytes:
    return struct.pack("<H", kind << 12 | zone & 0xFFF) + TIME[2:]


_MOMENT = "2026-11-24T12:34:56.123456"
_TIMES = (
    (stamp(120), _MOMENT + "+02:00", TimeZoneKnowledge.OFFSET),
    (stamp(-210), _MOMENT + "-03:30", TimeZoneKnowledge.OFFSET),
    (stamp(0), _MOMENT + "Z", TimeZoneKnowledge.UTC),
    (stamp(0, kind=0), _MOMENT + "Z", TimeZoneKnowledge.UTC),
    (stamp(-2047), _MOMENT, TimeZoneKnowledge.LOCAL_UNKNOWN),
    (stamp(1441), _MOMENT, TimeZoneKnowledge.LOCAL_UNKNOWN),
    (bytes(12), None, TimeZoneKnowledge.UTC),
    (TIME[:4] + b"\x0d" + TIME[5:], None, TimeZoneKnowledge.OFFSET),
    (TIME[:2] + bytes(2) + TIME[4:], None, TimeZoneKnowledge.OFFSET),
)


def times() -> bytes:
    made = Disc()
    for number, (stored, _, _) in enumerate(_TIMES):
        made.name(made.root, str(number), made.file(b"x", times=stored))
    return made.image()


def kept_attributes() -> bytes:
    made = Disc(revision=0x0102)
    kept = struct.pack("<IB3xIII", 5, 1, 44, 24, 0b1001) + stamp(60) + stamp(0)
    kept += program_attribute(b"*UDF Mac FinderInfo", b"finder")
    kept += program_attribute(b"*UDF FreeEASpace", b"room")
    made.name(made.root, "file", made.file(b"x", attributes=kept))
    return made.image()


def streams() -> bytes:
    made = Disc(revision=0x0200)
    listed = made.streams(made.root)
    made.name(listed, "note", made.file(b"in a stream" * 300))
    made.name(made.root, "owner", made.file(b"owner", streams=listed))
    made.name(made.root, "thief", made.file(b"thief", streams=listed))
    made.system_streams = made.streams(made.root)
    made.name(made.system_streams, "*UDF Unique ID Mapping Data", made.file(b"map"))
    return made.image()


def deleted() -> bytes:
    made = Disc()
    gone = made.file(b"gone" * 99)
    made.freed += range(gone.block - 1, gone.block + 1)
    made.name(made.root, "gone", gone, 4)
    made.name(made.root, "in use", made.file(b"in use" * 1000), 4)
    renamed = made.file(b"renamed")
    made.name(made.root, "before", renamed, 4)
    made.name(made.root, "after", renamed)
    made.name(made.root, "taken over", File(made.file(b"another").block, 4711), 4)
    made.name(made.root, "without a trace", File(-1, 0), 4)
    made.name(made.root, "overwritten", File(made.take(), 0), 4)
    folder = made.folder(made.root)
    made.name(made.root, "folder", folder, 4)
    made.name(folder, "inner", made.file(b"inner"), 4)
    made.write_folder(folder)
    return made.image()


_OTHERS = {
    "holes": holes,
    "names": names,
    "times": times,
    "kept attributes": kept_attributes,
    "streams": streams,
    "deleted": deleted,
}


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Volume]:
    folder = tmp_path_factory.mktemp("udf")
    made = {name: build() for name, build in {**_FORMS_ON, **_OTHERS}.items()}
    made |= {options: by_mkudffs(folder, options) for options in _MKUDFFS}
    disk = on_one_disk(folder / "disk.img", list(made.values()))
    return volumes_of(read_source(disk, options=ExamineOptions(double_read=True)), list(made))


# --- what is read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(_FORMS_ON))
def test_every_form_of_content_on_every_kind_of_partition(kind: str, volumes: dict[str, Volume]) -> None:
    volume = volumes[kind]
    wanted = {form: content(form) for form in _FORMS}
    wanted |= {f"folder/file number {number}": b"%d" % number for number in range(40)}
    assert volume.proved() == wanted
    assert volume.reported == []
    assert {
        examination.derivable for entry, examination in volume.found if entry.size_bytes and entry.extents
    } == {Derivable.YES}
    layer = volume.layer
    assert (layer.file_system, layer.label, layer.state) == ("udf", "Volume", LayerState.WALKED)


@pytest.mark.parametrize("options", _MKUDFFS)
def test_file_systems_of_mkudffs_open_and_say_their_name(options: str, volumes: dict[str, Volume]) -> None:
    layer = volumes[options].layer
    assert (layer.file_system, layer.label, layer.state) == ("udf", "Grün 日", LayerState.WALKED)
    assert volumes[options].reported == []


@pytest.mark.parametrize("sector", [512, 2048])
def test_7z_lists_and_unpacks_the_same(sector: int, tmp_path: Path) -> None:
    made = Disc(sector=sector)
    for form in ("embedded", "short", "long", "pieces"):
        made.name(made.root, f"{form} ü.bin", made.file(content(form), form))
    made.name(made.folder(made.root, "日本"), "inner", made.file(b"inner"))
    found = read_source(made.write(tmp_path / "udf.iso"))
    assert found.layer("s1").description == "UDF 2.01, volume set 0123456789abcdefSet, file set Files"
    command = ["x", "-bd", "-y", f"-o{tmp_path / 'out'}", str(tmp_path / "udf.iso")]
    subprocess.run([require_judge("7zz"), *command], check=True, capture_output=True)
    unpacked = {
        str(path.relative_to(tmp_path / "out")): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert len(unpacked) == 5
    assert unpacked == {
        path_of(entry): examination.digests.sha256
        for entry, examination in found.found
        if entry.kind is ArtifactKind.FILE
    }


def test_holes_read_as_zeros_and_store_nothing(volumes: dict[str, Volume]) -> None:
    wanted = bytes(2048) + b"data".ljust(2048, b"\x00") + bytes(4096) + b"!"
    assert volumes["holes"].proved() == {"hole": wanted, "unwritten": wanted}
    extents = volumes["holes"].entry("hole").extents
    assert [e.length_bytes for e in extents if e.offset_bytes is not None] == [2048, 1]


def test_names_links_owners_and_special_files(volumes: dict[str, Volume]) -> None:
    volume = volumes["names"]
    assert [entry.locator.components[0] for entry, _ in volume.found[: len(_NAMES)]] == [
        name.encode("utf-8", "surrogatepass") if "\ud83d" in name else name.encode() for name in _NAMES
    ]
    one = volume.entry("one")
    assert (one.mode, one.uid, one.gid) == ("r/rrwsr-xrwx", None, "7")
    assert volume.entry("hidden").inode == one.inode
    assert volume.entry("link").link_target == "a/.././ü".encode()
    assert volume.entry("absolute").link_target == b"/etc"
    assert volume.entry("pipe").kind is ArtifactKind.OTHER
    assert volume.reported == []


def test_times_say_what_is_known_of_their_zone(volumes: dict[str, Volume]) -> None:
    for number, (stored, value, zone) in enumerate(_TIMES):
        found = volumes["times"].entry(str(number)).times
        assert [time.kind for time in found] == [
            TimeKind.MODIFIED,
            TimeKind.ACCESSED,
            TimeKind.CHANGED,
            TimeKind.CREATED,
        ]
        assert {(time.value, time.zone) for time in found} == {(value, zone)}
        assert found[0].raw == (stored.hex() if any(stored) else "0")


def test_times_beside_a_plain_entry_and_what_programs_keep(volumes: dict[str, Volume]) -> None:
    volume = volumes["kept attributes"]
    found = {time.kind: time.value for time in volume.entry("file").times}
    assert found[TimeKind.CREATED] == _MOMENT + "+01:00"
    assert found[TimeKind.BACKUP] == _MOMENT + "Z"
    assert volume.proved() == {"file": b"x", "file:*UDF Mac FinderInfo": b"finder"}
    assert volume.entry("file:*UDF Mac FinderInfo").kind is ArtifactKind.ATTRIBUTE
    assert volume.reported == []


def test_named_streams_are_streams_of_their_file_and_of_one_alone(volumes: dict[str, Volume]) -> None:
    volume = volumes["streams"]
    assert volume.proved() == {
        "owner": b"owner",
        "thief": b"thief",
        "owner:note": b"in a stream" * 300,
        ":*UDF Unique ID Mapping Data": b"map",
    }
    assert volume.entry("owner:note").kind is ArtifactKind.STREAM
    assert volume.reported == [("attributes-unreadable", ":/thief")]


def test_deleted_names_have_a_content_only_where_it_is_theirs(volumes: dict[str, Volume]) -> None:
    volume = volumes["deleted"]
    assert volume.proved() == {
        "gone": b"gone" * 99,
        "in use": b"in use" * 1000,
        "after": b"renamed",
        "folder/inner": b"inner",
    }
    assert [path_of(entry) for entry, _ in volume.found if entry.allocated] == ["after"]
    assert [path_of(entry) for entry, _ in volume.found if entry.reallocated] == ["before", "taken over"]
    reasons = {path_of(entry): examination.read.reason for entry, examination in volume.found}
    assert reasons["before"] == reasons["taken over"] == "content-reallocated"
    assert volume.entry("overwritten").size_bytes is None
    assert volume.reported == [("content-reused", ":/in use"), ("content-reused", ":/folder/inner")]
