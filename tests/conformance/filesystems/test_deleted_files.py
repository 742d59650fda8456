"""Deleted files as the published tests of recovery ask for them (DFTT undelete, CFTT deleted file recovery).

Each image is made here, so what has to be found is known: every name, the content where its place is still
its own, and a word where it isn't. Names and contents are held to fls and icat besides.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from forensics_app.model.artifact import ReadOutcome
from forensics_app.training.making.ntfs_edit import NtfsVolume
from tests.judging.judges import require_judge
from tests.judging.sleuthkit import body_lines, icat
from tests.reading.evidence_reading import Reading, path_of, read_source, sample

_MIB = 1 << 20
_NTFS_DATA = 0x80
_BITMAP_RECORD = 6


def content(name: str, size: int) -> bytes:
    """Bytes that say whose they are."""
    return (f"{name}|".encode() * (size // len(name) + 1))[:size]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def run(*command: str | Path) -> None:
    program = require_judge(str(command[0]))
    subprocess.run([program, *map(str, command[1:])], check=True, capture_output=True)


def deleted(found: Reading) -> list[str]:
    """Deleted paths, without libtsk's own names and the records that $MFT reserves."""
    every = [path.removeprefix("* ") for path in found.paths() if path.startswith("* ")]
    paths = [path for path in every if found.entry(path).deleted]
    ours = {f"$OrphanFiles/OrphanFile-{number}" for number in range(16, 24)}
    assert set(every) - set(paths) in (ours, set())
    return sorted(paths)


def state(found: Reading, path: str) -> tuple[ReadOutcome, str | None]:
    read = found.examination(path).read
    return read.outcome, read.reason


# --- NTFS (DFTT #7, DFR-02 and -11) -----------------------------------------------------------------------


def ntfs_volume(folder: Path, files: dict[str, bytes], *, folders: tuple[str, ...] = ()) -> Any:
    image = folder / "ntfs.dd"
    with image.open("wb") as file:
        file.truncate(5 * _MIB)
    run("mkntfs", "-q", "-F", "-f", "-c", "4096", image)
    source = folder / "source"
    volume: Any = None
    for path, data in {**dict.fromkeys(folders, b""), **files}.items():
        source.write_bytes(data)
        run("ntfscp", "-f", image, source, path)
        if path in folders:
            volume = NtfsVolume(image.read_bytes())
            volume.make_folder(path)
            image.write_bytes(bytes(volume))
    return NtfsVolume(image.read_bytes())


def test_files_in_a_deleted_folder_of_ntfs_are_listed_with_their_content(tmp_path: Path) -> None:
    """Deleting counts the folder's record up, so libtsk gives the folder by name alone."""
    files = {"/gone/below/inner.bin": content("inner", 20_000), "/gone/файл 日本.txt": content("name", 300)}
    volume = ntfs_volume(tmp_path, files, folders=("/gone", "/gone/below"))
    for path in (*files, "/gone/below", "/gone"):
        volume.delete(path)
    image = tmp_path / "deleted.dd"
    image.write_bytes(bytes(volume))
    found = read_source(image)
    assert deleted(found) == ["gone", "gone/below", "gone/below/inner.bin", "gone/файл 日本.txt"]
    assert deleted(found) == sorted(
        line.path.decode().lstrip("/")
        for line in body_lines(image, 0)
        if line.deleted and b"Orphan" not in line.path and b"($FILE_NAME)" not in line.path
    )
    for path, data in files.items():
        entry, examination = found.pair(path.lstrip("/"))
        assert examination.read.outcome is ReadOutcome.COMPLETE
        assert icat(image, 0, entry.locator.address or "") == data
        assert examination.digests.sha256 == sha256(data)
    assert found.codes() == []


def test_ntfs_file_whose_clusters_another_one_uses_is_told(tmp_path: Path) -> None:
    files = {"/kept.bin": content("kept", 12_000), "/reused.bin": content("reused", 20_000)}
    volume = ntfs_volume(tmp_path, files)
    [(start, _)] = volume._runs(volume.find("/reused.bin"), _NTFS_DATA)
    volume.delete("/reused.bin")
    volume.delete("/kept.bin")
    [(bitmap, _)] = volume._runs(_BITMAP_RECORD, _NTFS_DATA)
    medium = bytearray(bytes(volume))
    cluster = start // 4096 + 1
    medium[bitmap + cluster // 8] |= 1 << cluster % 8
    image = tmp_path / "reused.dd"
    image.write_bytes(medium)
    found = read_source(image)
    assert [(o.code, o.locator, o.detail) for o in found.omissions] == [
        ("content-reused", "s1:/reused.bin", "4096 of 20000 bytes")
    ]
    assert found.examination("kept.bin").digests.sha256 == sha256(files["/kept.bin"])


def test_ntfs_name_whose_record_is_damaged_or_anothers_is_told(tmp_path: Path) -> None:
    """A live name must not lose its content without a word, nor take that of what has its record now."""
    names = ("/damaged.bin", "/stale.bin", "/lost.bin")
    volume = ntfs_volume(tmp_path, {name: content(name, 9000) for name in names})
    damaged, stale = volume._place(volume.find("/damaged.bin")), volume.find("/stale.bin")
    lost = volume.find("/lost.bin")
    volume.delete("/lost.bin")
    record = volume._record(stale)
    record[16] += 2  # its sequence number: it was deleted, and used for another file
    volume._put_record(stale, record)
    medium = bytearray(bytes(volume))
    for place in (damaged, volume._place(lost)):
        medium[place + 1022] ^= 0xFF  # no longer what the fix-up says
    image = tmp_path / "damaged.dd"
    image.write_bytes(medium)
    found = read_source(image)
    for path in ("damaged.bin", "stale.bin"):
        assert state(found, path) == (ReadOutcome.NOT_READ, "content-lost")
    assert [(o.code, o.locator) for o in found.omissions] == [
        ("inode-unreadable", "s1:/damaged.bin"),
        ("inode-unreadable", "s1:/stale.bin"),
        ("name-unreadable", "s1:/"),
    ]
    assert found.omissions[2].detail == f"damaged records: {lost}"
    assert "sequence" in (found.omissions[1].detail or "")


def test_deleted_files_of_ntfs_in_one_space_are_told(tmp_path: Path) -> None:
    """One was overwritten by another that was deleted later: all of it is free, and one at most is true."""
    names = [f"/{name}.bin" for name in ("first", "second", "apart")]
    volume = ntfs_volume(tmp_path, {name: content(name, 9000) for name in names})
    first, second = (volume.find(name) for name in names[:2])
    records = [volume._record(number) for number in (first, second)]
    places = [next(a for a in volume._attributes(r) if a.kind == _NTFS_DATA) for r in records]
    taken, given = (slice(place.offset, place.offset + place.length) for place in places)
    records[0][taken] = records[1][given]
    volume._put_record(first, records[0])
    for name in names:
        volume.delete(name)
    image = tmp_path / "shared.dd"
    image.write_bytes(bytes(volume))
    found = read_source(image)
    assert found.examination("first.bin").digests == found.examination("second.bin").digests
    assert [(o.code, o.locator) for o in found.omissions] == [
        ("content-reused", "s1:/first.bin"),
        ("content-reused", "s1:/second.bin"),
    ]


# --- FAT (DFTT #6, DFR-05) --------------------------------------------------------------------------------


def fat(folder: Path, bits: int) -> Path:
    """`SUB/ONE.BIN` and `SUB/MORE.BIN` are deleted, and a new file has taken their first clusters."""
    image = folder / "fat.dd"
    with image.open("wb") as file:
        file.truncate({12: 2, 16: 12, 32: 40}[bits] * _MIB)
    run("mkfs.fat", "-F", str(bits), "-s", "1", image)
    run("mmd", "-i", image, "::SUB")
    for name, size in (("ONE", 400), ("MORE", 3000), ("KEPT", 700), ("GONE", 5000)):
        (folder / name).write_bytes(content(name, size))
        run("mcopy", "-i", image, folder / name, f"::SUB/{name}.BIN")
    for name in ("ONE", "MORE", "GONE"):
        run("mdel", "-i", image, f"::SUB/{name}.BIN")
    if bits == 32:  # where mtools begins to look for free clusters
        with image.open("r+b") as file:
            file.seek(512 + 492)
            file.write(b"\xff\xff\xff\xff")
    (folder / "NEW").write_bytes(content("NEW", 600))
    run("mcopy", "-i", image, folder / "NEW", "::NEW.BIN")
    return image


@pytest.mark.parametrize("bits", [12, 16, 32])
def test_fat_file_whose_first_cluster_is_used_again_is_told(bits: int, tmp_path: Path) -> None:
    image = fat(tmp_path, bits)
    found = read_source(image)
    assert deleted(found) == ["SUB/_NE.BIN", "SUB/_ONE.BIN", "SUB/_ORE.BIN"]
    told = {(o.code, o.locator) for o in found.omissions}
    assert told == {
        ("content-reused", "s1:/SUB/_NE.BIN"),
        ("content-reused", "s1:/SUB/_ORE.BIN"),
        ("content-unreadable", "s1:/SUB/_ORE.BIN"),
    }
    assert found.entry("SUB/_NE.BIN").size_bytes == 400
    sound = found.pair("SUB/_ONE.BIN")
    assert sound[0].extent_class.value == "assumed-contiguous"
    assert sound[1].digests.sha256 == sha256(content("GONE", 5000))


# --- ext (DFR on ext2, ext3, ext4) ------------------------------------------------------------------------


_CUT = ("size 0", "blocks 0", *(f"block[{n}] 0" for n in range(4)))


def inode_of(image: Path, path: str) -> str:
    command = [require_judge("debugfs"), "-R", f"stat {path}", image]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[1]


def delete_on_ext(image: Path, path: str, *, cut: bool = True) -> str:
    """As Linux does it; the number of the inode. `cut`: to 0 bytes, which ext2 once left out."""
    number = inode_of(image, path)
    fields = ("links_count 0", "dtime 1700000000", *(_CUT if cut else ()))
    for command in (f"unlink {path}", *(f"sif <{number}> {field}" for field in fields), f"freei <{number}>"):
        run("debugfs", "-w", "-R", command, image)
    return number


def by_fls(image: Path) -> set[str]:
    """Deleted names as fls lists them. That of Debian 13 gives up all orphans where one can't be opened, as
    libtsk does.
    """
    return {line.path.decode().lstrip("/") for line in body_lines(image, 0) if line.deleted}


@pytest.mark.parametrize("system", ["ext2", "ext3", "ext4"])
def test_what_linux_deleted_is_listed_although_a_folder_among_it_cannot_be_opened(
    system: str, tmp_path: Path
) -> None:
    """Linux cuts to 0 bytes what it deletes, folders too: libtsk 4.15 then gives up all orphans."""
    tree = tmp_path / "tree"
    (tree / "folder/below").mkdir(parents=True)
    (tree / "folder/below/inner.bin").write_bytes(content("inner", 5000))
    (tree / "kept.bin").write_bytes(content("kept", 5000))
    (tree / "lost.bin").write_bytes(content("lost", 5000))
    image = tmp_path / "ext.dd"
    run("mke2fs", "-q", "-t", system, "-d", tree, image, "4M")
    shutil.rmtree(tree)
    paths = ("/folder/below/inner.bin", "/folder/below", "/folder", "/lost.bin")
    numbers = {path: delete_on_ext(image, path) for path in paths}
    found = read_source(image)
    by_number = {entry.inode: path_of(entry) for entry, _ in found.found if not entry.allocated}
    assert set(by_number) >= set(numbers.values())
    orphans = {f"$OrphanFiles/OrphanFile-{numbers[path]}" for path in paths[:2]}
    assert set(deleted(found)) == {"folder", "lost.bin", *orphans}
    assert by_fls(image) in ({"folder", "lost.bin", *orphans}, {"folder", "lost.bin"})
    for path in ("/folder/below/inner.bin", "/lost.bin"):
        lost = by_number[numbers[path]]
        assert state(found, lost) == (ReadOutcome.NOT_READ, "content-lost")  # not called empty
    assert [o.locator for o in found.omissions] == [
        f"s1:/{by_number[numbers[path]]}" for path in ("/folder", "/folder/below")
    ]
    assert found.examination("kept.bin").digests.sha256 == sha256(content("kept", 5000))


def test_a_damaged_count_of_inodes_costs_no_hours(tmp_path: Path) -> None:
    image = sample("ext2-names.raw", tmp_path)
    sound = read_source(image).paths()
    data = bytearray(image.read_bytes())
    struct.pack_into("<I", data, 1024, 0x7FFFFFFF)
    image.write_bytes(data)
    assert read_source(image).paths() == sound


def test_orphan_that_a_deleted_folder_names_is_listed_there_and_not_again(tmp_path: Path) -> None:
    """Two of the folders name one another, so that nothing stands above them; one more can't be opened."""
    tree = tmp_path / "tree"
    for path in ("top/one/two", "top/gone", "top/above/below"):
        (tree / path).mkdir(parents=True)
    for path in ("top/one/two/a.bin", "top/above/below/b.bin"):
        (tree / path).write_bytes(content(path, 5000))
    image = tmp_path / "ext2.dd"
    run("mke2fs", "-q", "-t", "ext2", "-d", tree, image, "4M")
    run("debugfs", "-w", "-R", "link /top/one /top/one/two/back", image)
    paths = ("/top/one/two", "/top/one", "/top/above")
    numbers = {path: inode_of(image, path) for path in paths}
    for path in ("/top/one/two/a.bin", "/top/above/below/b.bin"):
        delete_on_ext(image, path, cut=False)
    for path in ("/top/one/two", "/top/one", "/top/above/below", "/top/above"):
        delete_on_ext(image, path, cut=False)
    gone = delete_on_ext(image, "/top/gone")
    delete_on_ext(image, "/top")
    found = read_source(image)
    deleted_paths = [path.removeprefix("* ") for path in found.paths() if path.startswith("* ")]
    listed = [path.removeprefix("$OrphanFiles/") for path in deleted_paths]
    above, one = f"OrphanFile-{numbers['/top/above']}", f"OrphanFile-{numbers['/top/one']}"
    known = [above, f"{above}/below", f"{above}/below/b.bin", f"OrphanFile-{gone}", "top"]
    assert {path.removeprefix("$OrphanFiles/") for path in by_fls(image)} in (set(known), {"top"})
    # fls leaves out folders that name one another, and with them what only they name
    circle = [one, f"{one}/two", f"{one}/two/a.bin", f"{one}/two/back"]
    assert sorted(listed) == sorted([*known, *circle])
