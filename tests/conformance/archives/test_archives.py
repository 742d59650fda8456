"""Archives as sources: every member listed as what it is, with the bytes that stock tools give."""

from __future__ import annotations

import bz2
import gc
import gzip
import hashlib
import io
import lzma
import os
import stat
import struct
import subprocess
import tarfile
import weakref
import zipfile
import zlib
from pathlib import Path

import pytest

from forensics_app.evidence.archives.members.member import Member
from forensics_app.evidence.archives.zip.archive import ZipArchive
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.model.artifact import ArtifactKind, ExtentClass, ReadOutcome
from forensics_app.model.evidence import ArchiveOptions, ContainerFormat, LayerKind
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from tests.judging.judges import require_judge
from tests.made.archives import DEFLATED, TAR_END, Zipped, field, make_zip, pax, tar_header, tar_member
from tests.reading.archive_reading import read_here
from tests.reading.evidence_reading import Reading, path_of, spec
from tests.world.shared_data import shared

NOISE = hashlib.shake_128(b"noise").digest(300_000)
FILES = {
    "notes.txt": b"words\n" * 5000,
    "deep/er/noise.bin": NOISE,
    "deep/empty": b"",
    "g\u00fcnther/\u6587\u66f8.txt": b"unicode\n",
}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def names(found: Reading, layer_id: str = "s1") -> list[bytes]:
    """The names as stored, of members in one layer."""
    return [b"/".join(e.locator.components) for e, _ in found.found if e.locator.layer_id == layer_id]


def check_files(found: Reading) -> None:
    """Every one of FILES is there with its digest, and nothing is left out."""
    for name, data in FILES.items():
        assert found.examination(name).digests.sha256 == sha256(data), name
        assert found.entry(name).size_bytes == len(data)
    assert found.omissions == ()


def zip_of_files(**options: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in FILES.items():
            archive.writestr(name, data, **options)
    return out.getvalue()


def tar_of_files(form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in FILES.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(data), 1_700_000_000
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


# --- the archive as a source ---------------------------------------------------------------------------


def test_zip_is_a_source_of_files_and_its_own_bytes_are_the_medium(tmp_path: Path) -> None:
    data = zip_of_files(compress_type=zipfile.ZIP_DEFLATED)
    found = read_here(written(tmp_path / "phone.zip", data))
    assert (found.source.format, found.media.sha256) == (ContainerFormat.ZIP, sha256(data))
    (layer,) = found.source.layers
    assert (layer.kind, layer.file_system, layer.length_bytes) == (LayerKind.ARCHIVE, "zip", len(data))
    check_files(found)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_method_that_is_read_gives_the_content(tmp_path: Path, method: int) -> None:
    check_files(read_here(written(tmp_path / "a.zip", zip_of_files(compress_type=method))))


def test_zip_as_unzip_sees_it(tmp_path: Path) -> None:
    """Names and contents by another implementation."""
    unzip = require_judge("unzip")
    path = written(tmp_path / "a.zip", zip_of_files(compress_type=zipfile.ZIP_DEFLATED))
    found = read_here(path)
    listed = subprocess.run([unzip, "-Z1", path], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"})
    assert listed.stdout.splitlines() == names(found)
    for entry, examination in found.found:
        shown = subprocess.run([unzip, "-p", path, path_of(entry)], capture_output=True, check=True)
        assert examination.digests.sha256 == sha256(shown.stdout)


def test_zip64_beyond_what_32_bits_count(tmp_path: Path) -> None:
    """A member that says its sizes in the ZIP64 field although they are small, as streaming archivers do."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("large.bin", "w", force_zip64=True) as member:
        member.write(NOISE)
    found = read_here(written(tmp_path / "a.zip", out.getvalue()))
    assert found.examination("large.bin").digests.sha256 == sha256(NOISE)
    assert found.omissions == ()


def test_zip_behind_other_bytes_has_its_places_behind_them(tmp_path: Path) -> None:
    data = make_zip(Zipped(b"a.txt", b"words"), front=b"PK\x03\x04 is not here\n")
    found = read_here(written(tmp_path / "a.zip", data))
    assert found.examination("a.txt").digests.sha256 == sha256(b"words")
    assert found.entry("a.txt").extents[0].offset_bytes == data.index(b"words")


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tar_in_every_form(tmp_path: Path, form: int) -> None:
    found = read_here(written(tmp_path / "a.tar", tar_of_files(form)))
    assert found.source.format is ContainerFormat.TAR
    check_files(found)


@pytest.mark.parametrize(
    ("ending", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)]
)
def test_packed_tar_is_read_as_the_tar_that_it_is(tmp_path: Path, ending: str, pack: object) -> None:
    assert callable(pack)
    data = pack(tar_of_files())
    found = read_here(written(tmp_path / f"a.tar.{ending}", data))
    assert (found.source.format, found.source.layers[0].file_system) == (ContainerFormat.TAR, "tar")
    assert found.media.sha256 == sha256(data)
    check_files(found)


def test_tar_as_tar_sees_it(tmp_path: Path) -> None:
    """Links, devices, pipes and sparse files of GNU tar, with names and contents by GNU tar."""
    tar = require_judge("tar")
    tree = tmp_path / "tree"
    (tree / "sub").mkdir(parents=True)
    (tree / "text.txt").write_bytes(b"words\n" * 100)
    os.link(tree / "text.txt", tree / "twin.txt")
    (tree / "link").symlink_to("../../etc/passwd")
    os.mkfifo(tree / "pipe")
    with (tree / "sub" / "sparse").open("wb") as sparse:
        sparse.truncate(3_000_000)
        sparse.seek(1_000_000)
        sparse.write(b"island")
    for form in ("gnu", "posix"):
        path = tmp_path / f"{form}.tar"
        subprocess.run([tar, f"--format={form}", "-S", "-cf", path, "-C", tree, "."], check=True)
        listed = subprocess.run([tar, "-tf", path], capture_output=True, check=True).stdout.splitlines()
        found = read_here(path)
        assert [name.rstrip(b"/") for name in listed] == names(found)
        assert found.omissions == ()
        assert found.entry("./link").link_target == b"../../etc/passwd"
        twins = {found.entry(f"./{name}").kind for name in ("text.txt", "twin.txt")}
        assert twins == {ArtifactKind.FILE, ArtifactKind.LINK}
        assert (found.entry("./pipe").kind, found.entry("./sub").kind) == (
            ArtifactKind.OTHER,
            ArtifactKind.DIRECTORY,
        )
        shown = subprocess.run([tar, "-xOf", path, "./sub/sparse"], capture_output=True, check=True).stdout
        entry, examination = found.pair("./sub/sparse")
        assert (examination.digests.sha256, entry.size_bytes) == (sha256(shown), 3_000_000)
        assert entry.extents[0].layer_id is None  # the hole is a hole


def test_old_pax_sparse_forms(tmp_path: Path) -> None:
    """Forms 0.0 and 0.1, which GNU tar reads and no longer writes by default."""
    data = b"ABCDEF"
    old = pax(
        (b"GNU.sparse.size", b"20"),
        (b"GNU.sparse.numblocks", b"2"),
        (b"GNU.sparse.offset", b"2"),
        (b"GNU.sparse.numbytes", b"4"),
        (b"GNU.sparse.offset", b"10"),
        (b"GNU.sparse.numbytes", b"2"),
    )
    new = pax((b"GNU.sparse.name", b"second"), (b"GNU.sparse.size", b"20"), (b"GNU.sparse.map", b"2,4,10,2"))
    path = written(
        tmp_path / "a.tar",
        old + tar_member(b"first", data) + new + tar_member(b"GNUSparseFile.1/second", data) + TAR_END,
    )
    found = read_here(path)
    whole = b"\x00\x00ABCD" + bytes(4) + b"EF" + bytes(8)
    assert {found.examination(name).digests.sha256 for name in ("first", "second")} == {sha256(whole)}


@pytest.mark.parametrize(("format_name", "ending"), [("7zip", "7z"), ("newc", "cpio"), ("ar", "ar")])
def test_what_libarchive_reads(tmp_path: Path, format_name: str, ending: str) -> None:
    bsdtar = require_judge("bsdtar")
    tree = tmp_path / "tree"
    tree.mkdir()
    for name, data in (("notes.txt", FILES["notes.txt"]), ("noise.bin", NOISE)):
        (tree / name).write_bytes(data)
    path = tmp_path / f"a.{ending}"
    subprocess.run(
        [bsdtar, "--format", format_name, "-cf", path, "-C", tree, "notes.txt", "noise.bin"], check=True
    )
    found = read_here(path)
    assert found.source.format is ContainerFormat.ARCHIVE
    assert found.examination("notes.txt").digests.sha256 == sha256(FILES["notes.txt"])
    assert found.examination("noise.bin").digests.sha256 == sha256(NOISE)
    assert found.omissions == ()


def test_packing_that_libarchive_unpacks(tmp_path: Path) -> None:
    bsdtar = require_judge("bsdtar")
    plain = written(tmp_path / "a.tar", tar_of_files())
    for kind in ("zstd", "lz4", "lzip", "compress"):
        path = tmp_path / f"a.tar.{kind}"
        subprocess.run([bsdtar, f"--{kind}", "-cf", path, f"@{plain}"], check=True)
        found = read_here(path)
        assert found.source.format is ContainerFormat.TAR
        check_files(found)


def test_rar_and_cab(tmp_path: Path) -> None:
    """Made by hand, stored unpacked: no free program writes them."""
    rar = read_here(written(tmp_path / "a.rar", _rar(b"dir\\notes.txt", b"words in a RAR")))
    assert rar.examination("dir/notes.txt").digests.sha256 == sha256(b"words in a RAR")
    cab = read_here(written(tmp_path / "a.cab", _cab(b"notes.txt", b"words in a cabinet")))
    assert cab.examination("notes.txt").digests.sha256 == sha256(b"words in a cabinet")


def test_document_is_a_single_file(tmp_path: Path) -> None:
    """An office document is a ZIP by its making; its user meant a document."""
    data = make_zip(Zipped(b"[Content_Types].xml", b"<Types/>"), Zipped(b"word/document.xml", b"<w/>"))
    found = read_here(written(tmp_path / "letter.docx", data))
    assert (found.source.format, found.paths()) == (ContainerFormat.FILE, ["letter.docx"])


def test_archive_as_a_file_where_that_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", make_zip(Zipped(b"a", b"1")))
    found = read_here(path, ArchiveOptions(as_file=True))
    assert (found.source.format, found.paths()) == (ContainerFormat.FILE, ["a.zip"])


def test_one_packed_file_is_a_single_file(tmp_path: Path) -> None:
    found = read_here(written(tmp_path / "log.gz", gzip.compress(b"words\n")))
    assert (found.source.format, found.paths()) == (ContainerFormat.FILE, ["log.gz"])


def test_archive_cut_in_parts_is_one(tmp_path: Path) -> None:
    data = zip_of_files(compress_type=zipfile.ZIP_DEFLATED)
    written(tmp_path / "a.zip.002", data[200_000:])
    found = read_here(written(tmp_path / "a.zip.001", data[:200_000]))
    assert (found.source.format, len(found.source.segments)) == (ContainerFormat.ZIP, 2)
    check_files(found)


# --- names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["absolute1", "relative0", "symlink"])
def test_names_that_leave_the_folder_are_names(name: str) -> None:
    """Published archives with traversal names: listed as they are, and nothing appears anywhere."""
    root = shared("testdata/jwilk_traversal-archives/built")
    outside = (Path("/tmp/moo"), Path("/moo"), root.parent / "moo")
    before = [path.exists() for path in outside]
    for kind in ("tar", "zip"):
        found = read_here(root / kind / f"{name}.{kind}")
        wanted = {"absolute1": [b"/tmp/moo"], "relative0": [b"../moo"], "symlink": [b"moo", b"moo"]}[name]
        assert names(found) == wanted
        digests = [x.digests.sha256 for e, x in found.found if e.kind is ArtifactKind.FILE]
        assert digests == [sha256(b"moo\n")]
        if name == "symlink":
            assert found.found[0][0].link_target == b"/tmp/moo"
    assert [path.exists() for path in outside] == before


def test_odd_names_stay_what_they_are(tmp_path: Path) -> None:
    odd = [
        b"../../up", b"/absolute", b"C:\\windows\\evil.exe", b"a\\..\\b", b"nul\x00byte", b"new\nline",
        b"a//b", b"./dot", b"caf\x82.txt", b"\xff\xfe", b" ", b"CON", b"x" * 300,
    ]  # fmt: skip
    path = written(tmp_path / "a.zip", make_zip(*(Zipped(name, name) for name in odd)))
    found = read_here(path)
    assert names(found) == odd
    assert [x.digests.sha256 for _, x in found.found] == [sha256(name) for name in odd]
    tar = written(
        tmp_path / "a.tar", b"".join(tar_member(n, n) for n in odd if len(n) < 100 and b"\0" not in n)
    )
    assert names(read_here(tar)) == [n for n in odd if len(n) < 100 and b"\0" not in n]


def test_name_of_the_unicode_field_counts_where_it_belongs_to_the_name(tmp_path: Path) -> None:
    raw, wide = b"caf\x82.txt", "caf\u00e9.txt".encode()
    right = field(0x7075, b"\x01" + struct.pack("<L", zlib.crc32(raw)) + wide)
    stale = field(0x7075, b"\x01" + struct.pack("<L", zlib.crc32(b"other")) + wide)
    path = written(
        tmp_path / "a.zip", make_zip(Zipped(raw, b"1", extra=right), Zipped(raw, b"2", extra=stale))
    )
    assert names(read_here(path)) == [wide, raw]


def test_members_that_share_a_name_are_each_there(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", make_zip(Zipped(b"same", b"first"), Zipped(b"same", b"second")))
    found = read_here(path)
    assert [x.digests.sha256 for _, x in found.found] == [sha256(b"first"), sha256(b"second")]
    assert len({e.locator.canonical() for e, _ in found.found}) == 2


def test_name_with_very_many_folders_is_cut_into_some(tmp_path: Path) -> None:
    name = b"a/" * 30_000 + b"end"
    found = read_here(written(tmp_path / "a.zip", make_zip(Zipped(name, b"deep"))))
    assert names(found) == [name]
    assert len(found.found[0][0].locator.components) == 128


# --- times, modes, links -------------------------------------------------------------------------------


def times_of(found: Reading, name: str) -> dict[TimeKind, EvidenceTime]:
    return {time.kind: time for time in found.entry(name).times}


def test_times_of_a_zip_tell_whether_their_zone_is_known(tmp_path: Path) -> None:
    unix = field(0x5455, b"\x03" + struct.pack("<ll", 1_700_000_000, 1_600_000_000))
    windows = field(0x000A, bytes(4) + struct.pack("<HH3Q", 1, 24, *(133444736001234567,) * 3))
    path = written(
        tmp_path / "a.zip",
        make_zip(
            Zipped(b"dos"),
            Zipped(b"unix", extra=unix[:9], local_extra=unix),
            Zipped(b"windows", extra=windows, local_extra=unix),
        ),
    )
    found = read_here(path)
    dos = times_of(found, "dos")[TimeKind.MODIFIED]
    assert (dos.value, dos.precision, dos.zone) == (
        "2023-11-14T22:13:20",
        "2s",
        TimeZoneKnowledge.LOCAL_UNKNOWN,
    )
    assert times_of(found, "unix")[TimeKind.MODIFIED].value == "2023-11-14T22:13:20Z"
    assert times_of(found, "unix")[TimeKind.ACCESSED].value == "2020-09-13T12:26:40Z"
    created = times_of(found, "windows")[TimeKind.CREATED]
    assert (created.value, created.precision) == ("2023-11-14T22:13:20.1234567Z", "100ns")


def test_times_of_a_tar_are_utc_with_the_fractions_of_pax(tmp_path: Path) -> None:
    data = pax((b"mtime", b"1700000000.123456789"), (b"atime", b"-1.5")) + tar_member(b"pax", b"")
    found = read_here(written(tmp_path / "a.tar", tar_member(b"old", b"") + data + TAR_END))
    assert times_of(found, "old")[TimeKind.MODIFIED].value == "2023-11-14T22:13:20Z"
    assert times_of(found, "pax")[TimeKind.MODIFIED].value == "2023-11-14T22:13:20.123456789Z"
    assert times_of(found, "pax")[TimeKind.ACCESSED].value == "1969-12-31T23:59:58.5Z"


def test_kinds_and_modes_of_a_zip_made_on_unix(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.zip",
        make_zip(
            Zipped(b"dir/", mode=stat.S_IFDIR | 0o755),
            Zipped(b"dir/run", b"#!", mode=stat.S_IFREG | 0o4755),
            Zipped(b"dir/link", b"/etc/passwd", mode=stat.S_IFLNK | 0o777),
            Zipped(b"dir/device", mode=stat.S_IFBLK | 0o660),
            Zipped(b"hidden/", b"content of a folder"),
        ),
    )
    found = read_here(path)
    assert [(e.kind.value, e.mode) for e, _ in found.found] == [
        ("directory", "d/drwxr-xr-x"),
        ("file", "r/rrwsr-xr-x"),
        ("link", "l/lrwxrwxrwx"),
        ("other", "b/brw-rw----"),
        ("file", None),
    ]
    assert found.entry("dir/link").link_target == b"/etc/passwd"
    assert found.examination("hidden/").digests.sha256 == sha256(b"content of a folder")


def test_device_numbers_and_links_of_a_tar_have_no_content(tmp_path: Path) -> None:
    data = b"".join(
        tar_header(name, kind=kind, link=link, size=512)
        for name, kind, link in (
            (b"hard", b"1", b"target"),
            (b"soft", b"2", b"/etc/shadow"),
            (b"char", b"3", b""),
            (b"block", b"4", b""),
            (b"pipe", b"6", b""),
        )
    )
    found = read_here(written(tmp_path / "a.tar", data + tar_member(b"after", b"still here") + TAR_END))
    assert [e.kind.value for e, _ in found.found] == ["link", "link", "other", "other", "other", "file"]
    assert {x.read.outcome for _, x in found.found[:5]} == {ReadOutcome.NOT_READ}
    assert found.examination("after").digests.sha256 == sha256(b"still here")


def test_hard_link_of_pax_that_has_the_content_too(tmp_path: Path) -> None:
    """POSIX lets it (`pax -o linkdata`): the next header stands behind it, as tar and bsdtar say."""
    link = pax((b"size", b"5")) + tar_header(b"twin", kind=b"1", link=b"first", size=5)
    twin = link + b"words".ljust(512, b"\0")
    data = tar_member(b"first", b"words") + twin + tar_member(b"after", b"still here") + TAR_END
    path = written(tmp_path / "a.tar", data)
    for program in ("tar", "bsdtar"):
        command = [require_judge(program), "-tf", path]
        listed = subprocess.run(command, capture_output=True, check=True).stdout.split()
        assert listed == [b"first", b"twin", b"after"]
    found = read_here(path)
    assert names(found) == [b"first", b"twin", b"after"]
    assert [(o.code, o.detail) for o in found.omissions] == [
        ("archive-inconsistent", "a link that has 5 bytes of its own")
    ]


def test_file_that_goes_on_from_another_volume_is_no_whole_one(tmp_path: Path) -> None:
    """GNU tar's volumes (`tar -M`): what stands in the second is the rest of a file alone."""
    (tmp_path / "large").write_bytes(NOISE)
    command = [require_judge("tar"), "-cM", "-L", "200", "-f", "a.tar", "-f", "b.tar", "large"]
    subprocess.run(command, cwd=tmp_path, check=True, stdin=subprocess.DEVNULL)
    first = read_here(tmp_path / "a.tar")
    detail = first.omissions[-1].detail or ""  # `x bytes not read: ends after n of m bytes`
    begin = int(detail.partition(": ")[2].split()[2])
    assert first.omissions[-1].code == "content-partial"
    second = read_here(tmp_path / "b.tar")
    assert second.examination("large").digests.sha256 == sha256(NOISE[begin:])
    assert [(o.code, o.detail) for o in second.omissions] == [
        ("content-partial", f"goes on from another volume, from byte {begin}")
    ]


# --- places on the medium ------------------------------------------------------------------------------


def test_what_is_stored_unpacked_has_its_place_in_the_archive(tmp_path: Path) -> None:
    for path in (
        written(tmp_path / "a.zip", zip_of_files(compress_type=zipfile.ZIP_STORED)),
        written(tmp_path / "a.tar", tar_of_files()),
    ):
        raw = path.read_bytes()
        found = read_here(path)
        for name, data in FILES.items():
            entry = found.entry(name)
            assert entry.extent_class is ExtentClass.RUNS
            assert b"".join(raw[e.offset_bytes :][: e.length_bytes] for e in entry.extents) == data  # type: ignore[misc]
        with EvidenceReader(spec(path), workers=1) as reader:
            reader.open()
            entry = found.entry("deep/er/noise.bin")
            assert b"".join(reader.through_extents(entry)) == NOISE
            assert b"".join(chunk.data for chunk in reader.content(entry)) == NOISE


def test_what_is_packed_has_none(tmp_path: Path) -> None:
    path = written(tmp_path / "a.zip", make_zip(Zipped(b"a", b"words" * 100, DEFLATED)))
    entry = read_here(path).entry("a")
    assert (entry.extents, entry.extent_class) == ((), ExtentClass.NONE)


def test_content_is_let_go_at_once(tmp_path: Path) -> None:
    """Workers look for garbage rarely; a content that held itself would keep its unpacker by the thousand."""
    file = ReadOnlyFile(written(tmp_path / "a.zip", make_zip(Zipped(b"a", b"words" * 100, DEFLATED))))
    archive = ZipArchive(file, lambda done: None, limit_bytes=1 << 20)
    (member,) = archive.members()
    assert isinstance(member, Member)
    gc.disable()
    try:
        content = archive.content(member.place)
        assert content.read(0, 5) == b"words"
        kept = weakref.ref(content)
        del content
        assert kept() is None
    finally:
        gc.enable()
        file.close()


def _rar(name: bytes, data: bytes) -> bytes:
    """RAR 4: marker, archive header, one file stored (method 0x30), end."""

    def block(kind: int, flags: int, body: bytes) -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    crc = zlib.crc32(data)
    facts = struct.pack("<LLBLLBBHL", len(data), len(data), 0, crc, 0x576EB1AA, 20, 0x30, len(name), 0x20)
    return (
        b"Rar!\x1a\x07\x00"
        + block(0x73, 0, bytes(6))
        + block(0x74, 0x8000, facts + name)
        + data
        + block(0x7B, 0x4000, b"")
    )


def _cab(name: bytes, data: bytes) -> bytes:
    """[MS-CAB]: one folder, not compressed, one file, one data block without checksum."""
    file = struct.pack("<LLHHHH", len(data), 0, 0, 0x576E, 0xB1AA, 0x20) + name + b"\x00"
    files_at = 36 + 8
    data_at = files_at + len(file)
    total = data_at + 8 + len(data)
    header = struct.pack("<4sLLLLLBBHHHHH", b"MSCF", 0, total, 0, files_at, 0, 3, 1, 1, 1, 0, 0, 0)
    folder = struct.pack("<LHH", data_at, 1, 0)
    return header + folder + file + struct.pack("<LHH", 0, len(data), len(data)) + data
