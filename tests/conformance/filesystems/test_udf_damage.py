"""UDF that is damaged, or made to mislead: what is sound is read, what isn't is told, and reading ends.

All volumes lie on one disk, which is read once.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from forensics_app.errors import SourceTruncatedError
from forensics_app.model.artifact import ReadOutcome
from forensics_app.model.evidence import LayerState
from tests.conformance.filesystems.test_udf import Volume, volumes_of
from tests.made.discs import run
from tests.made.udf import Disc, File, long_ad, on_one_disk, short_ad, tagged
from tests.reading.evidence_reading import path_of, read_source

_CONTENT = {f"file {number}": b"%d" % number * 3000 for number in range(4)}
_MAIN, _RESERVE, _LAST_ANCHOR = 272, 304, Disc.START + 448 + 271


def plain(**options: object) -> tuple[Disc, list[File]]:
    made = Disc(**options)  # type: ignore[arg-type]
    files = [made.file(data) for data in _CONTENT.values()]
    for name, file in zip(_CONTENT, files, strict=True):
        made.name(made.root, name, file)
    return made, files


def with_bytes(image: bytes, *patches: tuple[int, bytes]) -> bytes:
    data = bytearray(image)
    for at, new in patches:
        data[at : at + len(new)] = new
    return bytes(data)


def sector_lost(*sectors: int) -> bytes:
    made, _ = plain()
    return with_bytes(made.image(), *((sector * 2048, bytes(2048)) for sector in sectors))


def logical_volume_changed() -> bytes:
    made, _ = plain()
    return with_bytes(made.image(), ((_MAIN + 2) * 2048 + 100, b"X"))


def copies_contradict() -> bytes:
    """The reserve copy names another start of the partition, with everything else right."""
    made, _ = plain()
    image = made.image()
    at = (_RESERVE + 1) * 2048
    body = bytearray(image[at + 16 : at + 512])
    struct.pack_into("<I", body, 188 - 16, 999)
    return with_bytes(image, (at, tagged(5, _RESERVE + 1, bytes(body))))


def entry_changed() -> bytes:
    made, files = plain()
    return with_bytes(made.image(), (made.meta_at(files[1].block) + 36, b"\x07"))


def entry_lost() -> bytes:
    made, files = plain()
    return with_bytes(made.image(), (made.meta_at(files[1].block), bytes(512)))


def metadata_entry_changed() -> bytes:
    made, files = plain(kind="metadata", revision=0x0250)
    return with_bytes(made.image(), (made.meta_at(files[1].block) + 36, b"\x07"))


def metadata_file_lost() -> bytes:
    made, _ = plain(kind="metadata", revision=0x0250)
    return with_bytes(made.image(), (made.at(0), bytes(512)))


def metadata_and_mirror_lost() -> bytes:
    made, _ = plain(kind="metadata", revision=0x0250)
    return with_bytes(made.image(), (made.at(0), bytes(512)), (made.at(1), bytes(512)))


def name_changed() -> bytes:
    made, _ = plain()
    image = made.image()
    at = image.index(b"\x08file 1") - 38
    return with_bytes(image, (at, b"\xff" * 30))


def name_in_no_characters() -> bytes:
    made, files = plain()
    made.name(made.root, b"\x07odd", files[0])
    return made.image()


def folder_in_itself() -> bytes:
    made, _ = plain()
    folder = made.folder(made.root, "folder")
    made.name(folder, "again", folder)
    made.name(folder, "root", made.root)
    folder.names[-1:] = [(folder.names[-1][0], 2, File(made.root.block, 0))]
    folder.names[0] = (folder.names[0][0], 2, File(folder.block, 0))
    return made.image()


def descriptors_in_a_circle() -> bytes:
    made, _ = plain()
    block = made.take()
    more = long_ad(3 << 30 | 2048, block, 0)
    made.put(made.at(block), tagged(258, block, struct.pack("<II", 0, 16) + more))
    made.name(made.root, "circle", made.entry(6000, long_ad(2048, made.store(b"c" * 2048), 0) + more, 1))
    return made.image()


def beyond_everything() -> bytes:
    made, _ = plain()
    made.name(made.root, "huge", made.entry(1 << 60, short_ad(2048, made.store(b"h")), 0))
    made.name(
        made.root,
        "outside",
        made.entry(4096, short_ad(2048, made.store(b"i" * 2048)) + short_ad(2048, 9999), 0),
    )
    made.name(made.root, "nowhere", made.entry(2048, long_ad(2048, 1, 7), 1))
    made.name(
        made.root, "compressed", made.entry(9, struct.pack("<IIIIHH", 9, 5, 9, made.store(b"x"), 0, 0), 2)
    )
    made.name(made.root, "holes", made.entry(1 << 50, short_ad(2 << 30 | 0x3FFFF800, 0), 0))
    return made.image()


def no_table() -> bytes:
    made, _ = plain(kind="virtual")
    return made.image()[:-2048] + bytes(2048)


def earlier_table() -> bytes:
    """A session more: file 3 was written again, and the table names the one before it."""
    made, files = plain(kind="virtual")
    first = made.image()
    before = len(first) // 2048 - 1 - Disc.START
    made.data[:] = first + bytes(64 * 2048)
    table = struct.unpack_from("<I", first, (Disc.START + before) * 2048 + 212)[0]
    listed = bytearray(first[(Disc.START + before) * 2048 + 216 :][:table])
    data, entry, vat = before + 1, before + 2, before + 3
    made.put(made.at(data), b"anew")
    made.write_entry(
        0, 4, long_ad(4, data, 0), 1, at=made.at(entry), location=files[3].block, unique=files[3].unique
    )
    struct.pack_into("<I", listed, 132, before)
    struct.pack_into("<I", listed, 152 + 4 * files[3].block, entry)
    made.write_entry(0, table, bytes(listed), 3, kind=248, at=made.at(vat), location=vat)
    return bytes(made.data[: made.at(vat) + 2048])


def sparing_table_lost(count: int) -> bytes:
    made, _ = plain(kind="sparable", revision=0x0150)
    made.move_packet(32)
    image = made.image()
    return with_bytes(image, *((made.sparing_sector(index) * 2048, bytes(64)) for index in range(count)))


def being_written() -> bytes:
    made, _ = plain()
    image = made.image()
    body = bytearray(image[280 * 2048 + 16 : 280 * 2048 + 16 + 130])
    struct.pack_into("<I", body, 12, 0)
    return with_bytes(image, (280 * 2048, tagged(9, 280, bytes(body))))


def in_versions() -> bytes:
    """Strategy 4096: each version of an entry is followed by where the next one is."""
    made, _ = plain()
    first, second = made.take(2), made.take(2)
    made.write_entry(first, 3, b"old", 3, strategy=4096, unique=99)
    made.write_entry(second, 5, b"newer", 3, strategy=4096, unique=99)
    indirect = bytes(20) + long_ad(2048, second, 0)
    made.put(made.at(first + 1), tagged(259, first + 1, indirect))
    made.name(made.root, "versions", File(first, 99))
    made.name(made.root, "strategy 1", made.entry(0, b"", 3, strategy=1))
    return made.image()


def second_volume_and_unknown_map() -> bytes:
    made, _ = plain()
    image = made.image()
    at = (_MAIN + 2) * 2048
    body = bytearray(image[at + 16 : at + 446])
    other = bytearray(body)
    other[84 - 16 : 84 - 16 + 7] = b"\x08Other "
    struct.pack_into("<II", body, 264 - 16, 6 + 64, 2)
    body += struct.pack("<BBH", 2, 64, 0) + b"\x00*Somebody's Partition".ljust(60, b"\x00")
    patches = []
    for first in (_MAIN, _RESERVE):
        patches.append(((first + 2) * 2048, tagged(6, first + 2, bytes(body))))
        patches.append(((first + 4) * 2048, tagged(6, first + 4, bytes(other))))
    return with_bytes(image, *patches)


def streams_listed_by_a_file() -> bytes:
    made, _ = plain()
    streams = made.streams(made.root)
    made.name(streams, "gone", File(made.take(), 0))
    made.name(made.root, "owner", made.file(b"owner", streams=streams))
    wrong = made.streams(made.root)
    wrong.kind = 5
    made.name(made.root, "other", made.file(b"other", streams=wrong))
    return made.image()


def shared_lists() -> bytes:
    """Files that claim one long list of extents, and folders of one content that claim to be large."""
    made, _ = plain()
    blocks = [made.take() for _ in range(120)]
    for block, following in pairwise(blocks):
        more = long_ad(3 << 30 | 2048, following, 0)
        made.put(made.at(block), tagged(258, block, struct.pack("<II", 0, len(more)) + more))
    for number in range(90):
        body = long_ad(3 << 30 | 2048, blocks[0], 0)
        made.name(made.root, f"list {number}", made.entry(4096, body, 1))
    for number in range(90):
        claimed = short_ad(256 << 20, 40)
        entry = made.entry(200 << 20, claimed, 0, kind=4)
        made.root.names.append((b"\x08%d" % number, 2, entry))
    return made.image()


def folders_shorter_than_stored() -> bytes:
    made, _ = plain()
    for name, stored in ((b"\x08emptied", 4096), (b"\x08empty", 2000)):
        entry = made.entry(0, short_ad(stored, made.store(b"n" * stored)), 0, kind=4)
        made.root.names.append((name, 2, entry))
    return made.image()


_CASES: dict[str, Callable[[], bytes]] = {
    "anchor lost": lambda: sector_lost(256),
    "every anchor lost": lambda: sector_lost(256, _LAST_ANCHOR),
    "main logical volume lost": lambda: sector_lost(_MAIN + 2),
    "both logical volumes lost": lambda: sector_lost(_MAIN + 2, _RESERVE + 2),
    "main logical volume changed": logical_volume_changed,
    "copies contradict": copies_contradict,
    "entry changed": entry_changed,
    "entry lost": entry_lost,
    "metadata entry changed": metadata_entry_changed,
    "metadata file lost": metadata_file_lost,
    "metadata and mirror lost": metadata_and_mirror_lost,
    "name changed": name_changed,
    "name in no characters": name_in_no_characters,
    "folder in itself": folder_in_itself,
    "descriptors in a circle": descriptors_in_a_circle,
    "beyond everything": beyond_everything,
    "no table": no_table,
    "earlier table": earlier_table,
    "one sparing table lost": lambda: sparing_table_lost(1),
    "sparing tables lost": lambda: sparing_table_lost(2),
    "being written": being_written,
    "in versions": in_versions,
    "second volume and unknown map": second_volume_and_unknown_map,
    "streams listed by a file": streams_listed_by_a_file,
    "shared lists": shared_lists,
    "folders shorter than stored": folders_shorter_than_stored,
}


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Volume]:
    disk = on_one_disk(tmp_path_factory.mktemp("udf") / "disk.img", [build() for build in _CASES.values()])
    return volumes_of(read_source(disk), list(_CASES))


_WHOLE = {
    "anchor lost": [],
    "main logical volume lost": [("details-unreadable", "")],
    "main logical volume changed": [("checksum-differs", "")],
    "copies contradict": [("file-system-ambiguous", "")],
    "entry changed": [("checksum-differs", ":/file 1")],
    "metadata entry changed": [("checksum-differs", ":/file 1")],
    "metadata file lost": [("checksum-differs", "")],
    "one sparing table lost": [("checksum-differs", "")],
    "being written": [("not-closed", "")],
    "second volume and unknown map": [("file-system-not-supported", ""), ("volume-not-supported", "")],
}


@pytest.mark.parametrize("case", list(_WHOLE))
def test_damage_that_costs_no_file_is_told(case: str, volumes: dict[str, Volume]) -> None:
    assert volumes[case].proved() == _CONTENT
    assert volumes[case].reported == _WHOLE[case]


@pytest.mark.parametrize(
    ("case", "codes"),
    [
        ("every anchor lost", ["file-system-damaged"]),
        ("both logical volumes lost", ["file-system-damaged"]),
        ("metadata and mirror lost", ["checksum-differs", "volume-not-supported", "file-system-damaged"]),
        ("no table", ["volume-not-supported", "file-system-damaged"]),
    ],
)
def test_volume_that_cannot_be_opened_is_named(
    case: str, codes: list[str], volumes: dict[str, Volume]
) -> None:
    assert volumes[case].layer.state is LayerState.OMITTED
    assert volumes[case].layer.file_system == "UDF"
    assert list(dict.fromkeys(code for code, _ in volumes[case].reported)) == codes
    assert volumes[case].found == ()


def test_entry_changed_in_the_metadata_is_read_from_the_mirror(volumes: dict[str, Volume]) -> None:
    assert volumes["entry changed"].entry("file 1").uid == "775"
    assert volumes["metadata entry changed"].entry("file 1").uid == "1000"


def test_name_whose_entry_is_lost_stays(volumes: dict[str, Volume]) -> None:
    volume = volumes["entry lost"]
    assert volume.proved() == {name: data for name, data in _CONTENT.items() if name != "file 1"}
    assert [path_of(entry) for entry, _ in volume.found] == list(_CONTENT)
    assert volume.reported == [("inode-unreadable", ":/file 1")]


def test_names_behind_a_damaged_one_are_found(volumes: dict[str, Volume]) -> None:
    volume = volumes["name changed"]
    assert [path_of(entry) for entry, _ in volume.found] == ["file 0", "file 2", "file 3"]
    assert volume.reported == [("checksum-differs", ":/"), ("directory-incomplete", ":/")]


def test_name_in_no_characters_is_listed_as_stored(volumes: dict[str, Volume]) -> None:
    volume = volumes["name in no characters"]
    assert volume.found[-1][0].locator.components == (b"\x07odd",)
    assert volume.reported == [("name-unreadable", ":/")]


def test_folder_that_leads_back_is_entered_once(volumes: dict[str, Volume]) -> None:
    volume = volumes["folder in itself"]
    assert [path_of(entry) for entry, _ in volume.found][4:] == ["folder", "folder/again", "folder/root"]
    assert volume.reported == [
        ("directory-unreadable", ":/folder/again"),
        ("directory-unreadable", ":/folder/root"),
    ]


def test_folder_with_more_blocks_than_its_size_is_told(volumes: dict[str, Volume]) -> None:
    """And one of no bytes at all, since every folder names the one above it."""
    assert volumes["folders shorter than stored"].reported == [
        ("directory-incomplete", ":/emptied"),
        ("directory-incomplete", ":/empty"),
    ]


def test_descriptors_in_a_circle_end(volumes: dict[str, Volume]) -> None:
    volume = volumes["descriptors in a circle"]
    examination = volume.examination("circle")
    assert examination.read.outcome is ReadOutcome.PARTIAL
    assert [(gap.offset_bytes, gap.length_bytes) for gap in examination.read.gaps] == [(2048, 3952)]
    assert ("details-unreadable", ":/circle") in volume.reported
    assert ("content-partial", ":/circle") in volume.reported


def test_sizes_and_places_beyond_everything_cost_no_time_and_are_told(volumes: dict[str, Volume]) -> None:
    volume = volumes["beyond everything"]
    outcomes = {path_of(entry): examination.read.outcome for entry, examination in volume.found}
    assert {name: outcomes[name] for name in _CONTENT} == dict.fromkeys(_CONTENT, ReadOutcome.COMPLETE)
    assert outcomes["huge"] in (ReadOutcome.UNREADABLE, ReadOutcome.NOT_READ)
    assert outcomes["outside"] is ReadOutcome.PARTIAL
    assert outcomes["nowhere"] is outcomes["compressed"] is ReadOutcome.UNREADABLE
    reported = {place.removeprefix(":/") for _, place in volume.reported}
    assert reported >= {"huge", "outside", "nowhere", "compressed", "holes"}


def test_last_table_of_what_is_written_once_prevails(volumes: dict[str, Volume]) -> None:
    volume = volumes["earlier table"]
    assert volume.proved() == _CONTENT | {"file 3": b"anew"}
    assert volume.reported == [("snapshots-not-read", "")]


def test_without_a_sparing_table_what_was_moved_is_not_read_from_elsewhere_unsaid(
    volumes: dict[str, Volume],
) -> None:
    codes = [code for code, _ in volumes["sparing tables lost"].reported]
    assert codes[:3] == ["checksum-differs", "checksum-differs", "volume-damaged"]
    assert volumes["sparing tables lost"].proved() == {}


def test_last_version_of_an_entry_is_read_and_the_others_counted(volumes: dict[str, Volume]) -> None:
    volume = volumes["in versions"]
    assert volume.proved() == _CONTENT | {"versions": b"newer"}
    assert volume.reported == [("snapshots-not-read", ":/versions"), ("inode-unreadable", ":/strategy 1")]


def test_streams_that_are_not_there_are_told(volumes: dict[str, Volume]) -> None:
    volume = volumes["streams listed by a file"]
    assert {"owner", "other"} <= set(volume.proved())
    assert [reported for reported in volume.reported if reported[0] == "attributes-unreadable"] == [
        ("attributes-unreadable", ":/owner"),
        ("attributes-unreadable", ":/other"),
    ]


def test_image_that_ends_before_its_partition_is_refused_and_read_as_far_as_it_goes(tmp_path: Path) -> None:
    made = Disc(blocks=1024)
    made.name(made.root, "first", made.file(b"first" * 1000))
    made.name(made.root, "last", made.entry(4000, short_ad(4000, 900), 0))
    image = tmp_path / "cut.img"
    image.write_bytes(made.image()[: 900 * 2048])
    with pytest.raises(SourceTruncatedError):
        read_source(image)
    found = read_source(image, accept_truncated=True)
    assert found.examination("first").read.outcome is ReadOutcome.COMPLETE
    assert found.codes().count("image-truncated") == 1


def test_udf_under_a_younger_file_system_is_told(tmp_path: Path) -> None:
    made, _ = plain()
    image = made.write(tmp_path / "both.img")
    run("mkfs.fat", "-F", "12", "-R", "80", image)  # which clears what it reserves
    young = image.read_bytes()
    image.write_bytes(young[:0x8000] + made.data[0x8000 : 80 * 512] + young[80 * 512 :])
    found = read_source(image)
    assert found.layer("s1").file_system == "fat12"
    assert [(o.code, o.detail) for o in found.omissions][:1] == [("file-system-ambiguous", "fat12, UDF")]


def test_lists_that_several_claim_are_given_once_and_end(volumes: dict[str, Volume]) -> None:
    volume = volumes["shared lists"]
    reported = [text for text in volume.details if "files share the same ones" in text]
    assert 0 < len(reported) < 90
    assert {place for code, place in volume.reported if code == "directory-unreadable"} >= {":/50", ":/89"}
    assert _CONTENT.items() <= volume.proved().items()
