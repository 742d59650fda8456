"""Archives that lie, bombs, and what is broken: each costs what it must, is named, and never a run."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import random
import tracemalloc
import zlib
from pathlib import Path

import pytest

from forensics_app.model.artifact import ReadOutcome
from forensics_app.model.evidence import ArchiveOptions
from tests.conformance.archives.test_archives import names, sha256, written
from tests.made.archives import (
    DEFLATED,
    TAR_END,
    Zipped,
    make_zip,
    padded,
    pax,
    tar_header,
    tar_member,
)
from tests.reading.archive_reading import read_here
from tests.reading.evidence_reading import Reading, path_of, read_source, sample

MIB = 1 << 20
SMALL = ArchiveOptions(limit_bytes=MIB)
WORDS = b"words\n" * 1000
NOISE = hashlib.shake_128(b"noise").digest(20_000)


def read(tmp_path: Path, data: bytes, name: str = "a.zip", archives: ArchiveOptions = SMALL) -> Reading:
    return read_here(written(tmp_path / name, data), archives)


def reason(found: Reading, name: str) -> str | None:
    """Why a member was not read, which the ledger says too."""
    read = found.examination(name).read
    assert read.outcome is ReadOutcome.NOT_READ
    assert read.reason in [o.code for o in found.omissions if o.locator and o.locator.endswith(f"/{name}")]
    return read.reason


# --- ZIP -------------------------------------------------------------------------------------------------


def test_two_members_over_one_content(tmp_path: Path) -> None:
    """The first to claim the bytes is read; the overlap is named, not summed up."""
    first = Zipped(b"first", WORDS, DEFLATED)
    second = Zipped(b"second", WORDS, DEFLATED, offset=0, local=False)
    found = read(tmp_path, make_zip(first, second))
    assert found.examination("first").digests.sha256 == sha256(WORDS)
    assert reason(found, "second") == "archive-overlap"


def test_quoted_overlap_of_a_better_zip_bomb(tmp_path: Path) -> None:
    """D. Fifield's construction: each header lies quoted in the content of the one before it.

    Forty members claim one kernel; unzipped by an honest tool they are forty times its size.
    """
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel.compress(bytes(MIB)) + kernel.flush()
    members = [
        Zipped(b"%02d" % n, packed=b"", size=MIB, packed_size=len(packed) + 32 * (39 - n)) for n in range(39)
    ]
    found = read(tmp_path, make_zip(*members, Zipped(b"39", packed=packed, method=DEFLATED, size=MIB)))
    reasons = [x.read.reason for _, x in found.found]
    assert reasons.count("archive-overlap") == 39
    assert found.codes().count("archive-overlap") == 39


def test_member_that_unpacks_to_more_than_it_declares(tmp_path: Path) -> None:
    """It ends where it says it does, and the rest is named: what other tools show is another file."""
    found = read(tmp_path, make_zip(Zipped(b"liar", WORDS, DEFLATED, size=100)))
    entry, examination = found.pair("liar")
    assert (entry.size_bytes, examination.digests.sha256) == (100, sha256(WORDS[:100]))
    assert sorted(found.codes()) == ["archive-inconsistent", "content-checksum-differs"]


def test_member_that_unpacks_to_less_than_it_declares(tmp_path: Path) -> None:
    found = read(tmp_path, make_zip(Zipped(b"liar", WORDS, DEFLATED, size=len(WORDS) + 50)))
    (gap,) = found.examination("liar").read.gaps
    assert (gap.offset_bytes, gap.length_bytes) == (len(WORDS), 50)
    assert found.examination("liar").digests.sha256 == sha256(WORDS + bytes(50))
    assert found.codes() == ["content-partial"]


@pytest.mark.parametrize("size", [(1 << 32) - 2, 600 * MIB])
def test_size_that_no_packing_could_hold(tmp_path: Path, size: int) -> None:
    found = read(tmp_path, make_zip(Zipped(b"liar", WORDS, DEFLATED, size=size)), archives=ArchiveOptions())
    assert reason(found, "liar") == "content-unreadable"


def test_checksum_that_differs(tmp_path: Path) -> None:
    """The bytes are what they are, and have their digest; that the archive doubts them is told."""
    for method in (0, DEFLATED):
        found = read(tmp_path, make_zip(Zipped(b"a", WORDS, method, crc=0xDEADBEEF)))
        assert found.examination("a").digests.sha256 == sha256(WORDS)
        assert found.codes() == ["content-checksum-differs"]


def test_damage_inside_a_member(tmp_path: Path) -> None:
    data = bytearray(make_zip(Zipped(b"a", NOISE * 20 + WORDS, DEFLATED), Zipped(b"b", WORDS, DEFLATED)))
    at = data.index(b"a") + 200_000
    data[at : at + 64] = bytes(64)
    found = read(tmp_path, bytes(data))
    assert found.examination("b").digests.sha256 == sha256(WORDS)
    told = set(found.codes())
    assert told
    assert told <= {"content-partial", "content-checksum-differs", "archive-inconsistent"}


@pytest.mark.parametrize("kept", [1000, 70_000])
def test_what_comes_before_damage_is_given(tmp_path: Path, kept: int) -> None:
    """Up to 64 KiB before the damage were zeros in a gap: of most photographs and letters all."""
    whole = hashlib.shake_128(b"much").digest(100_000)
    packer = zlib.compressobj(0, zlib.DEFLATED, -15)
    packed = packer.compress(whole[:kept]) + packer.flush(zlib.Z_SYNC_FLUSH) + b"\x07no block begins so"
    found = read(tmp_path, make_zip(Zipped(b"a", whole, DEFLATED, packed=packed)))
    examination = found.examination("a")
    assert examination.read.outcome is ReadOutcome.PARTIAL
    (gap,) = examination.read.gaps
    begin = gap.offset_bytes
    assert begin in (kept - 1, kept)  # zlib gives no byte of the call that meets the damage
    assert gap.length_bytes == len(whole) - begin
    assert examination.digests.sha256 == sha256(whole[:begin] + bytes(gap.length_bytes))


def test_local_header_with_another_name(tmp_path: Path) -> None:
    """What a tool that streams shows, and what one that reads the directory shows, are two names."""
    found = read(tmp_path, make_zip(Zipped(b"invoice.pdf", WORDS, local_name=b"invoice.exe")))
    assert names(found) == [b"invoice.pdf"]
    (omission,) = found.omissions
    assert (omission.code, omission.detail) == (
        "archive-inconsistent",
        "the local header names it invoice.exe",
    )


def test_encrypted_members(tmp_path: Path) -> None:
    found = read(
        tmp_path, make_zip(Zipped(b"a", NOISE, flags=1), Zipped(b"aes", NOISE, 99), Zipped(b"open", WORDS))
    )
    assert {reason(found, "a"), reason(found, "aes")} == {"content-encrypted"}
    assert found.examination("open").digests.sha256 == sha256(WORDS)


def test_method_that_is_not_read(tmp_path: Path) -> None:
    found = read(tmp_path, make_zip(Zipped(b"a", packed=NOISE, method=9)))
    assert reason(found, "a") == "archive-not-supported"


def test_directory_that_counts_wrongly_and_bytes_behind_the_end(tmp_path: Path) -> None:
    found = read(tmp_path, make_zip(Zipped(b"a", WORDS), Zipped(b"b", WORDS), count=1, behind=b"hidden"))
    assert names(found) == [b"a", b"b"]
    assert found.codes() == ["archive-inconsistent", "archive-inconsistent"]
    found = read(tmp_path, make_zip(Zipped(b"a", WORDS), count=7))
    assert (names(found), found.codes()) == ([b"a"], ["archive-damaged"])


def test_header_that_is_not_where_the_directory_says(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        make_zip(Zipped(b"a", WORDS), Zipped(b"b", WORDS, offset=17), Zipped(b"c", WORDS, offset=1 << 31)),
    )
    assert found.examination("a").digests.sha256 == sha256(WORDS)
    listed = {path_of(entry): each.read for entry, each in found.found if entry.allocated}
    assert (listed["b"].reason, listed["c"].reason) == ("archive-overlap", "content-unreadable")
    # where their headers lie in truth, they are whole; the directory doesn't say so
    deleted = {path_of(entry): each.digests.sha256 for entry, each in found.found if not entry.allocated}
    assert deleted == {"b": sha256(WORDS), "c": sha256(WORDS)}


@pytest.mark.parametrize("descriptor", [False, True])
def test_zip_that_lost_its_directory(tmp_path: Path, descriptor: bool) -> None:
    """A copy that was broken off: what is whole is read, what is cut is read as far as it goes."""
    made = []
    for name in (b"first", b"second"):
        member = Zipped(name, NOISE + WORDS, DEFLATED)
        if descriptor:
            behind = b"PK\x07\x08" + zlib.crc32(member.data).to_bytes(4, "little") + bytes(8)
            packed = member.stored() + behind
            member = Zipped(name, member.data, DEFLATED, packed=packed, size=0, packed_size=0, flags=8)
        made.append(member)
    data = make_zip(*made, directory=False)
    found = read(tmp_path, data[:-5000])
    assert names(found) == [b"first", b"second"]
    assert found.examination("first").digests.sha256 == sha256(NOISE + WORDS)
    assert found.examination("second").digests.sha256 != sha256(NOISE + WORDS)
    assert found.codes().count("archive-damaged") == (2 if descriptor else 1)


def test_part_of_a_split_zip(tmp_path: Path) -> None:
    data = bytearray(make_zip(Zipped(b"a", WORDS)))
    data[-18] = 2  # the end record is on the third disk
    found = read(tmp_path, bytes(data))
    assert (found.found, found.codes()) == ((), ["archive-not-supported"])


# --- tar -------------------------------------------------------------------------------------------------


def test_sizes_that_no_tar_can_have(tmp_path: Path) -> None:
    """Eight exabytes, a negative size, no number: the members are named, and what follows is found again."""
    huge = tar_header(b"huge", size=b"\x80" + (1 << 62).to_bytes(11, "big"))
    negative = tar_header(b"negative", size=b"\xff" * 12)
    nonsense = tar_header(b"nonsense", size=b"12x")
    good = tar_member(b"good", WORDS)
    found = read(tmp_path, negative + nonsense + good + huge + TAR_END, "a.tar", ArchiveOptions())
    assert names(found) == [b"negative", b"nonsense", b"good", b"huge"]
    assert found.examination("good").digests.sha256 == sha256(WORDS)
    assert reason(found, "huge") == "content-unreadable"
    assert {reason(found, "negative"), reason(found, "nonsense")} == {"archive-damaged"}


def test_last_member_cut_off(tmp_path: Path) -> None:
    found = read(tmp_path, (tar_member(b"a", WORDS) + tar_member(b"b", NOISE))[:-5000], "a.tar")
    assert found.examination("a").digests.sha256 == sha256(WORDS)
    assert found.examination("b").read.outcome is ReadOutcome.PARTIAL
    assert sorted(found.codes()) == ["archive-damaged", "content-partial"]


def test_damaged_header_is_passed_over(tmp_path: Path) -> None:
    data = bytearray(tar_member(b"a", WORDS) + tar_member(b"b", WORDS) + tar_member(b"c", WORDS) + TAR_END)
    data[data.index(b"b\x00\x00") + 3] = 1
    found = read(tmp_path, bytes(data), "a.tar")
    assert (names(found), found.codes()) == ([b"a", b"c"], ["archive-damaged"])


def test_what_follows_the_end_mark(tmp_path: Path) -> None:
    """GNU tar stops there, so it is where things are hidden."""
    data = tar_member(b"shown", WORDS) + TAR_END + bytes(8192) + tar_member(b"hidden", NOISE) + TAR_END
    found = read(tmp_path, data, "a.tar")
    assert (names(found), found.codes()) == ([b"shown", b"hidden"], ["archive-inconsistent"])


def test_huge_extended_headers(tmp_path: Path) -> None:
    """A pax header of two MiB, and one that claims an exabyte: neither is taken into memory."""
    large = tar_header(b"pax", size=2 * MIB, kind=b"x") + padded(b"30 path=" + b"x" * (2 * MIB - 8))
    data = (
        large
        + tar_member(b"short", WORDS)
        + pax((b"path", b"long/" * 100 + b"name"))
        + tar_member(b"x", NOISE)
    )
    found = read(tmp_path, data + TAR_END, "a.tar", ArchiveOptions())
    assert names(found) == [b"short", b"long/" * 100 + b"name"]
    assert found.codes() == ["archive-damaged"]
    claim = tar_header(b"pax", size=b"\x80" + (1 << 60).to_bytes(11, "big"), kind=b"x")
    found = read(tmp_path, tar_member(b"a", WORDS) + claim + TAR_END, "a.tar")
    assert (names(found), found.codes()) == ([b"a"], ["archive-damaged"])


def test_extended_headers_that_are_no_records(tmp_path: Path) -> None:
    broken = tar_member(b"pax", b"9999999999 path=x\n" + b"-5 size=3\n\x00", kind=b"x")
    everyone = pax((b"size", b"99999999"), (b"path", b"same"), kind=b"g")
    found = read(
        tmp_path, broken + tar_member(b"a", WORDS) + everyone + tar_member(b"b", NOISE) + TAR_END, "a.tar"
    )
    assert names(found) == [b"a", b"b"]
    assert found.examination("b").digests.sha256 == sha256(NOISE)
    assert found.codes() == ["archive-damaged", "archive-inconsistent", "archive-inconsistent"]


@pytest.mark.parametrize("text", [b"5,10,0,3", b"0,99999", b"0", b"x,y", b"9" * 30 + b",1"])
def test_sparse_map_that_contradicts_itself(tmp_path: Path, text: bytes) -> None:
    data = pax((b"GNU.sparse.map", text), (b"GNU.sparse.size", b"20")) + tar_member(b"a", WORDS)
    found = read(tmp_path, data + tar_member(b"b", WORDS) + TAR_END, "a.tar")
    assert reason(found, "a") == "archive-damaged"
    assert found.examination("b").digests.sha256 == sha256(WORDS)


# --- bombs -----------------------------------------------------------------------------------------------


def test_gzip_of_zeros_is_not_unpacked_beyond_the_limit(tmp_path: Path) -> None:
    """64 MiB in 64 KiB: unpacking stops at the limit, and little of it is ever in memory."""
    (tmp_path / "in").mkdir()
    written(tmp_path / "in" / "zeros.gz", gzip.compress(bytes(64 * MIB)))
    tracemalloc.start()
    found = read_here(tmp_path / "in", ArchiveOptions(inside=True, limit_bytes=20 * MIB))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reason(found, "zeros.gz/zeros") == "archive-too-large"
    assert found.entry("zeros.gz/zeros").size_bytes is None
    assert most < 12 * MIB


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_tar_of_zeros(tmp_path: Path, pack: object) -> None:
    """The member is listed with its size, what lies behind the limit isn't reached; both are told."""
    assert callable(pack)
    data = tar_member(b"small", WORDS) + tar_member(b"zeros", bytes(40 * MIB)) + tar_member(b"late", WORDS)
    packed = pack(data + TAR_END)
    found = read(tmp_path, packed, "a.tar", ArchiveOptions(limit_bytes=20 * MIB))
    assert len(packed) * 250 < 20 * MIB
    assert names(found) == [b"small", b"zeros"]
    assert found.examination("small").digests.sha256 == sha256(WORDS)
    assert reason(found, "zeros") == "archive-too-large"
    assert found.codes() == ["archive-too-large", "archive-too-large"]


def nested_zips(depth: int, width: int, leaf: bytes) -> bytes:
    data = make_zip(*(Zipped(b"%d.bin" % n, leaf, DEFLATED) for n in range(width)))
    for _ in range(depth):
        data = make_zip(*(Zipped(b"%d.zip" % n, data, DEFLATED) for n in range(width)))
    return data


def test_nested_bomb_costs_no_more_than_its_limits(tmp_path: Path) -> None:
    """As 42.zip: a few KB that are sixteen to the power of levels. Depth and total stop it, and are told."""
    (tmp_path / "in").mkdir()
    written(tmp_path / "in" / "42.zip", nested_zips(4, 6, bytes(MIB)))
    found = read_here(tmp_path / "in", ArchiveOptions(inside=True, depth=3, limit_bytes=2 * MIB))
    unpacked = sum(
        e.size_bytes or 0 for e, x in found.found if x.digests.sha256 and e.locator.layer_id == "s1.a"
    )
    assert unpacked <= 250 * (tmp_path / "in" / "42.zip").stat().st_size
    assert "archive-too-deep" in found.codes()
    deep = max(str(e.locator.path_display()).count(".zip/") for e, _ in found.found)
    assert deep == 3
    found = read_here(tmp_path / "in", ArchiveOptions(inside=True, depth=8, limit_bytes=2 * MIB))
    assert "archive-too-large" in found.codes()


def test_archive_that_holds_itself(tmp_path: Path) -> None:
    """R. Cox's r.gz unpacks to itself for ever; here a chain that is deeper than anyone opens."""
    (tmp_path / "in").mkdir()
    data = WORDS
    for _ in range(20):
        data = gzip.compress(data)
    written(tmp_path / "in" / "a.gz", data)
    found = read_here(tmp_path / "in", ArchiveOptions(inside=True))
    assert found.codes() == ["archive-too-deep"]
    assert len(found.found) == 4


# --- packed streams --------------------------------------------------------------------------------------


def test_checksums_and_ends_of_gzip(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    whole = gzip.compress(WORDS)
    written(tmp_path / "in" / "1-crc.gz", whole[:-8] + bytes(4) + whole[-4:])
    written(tmp_path / "in" / "2-cut.gz", gzip.compress(NOISE)[:-3000])
    written(tmp_path / "in" / "3-more.gz", whole + whole)
    written(tmp_path / "in" / "4-behind.gz", whole + b"something else")
    found = read_here(tmp_path / "in", ArchiveOptions(inside=True))
    assert found.examination("1-crc.gz/1-crc").digests.sha256 == sha256(WORDS)
    assert found.examination("3-more.gz/3-more").digests.sha256 == sha256(WORDS + WORDS)
    assert found.codes() == ["content-checksum-differs", "archive-damaged", "archive-inconsistent"]
    entry, examination = found.pair("2-cut.gz/2-cut")
    assert examination.digests.sha256 == sha256(NOISE[: entry.size_bytes])


@pytest.mark.parametrize("ending", ["7z", "rar", "cab", "lha", "cpio", "zst", "xz", "bz2"])
def test_signature_and_nothing_behind_it(tmp_path: Path, ending: str) -> None:
    beginnings = {
        "7z": b"7z\xbc\xaf\x27\x1c\x00\x04", "rar": b"Rar!\x1a\x07\x01\x00", "cab": b"MSCF" + bytes(4),
        "lha": b"\x20\x20-lh5-", "cpio": b"070701", "zst": b"\x28\xb5\x2f\xfd", "xz": b"\xfd7zXZ\x00",
        "bz2": b"BZh91AY&SY",
    }  # fmt: skip
    (tmp_path / "in").mkdir()
    written(tmp_path / "in" / f"a.{ending}", beginnings[ending] + NOISE)
    found = read_here(tmp_path / "in", ArchiveOptions(inside=True))
    assert "archive-damaged" in found.codes()
    assert found.examination(f"a.{ending}").digests.sha256 == sha256(beginnings[ending] + NOISE)


# --- anything --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_mutated_archives_never_end_a_reading(tmp_path: Path, seed: int) -> None:
    """Bytes changed, cut, repeated at random: every entry is examined and places stay unique."""
    chance = random.Random(seed)
    inner = make_zip(Zipped(b"i", WORDS, DEFLATED), Zipped(b"j", NOISE))
    bases = (
        make_zip(Zipped(b"a.zip", inner), Zipped(b"dir/b", WORDS, DEFLATED), Zipped(b"c", b"")),
        tar_member(b"a.zip", inner) + pax((b"mtime", b"1.5")) + tar_member(b"b", WORDS) + TAR_END,
        gzip.compress(tar_member(b"a.zip", inner) + tar_member(b"b", WORDS) + TAR_END),
    )
    for round_ in range(25):
        data = bytearray(bases[round_ % 3])
        for _ in range(chance.choice((1, 2, 8))):
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[at] ^= 1 << chance.randrange(8)
                case 1:
                    data[at : at + 4] = b"\xff\xff\xff\xff"
                case 2:
                    del data[at : at + chance.randrange(1, 40)]
                case _:
                    data[at:at] = data[:600]
        found = read(tmp_path, bytes(data), f"{round_}.bin", ArchiveOptions(inside=True, limit_bytes=4 * MIB))
        places = [entry.locator.canonical() for entry, _ in found.found]
        assert len(set(places)) == len(places)


def test_damaged_solid_archive_costs_its_contents_and_no_worker(tmp_path: Path) -> None:
    """libarchive 3.6.2 overruns its stack over this one when it is called again after it has failed."""
    found = read_source(sample("solid-damaged.7z", tmp_path))
    assert names(found) == [b"sm/a.txt", b"sm/b.bin"]
    assert found.codes() == ["content-unreadable"] * 2
