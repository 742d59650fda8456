"""Optical discs whole: every tree of names, every session, what they start from, what lies beside ISO 9660.

Made by genisoimage and xorriso; isoinfo, bsdtar and fls are the other readers.
"""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.protocol.messages import Open
from forensics_app.evidence.worker.session import Session
from forensics_app.i18n.labels import LAYER_DESCRIPTIONS
from forensics_app.model.artifact import ArtifactKind, Entry, ReadOutcome
from forensics_app.model.evidence import LayerKind, LayerState
from forensics_app.model.times import TimeKind
from tests.judging.sleuthkit import body_lines
from tests.made.discs import SECTOR, add_session, genisoimage, names_by_isoinfo, run, tree, xorriso
from tests.made.udf import tagged
from tests.reading.evidence_reading import Reading, path_of, read_source
from tests.world.shared_data import shared

_LONG = "a rather long name with: a colon, and with more than sixty-four characters in it.text"
_FILES = {
    "one.txt": b"one" * 700,
    _LONG: b"long",
    "below/inner.dat": b"inner" * 1000,
    "below/second.txt": b"second",
    "linux.doc": b"hidden from Joliet",
    "windows.doc": b"hidden from Rock Ridge",
    "empty": b"",
}
_HIDDEN = ("-hide-joliet", "linux.doc", "-hide", "windows.doc")


def contents(found: Reading) -> dict[str, list[str]]:
    """Layer and path of every file by its digest; extents lead to the same bytes of the medium."""
    medium = Path(found.source.path).read_bytes()
    names: dict[str, list[str]] = {}
    for entry, examination in found.found:
        if entry.kind is not ArtifactKind.FILE:
            continue
        assert examination.read.outcome is ReadOutcome.COMPLETE
        starts = [found.layer(e.layer_id).offset_bytes if e.layer_id else 0 for e in entry.extents]
        assert not any(starts)  # they count in the medium
        stored = b"".join(
            medium[e.offset_bytes : e.offset_bytes + e.length_bytes]
            for e in entry.extents
            if e.offset_bytes is not None
        )
        digest = hashlib.sha256(stored).hexdigest()
        assert digest == examination.digests.sha256
        names.setdefault(digest, []).append(f"{entry.locator.layer_id}:{path_of(entry)}")
    return names


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def reported(found: Reading) -> list[tuple[str, int]]:
    return [(o.code, o.count) for o in found.omissions]


def by_path(found: Reading, layer_id: str) -> dict[str, Entry]:
    return {path_of(entry): entry for entry, _ in found.found if entry.locator.layer_id == layer_id}


# --- trees of names -----------------------------------------------------------------------------------------


def test_rock_ridge_is_listed_and_what_joliet_has_alone(tmp_path: Path) -> None:
    """No file is lost that one tree hides, none is listed twice, and other names are counted."""
    source = tree(tmp_path / "source", _FILES)
    (source / "one.txt").chmod(0o640)
    (source / "link").symlink_to("below/inner.dat")
    image = genisoimage(tmp_path / "disc.iso", "-J", "-R", *_HIDDEN, source)
    found = read_source(image)
    assert set(by_path(found, "s1")) == names_by_isoinfo(image, "-R")
    assert "windows.doc" in names_by_isoinfo(image, "-J")
    assert found.paths("s1.tree17") == ["windows.doc"]
    assert contents(found) == {
        sha256(data): [f"s1.tree17:{name}" if name == "windows.doc" else f"s1:{name}"]
        for name, data in _FILES.items()
    }
    assert reported(found) == [("second-names-not-listed", 1)]  # the long one, which Joliet cuts
    assert "a rather long name with_ a colon" in (found.omissions[0].detail or "")
    entry = found.entry("one.txt")
    assert (entry.mode, entry.uid, entry.gid) == ("r/rrw-r-----", "0", "0")
    times = {time.kind: time for time in entry.times}
    assert times[TimeKind.MODIFIED].value == "2004-11-09T11:33:20Z"
    assert found.entry("link").link_target == b"below/inner.dat"
    layer = found.layer("s1.tree17")
    assert (layer.kind, layer.parent_id, layer.file_system) == (LayerKind.FILE_SYSTEM, "s1", "iso9660")
    assert layer.description in LAYER_DESCRIPTIONS


def test_joliet_is_listed_and_what_the_short_names_have_alone(tmp_path: Path) -> None:
    """As Windows burns discs: short names say nothing that Joliet's don't, and are counted."""
    source = tree(tmp_path / "source", _FILES)
    image = genisoimage(tmp_path / "disc.iso", "-J", *_HIDDEN, source)
    found = read_source(image)
    assert set(by_path(found, "s1")) == names_by_isoinfo(image, "-J")
    assert found.paths("s1.tree16") == ["LINUX.DOC"]
    assert sorted(contents(found)) == sorted(map(sha256, _FILES.values()))
    assert all(len(names) == 1 for names in contents(found).values())
    assert reported(found) == [("second-names-not-listed", 4)]
    assert (found.entry("one.txt").mode, found.entry("one.txt").uid) == ("r/r", None)


@pytest.mark.parametrize(
    "options", [("-J", "-R"), ("-R",), ("-J", "-R", "-hfsplus"), ("-R", "-iso-level", "4")]
)
def test_names_that_agree_are_listed_once(options: tuple[str, ...], tmp_path: Path) -> None:
    files = {name: data for name, data in _FILES.items() if name != _LONG} | {"below/Ünïcode.txt": b"accents"}
    image = xorriso(tmp_path / "disc.iso", *options, tree(tmp_path / "source", files))
    found = read_source(image)
    assert set(by_path(found, "s1")) == {*files, "below"}
    assert [layer.layer_id for layer in found.source.layers if ".tree" in layer.layer_id] == []
    assert found.codes() == (["deleted-entries-not-listed"] if "-hfsplus" in options else [])


def test_a_name_that_only_joliet_gives_to_a_content_is_listed(tmp_path: Path) -> None:
    """Joliet calls one file something else, in the same place: no program writes that by itself."""
    image = genisoimage(
        tmp_path / "disc.iso", "-J", "-R", tree(tmp_path / "source", {"holiday.jpg": b"x" * 99})
    )
    data = image.read_bytes()
    image.write_bytes(data.replace("holiday.jpg".encode("utf-16-be"), "hideout.jpg".encode("utf-16-be")))
    found = read_source(image)
    assert (found.paths("s1"), found.paths("s1.tree17")) == (["holiday.jpg"], ["hideout.jpg"])
    assert len(contents(found)[sha256(b"x" * 99)]) == 2
    assert found.codes() == []


def test_folders_that_rock_ridge_moved_stand_where_they_belong(tmp_path: Path) -> None:
    deep = "/".join("abcdefghijkl")
    source = tree(tmp_path / "source", {f"{deep}/deep.txt": b"deep", "a/near.txt": b"near"})
    image = genisoimage(tmp_path / "disc.iso", "-R", source)
    found = read_source(image)
    listed = run("bsdtar", "-tf", image).decode().splitlines()
    assert set(found.paths()) == {name.rstrip("/") for name in listed} - {"."} | {"rr_moved"}
    assert f"{deep}/deep.txt" in found.paths()
    assert found.codes() == []


def test_moved_folder_that_nothing_leads_to_is_listed_where_it_lies(tmp_path: Path) -> None:
    source = tree(tmp_path / "source", {"/".join("abcdefghi") + "/deep.txt": b"deep"})
    image = genisoimage(tmp_path / "disc.iso", "-R", source)
    data = image.read_bytes()
    assert data.count(b"CL\x0c\x01") == 1
    image.write_bytes(data.replace(b"CL\x0c\x01", b"XX\x0c\x01"))
    assert any(
        path.startswith("rr_moved/") and path.endswith("deep.txt") for path in read_source(image).paths()
    )


def test_folder_that_the_path_table_has_alone_is_listed_and_told(tmp_path: Path) -> None:
    source = tree(tmp_path / "source", {"a.txt": b"a", "zzz/secret.txt": b"secret"})
    image = genisoimage(tmp_path / "disc.iso", source)
    data = bytearray(image.read_bytes())
    root = struct.unpack_from("<I", data, 16 * SECTOR + 158)[0] * SECTOR
    at = data.index(b"\x03ZZZ", root) - 32
    data[at : at + data[at]] = bytes(data[at])
    image.write_bytes(data)
    found = read_source(image)
    assert set(found.paths()) == {"A.TXT", "ZZZ", "ZZZ/SECRET.TXT"}
    assert [(o.code, o.locator, o.detail) for o in found.omissions] == [
        ("directory-incomplete", "s1:/", "ZZZ is in the path table alone")
    ]


def test_pieces_of_one_file_are_one_file(tmp_path: Path) -> None:
    """ECMA-119 9.1.6: several records of one name, as files over 4 GiB have them."""
    image = genisoimage(
        tmp_path / "disc.iso", tree(tmp_path / "source", {"big.001": b"1" * 2048, "big.002": b"2" * 10})
    )
    data = image.read_bytes()
    at = data.index(b"BIG.001")
    changed = bytearray(data.replace(b"BIG.002", b"BIG.001"))
    changed[at - 33 + 25] |= 0x80
    image.write_bytes(changed)
    found = read_source(image)
    assert found.paths() == ["BIG.001"]
    assert contents(found) == {sha256(b"1" * 2048 + b"2" * 10): ["s1:BIG.001"]}
    assert found.codes() == []


def test_interleaved_file_is_read_by_its_units(tmp_path: Path) -> None:
    """ECMA-119 6.4.3: one block of this file, one of something else, in turn."""
    image = genisoimage(
        tmp_path / "disc.iso",
        tree(tmp_path / "source", {"mixed.bin": b"".join(bytes([n]) * SECTOR for n in range(5))}),
    )
    data = bytearray(image.read_bytes())
    record = data.index(b"MIXED.BIN") - 33
    struct.pack_into("<I", data, record + 10, 3 * SECTOR)
    data[record + 26], data[record + 27] = 1, 1
    image.write_bytes(data)
    wanted = b"".join(bytes([n]) * SECTOR for n in (0, 2, 4))
    assert contents(read_source(image)) == {sha256(wanted): ["s1:MIXED.BIN"]}


@pytest.mark.parametrize(
    "name",
    [
        "log2timeline_dfvfs/test_data/iso9660.raw",
        "unpacked/libarchive__test_read_format_iso_rockridge_ce.iso",
    ],
)
def test_fls_finds_contents_of_the_same_sizes_in_published_discs(name: str) -> None:
    image = shared(f"testdata/{name}")
    theirs = sorted(line.size for line in body_lines(image, 0) if line.size)
    found = read_source(image)
    sizes = [entry.size_bytes for entry, _ in found.found if entry.link_target is None]
    assert sorted(size for size in sizes if size) == theirs
    assert found.codes() == []


def test_disc_that_makes_libtsk_wait_for_ever_is_listed() -> None:
    image = shared("testdata/libarchive_libarchive/decoded/test_read_format_iso_joliet_utf16be_overflow.iso")
    found = read_source(image)
    deepest = max(found.paths(), key=len).split("/")
    assert [(name[0], len(name)) for name in deepest] == [
        *((letter, 103) for letter in "ABCD"),
        ("E", 96),
        ("F", 1),
    ]
    assert all(set(name) == {name[0]} for name in deepest)
    assert len(found.paths()) == len(deepest)
    assert found.codes() == []


# --- sessions -----------------------------------------------------------------------------------------------


def test_session_written_behind_the_first_is_listed(tmp_path: Path) -> None:
    """As on a CD-R: each session has its own descriptors, and addresses count from the disc's beginning."""
    image = genisoimage(
        tmp_path / "first.iso", "-J", "-R", tree(tmp_path / "1", {"first.txt": b"first", "both.txt": b"v1"})
    )
    begin = -(-image.stat().st_size // SECTOR // 16) * 16
    second = tree(tmp_path / "2", {"second.txt": b"second", "both.txt": b"version 2"})
    part = genisoimage(tmp_path / "part", "-J", "-R", "-C", f"0,{begin}", "-M", image, second)
    disc = tmp_path / "disc.iso"
    disc.write_bytes(image.read_bytes().ljust(begin * SECTOR, b"\0") + part.read_bytes())
    found = read_source(disc)
    assert set(found.paths("s1")) == {"first.txt", "both.txt"}
    layer = f"s1.tree{begin + 16}"
    assert set(found.paths(layer)) == {"second.txt", "both.txt"}
    assert found.layer(layer).description in LAYER_DESCRIPTIONS
    assert contents(found) == {
        sha256(b"first"): ["s1:first.txt"],
        sha256(b"v1"): ["s1:both.txt"],
        sha256(b"second"): [f"{layer}:second.txt"],
        sha256(b"version 2"): [f"{layer}:both.txt"],
    }
    assert found.codes() == []


def test_earlier_sessions_of_a_disc_that_is_kept_up_to_date_are_listed(tmp_path: Path) -> None:
    image = tmp_path / "disc.iso"
    add_session(image, tree(tmp_path / "1", {"first.txt": b"first", "both.txt": b"v1"}))
    add_session(image, tree(tmp_path / "2", {"second.txt": b"second", "both.txt": b"version 2"}))
    add_session(image, tree(tmp_path / "3", {"third.txt": b"third"}))
    found = read_source(image)
    assert set(found.paths("s1")) == names_by_isoinfo(image, "-R")
    others = [layer.layer_id for layer in found.source.layers if layer.parent_id]
    assert [found.paths(layer_id) for layer_id in others] == [["both.txt"]]
    assert contents(found)[sha256(b"v1")] == [f"{others[0]}:both.txt"]
    assert found.codes() == []


def test_disc_inside_a_file_is_no_session(tmp_path: Path) -> None:
    inner = genisoimage(tmp_path / "inner.iso", tree(tmp_path / "1", {"inner.txt": b"inner"}))
    source = tree(tmp_path / "2", {"disc.iso": inner.read_bytes(), "outer.txt": b"outer"})
    image = genisoimage(tmp_path / "disc.iso", "-R", source)
    data = image.read_bytes()
    image.write_bytes(data + inner.read_bytes())  # and behind the end
    found = read_source(image)
    assert set(found.paths()) == {"disc.iso", "outer.txt"}
    assert [layer.layer_id for layer in found.source.layers] == ["s1"]


# --- boot images --------------------------------------------------------------------------------------------


def volume(path: Path, size_kib: int, name: str) -> Path:
    """A FAT volume with one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    run("mkfs.fat", "-C", path, str(size_kib))
    inside = tree(path.parents[2] / "inside", {name: b"in the image"})
    run("mcopy", "-i", path, inside / name, "::")
    return path


def test_boot_images_are_named_and_looked_into(tmp_path: Path) -> None:
    source = tree(tmp_path / "source", {"boot/loader.bin": b"\xfa\x31" * 3000})
    volume(source / "boot/efi.img", 2880, "grub.cfg")
    image = xorriso(
        tmp_path / "disc.iso",
        *("-R", "-b", "boot/loader.bin", "-c", "boot/boot.cat", "-no-emul-boot", "-boot-load-size", "4"),
        *("-eltorito-alt-boot", "-e", "boot/efi.img", "-no-emul-boot"),
        source,
    )
    found = read_source(image)
    layers = {layer.layer_id: layer for layer in found.source.layers}
    assert list(layers) == ["s1", "s1.bootcat1", "s1.boot1", "s1.boot2"]
    described = [(la.label, la.file_system, la.state) for la in list(layers.values())[2:]]
    assert described == [
        ("El Torito, x86", None, LayerState.AREA),
        ("El Torito, EFI", "fat12", LayerState.WALKED),
    ]
    by_name = by_path(found, "s1")
    for layer_id, name in (
        ("s1.bootcat1", "boot/boot.cat"),
        ("s1.boot1", "boot/loader.bin"),
        ("s1.boot2", "boot/efi.img"),
    ):
        [extent] = by_name[name].extents
        assert layers[layer_id].offset_bytes == extent.offset_bytes
        assert layers[layer_id].description in LAYER_DESCRIPTIONS
    assert layers["s1.boot1"].length_bytes == 4 * 512
    assert layers["s1.boot2"].length_bytes == 2880 << 10
    assert "grub.cfg" in found.paths("s1.boot2")
    assert contents(found)[sha256(b"in the image")] == ["s1.boot2:grub.cfg"]
    assert found.codes() == []


def test_emulated_floppy_has_its_own_size(tmp_path: Path) -> None:
    source = tree(tmp_path / "source", {"readme": b"readme"})
    volume(source / "boot/floppy.img", 1440, "autoexec.bat")
    image = genisoimage(tmp_path / "disc.iso", "-R", "-b", "boot/floppy.img", "-c", "boot.cat", source)
    found = read_source(image)
    assert found.layer("s1.boot1").length_bytes == 1440 << 10
    assert "autoexec.bat" in [path.lower() for path in found.paths("s1.boot1")]


def test_boot_image_that_is_a_partition_too_is_listed_once(tmp_path: Path) -> None:
    source = tree(tmp_path / "source", {"readme": b"readme"})
    efi = volume(tmp_path / "made/boot/efi.img", 2880, "grub.cfg")
    image = xorriso(
        tmp_path / "disc.iso",
        *("-R", "-append_partition", "2", "0xef", efi, "-appended_part_as_gpt"),
        *("-e", "--interval:appended_partition_2:all::", "-no-emul-boot"),
        source,
    )
    found = read_source(image)
    assert found.layer("s1.p2").offset_bytes == found.layer("s1.boot1").offset_bytes
    assert [found.layer(at).state for at in ("s1", "s1.p2", "s1.boot1")] == [
        LayerState.WALKED,
        LayerState.WALKED,
        LayerState.AREA,
    ]
    assert contents(found)[sha256(b"in the image")] == ["s1.p2:grub.cfg"]


def test_damaged_list_of_boot_images_is_told(tmp_path: Path) -> None:
    source = tree(tmp_path / "source", {"loader.bin": b"boot" * 600})
    options = ("-R", "-b", "loader.bin", "-c", "boot.cat", "-no-emul-boot", "-boot-load-size", "4")
    image = genisoimage(tmp_path / "disc.iso", *options, source)
    at = read_source(image).layer("s1.bootcat1").offset_bytes
    data = bytearray(image.read_bytes())
    data[at + 4] ^= 1  # in the name of its maker: the checksum differs
    image.write_bytes(data)
    found = read_source(image)
    assert reported(found) == [("boot-catalogue-damaged", 1)]
    assert found.layer("s1.boot1").length_bytes == 2048
    data[at] = 0
    image.write_bytes(data)
    found = read_source(image)
    assert reported(found) == [("boot-catalogue-damaged", 1)]
    assert [layer.layer_id for layer in found.source.layers] == ["s1"]


def test_boot_image_that_is_the_disc_itself_ends(tmp_path: Path) -> None:
    source = tree(tmp_path / "source", {"loader.bin": b"boot" * 600})
    options = ("-R", "-b", "loader.bin", "-c", "boot.cat", "-no-emul-boot", "-boot-load-size", "4")
    image = genisoimage(tmp_path / "disc.iso", *options, source)
    at = read_source(image).layer("s1.bootcat1").offset_bytes
    data = bytearray(image.read_bytes())
    struct.pack_into("<HI", data, at + 32 + 6, 0xFFFF, 0)
    image.write_bytes(data)
    found = read_source(image)
    assert found.layer("s1.boot1").state is LayerState.AREA
    assert found.codes() == []


# --- beside ISO 9660 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [("-J", "-R"), ("-R",), ("-J",), ()])
def test_udf_beside_iso_9660_is_one_more_tree_of_names(options: tuple[str, ...], tmp_path: Path) -> None:
    """What one of them hides is listed, and nothing twice; UDF's names are fuller than Joliet's."""
    files = _FILES | {"udf.txt": b"in UDF alone", "iso.txt": b"deleted in UDF"}
    source = tree(tmp_path / "source", files)
    image = genisoimage(tmp_path / "disc.iso", "-udf", *options, "-hide", "udf.txt", source)
    data = bytearray(image.read_bytes())
    at = data.index(b"\x08iso.txt") - 38  # its file identifier
    length = 16 + struct.unpack_from("<H", data, at + 10)[0]
    data[at + 18] |= 4
    block = struct.unpack_from("<I", data, at + 12)[0]
    data[at : at + length] = tagged(257, block, bytes(data[at + 16 : at + length]), version=2)
    image.write_bytes(data)
    found = read_source(image)
    ridge = "-R" in options
    udf, iso = ("s1.udf", "s1") if ridge else ("s1", "s1.tree17" if options else "s1.tree16")
    listed = contents(found)
    assert sorted(listed) == sorted(map(sha256, files.values()))
    assert listed.pop(sha256(b"in UDF alone")) == [f"{udf}:udf.txt"]
    assert {one.lower().split(":")[0] for one in listed.pop(sha256(b"deleted in UDF"))} == {udf, iso}
    assert "* iso.txt" in found.paths(udf)
    assert all(len(names) == 1 for names in listed.values())
    assert set(found.codes()) <= {"second-names-not-listed"}
    layer = found.layer(udf)
    assert (layer.file_system, layer.label, layer.state) == ("udf", "CDROM", LayerState.WALKED)
    assert all(inner.description in LAYER_DESCRIPTIONS for inner in found.source.layers[1:])


def test_udf_beside_iso_9660_that_is_damaged_is_told_and_the_rest_read(tmp_path: Path) -> None:
    source = tree(tmp_path / "source", {"one.txt": b"one"})
    image = genisoimage(tmp_path / "disc.iso", "-udf", "-R", source)
    data = bytearray(image.read_bytes())
    whole = bytes(data)
    for sector in range(256, len(data) // SECTOR):
        if data[sector * SECTOR : sector * SECTOR + 2] == b"\x02\x00":  # an anchor
            data[sector * SECTOR : (sector + 1) * SECTOR] = bytes(SECTOR)
    image.write_bytes(data)
    found = read_source(image)
    assert (found.paths(), found.layer("s1").file_system) == (["one.txt"], "iso9660")
    assert [(o.code, o.locator) for o in found.omissions] == [("file-system-damaged", "s1")]
    root = struct.unpack_from("<I", whole, 16 * SECTOR + 158)[0]
    image.write_bytes(whole[: 16 * SECTOR + 156] + b"\x00" + whole[16 * SECTOR + 157 :])
    assert root
    found = read_source(image)
    assert (found.paths(), found.layer("s1").file_system) == (["one.txt"], "udf")
    assert found.codes() == ["file-system-damaged"]


def test_both_sides_of_an_apple_hybrid_come_out(tmp_path: Path) -> None:
    source = tree(tmp_path / "source", {"one.txt": b"one" * 100, "below/two.txt": b"two"})
    found = read_source(xorriso(tmp_path / "disc.iso", "-R", "-hfsplus", source))
    [hfs] = [layer.layer_id for layer in found.source.layers if layer.file_system == "hfs+"]
    assert set(found.paths("s1")) == {"one.txt", "below", "below/two.txt"}
    assert set(found.paths("s1")) <= set(found.paths(hfs))
    assert contents(found)[sha256(b"one" * 100)] == ["s1:one.txt", f"{hfs}:one.txt"]
    assert [(o.code, o.locator) for o in found.omissions] == [("deleted-entries-not-listed", hfs)]


def test_old_hfs_of_a_hybrid_is_named(tmp_path: Path) -> None:
    source = tree(tmp_path / "source", {"one.txt": b"one"})
    found = read_source(genisoimage(tmp_path / "disc.iso", "-R", "-hfs", "-part", source))
    assert found.paths("s1") == ["one.txt"]
    assert [(o.code, o.detail) for o in found.omissions] == [("file-system-not-supported", "HFS")]


def test_times_are_those_of_the_files(tmp_path: Path) -> None:
    source = tree(tmp_path / "source", {"one.txt": b"one"})
    found = read_source(genisoimage(tmp_path / "disc.iso", source))
    [created] = found.entry("ONE.TXT").times
    assert (created.value, created.precision) == ("2004-11-09T11:33:20Z", "1s")


def test_disc_in_raw_sectors_is_named_and_no_single_file(tmp_path: Path) -> None:
    """A BIN file: synchronisation, address and mode before the 2048 bytes of each sector, checks behind."""
    image = genisoimage(tmp_path / "disc.iso", tree(tmp_path / "source", {"one.txt": b"one"}))
    data = image.read_bytes()
    raw = tmp_path / "disc.bin"
    with raw.open("wb") as file:
        for at in range(0, len(data), SECTOR):
            file.write(
                b"\0" + b"\xff" * 10 + b"\0" + bytes((0, 2, 0, 1)) + data[at : at + SECTOR] + bytes(288)
            )
    found = read_source(raw)
    assert [(o.code, o.locator, o.detail) for o in found.omissions] == [
        ("volume-not-supported", "s1", "disc in raw sectors of 2352 bytes")
    ]
    assert found.source.format.value == "raw"
    assert found.media.sha256 == sha256(raw.read_bytes())


# --- sectors that can't be read -----------------------------------------------------------------------------


class Scratched:
    """A medium with sectors of 2048 bytes that can't be read."""

    def __init__(self, source: ByteSource, sectors: set[int]) -> None:
        self._source = source
        self._sectors = sectors

    @property
    def size_bytes(self) -> int:
        return self._source.size_bytes

    def read(self, offset_bytes: int, size_bytes: int) -> bytes:
        touched = range(offset_bytes // SECTOR, (offset_bytes + size_bytes - 1) // SECTOR + 1)
        if self._sectors.intersection(touched):
            raise ReadFailedError(offset_bytes=offset_bytes, size_bytes=size_bytes, detail="scratched")
        return self._source.read(offset_bytes, size_bytes)


def listed_with(image: Path, sectors: set[int]) -> tuple[set[str], list[tuple[str, str | None]]]:
    """Layer and path of what is listed, code and place of what is told."""

    def opener(path: Path, incomplete: Incomplete) -> Container | Path:
        container = open_source(path, incomplete)
        assert isinstance(container, Container)
        container.medium = Scratched(container.medium, sectors)
        return container

    session = Session(lambda at, done: None, opener=opener)
    opened = session.open(Open(str(image).encode(), "s1", "EX", True, {}))
    paths, omissions = set[str](), list(opened.omissions)
    for layer in opened.source.layers:
        if layer.state is LayerState.WALKED:
            for entries, more in session.walk(layer.layer_id, {}, lambda place, components: None):
                paths |= {f"{layer.layer_id}:{path_of(entry)}" for entry in entries}
                omissions += more
    return paths, [(o.code, o.locator) for o in omissions]


def test_tree_whose_descriptor_is_scratched_is_told_and_the_other_listed(tmp_path: Path) -> None:
    source = tree(tmp_path / "source", {"one.txt": b"one", "two.txt": b"two"})
    image = genisoimage(tmp_path / "disc.iso", "-J", "-R", "-hide-joliet", "two.txt", source)
    both = {"s1:one.txt", "s1:two.txt"}
    assert listed_with(image, set()) == (both, [])
    assert listed_with(image, {17}) == (both, [("details-unreadable", "s1:/")])
    root = struct.unpack_from("<I", image.read_bytes(), 16 * SECTOR + 158)[0]
    paths, reported = listed_with(image, {root})
    assert paths == {"s1:one.txt"}
    assert reported == [("directory-unreadable", "s1.tree16:/")]


def test_sector_in_which_there_could_be_a_session_is_told(tmp_path: Path) -> None:
    image = tmp_path / "disc.iso"
    add_session(image, tree(tmp_path / "1", {"both.txt": b"v1"}))
    add_session(image, tree(tmp_path / "2", {"both.txt": b"version 2"}))
    assert listed_with(image, set()) == ({"s1:both.txt", "s1.tree48:both.txt"}, [])
    assert listed_with(image, {48}) == ({"s1:both.txt"}, [("details-unreadable", "s1")])
