"""ext2, ext3 and ext4 where libtsk alone gives too little, or what isn't so, without a word.

Images are made by mke2fs and debugfs, so what has to be found is known; damage is done to their bytes.
"""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.evidence.protocol.messages import Open, Options
from forensics_app.evidence.worker.session import Session
from forensics_app.model.artifact import ArtifactKind, Extent, ExtentClass
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.evidence import LayerState
from tests.judging.judges import require_judge
from tests.reading.evidence_reading import Reading, open_session, path_of, read_source, sample

MIB = 1 << 20
PAYLOAD = b"what stands in the file\n"
VALUES = {"user.small": b"v1", "user.large": bytes(range(1, 251)) * 8, "trusted.t": b"tt", "user.empty": b""}


def made(folder: Path, *options: str, files: dict[str, bytes] | None = None, mib: int = 8) -> Path:
    """An image with these files; a name that ends with `/` is a folder, what begins with `->` a link."""
    source = folder / "source"
    source.mkdir()
    for name, data in (files or {}).items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir()
        elif data.startswith(b"->"):
            path.symlink_to(os.fsdecode(data[2:]))
        else:
            path.write_bytes(data)
    image = folder / "ext.raw"
    with image.open("wb") as file:
        file.truncate(mib * MIB)
    subprocess.run([require_judge("mke2fs"), "-q", "-F", *options, "-d", str(source), str(image)], check=True)
    return image


def debugfs(image: Path, *commands: str) -> str:
    """What debugfs answers; it may write."""
    script = image.with_suffix(".debugfs")
    script.write_text("\n".join(commands) + "\n")
    done = subprocess.run(
        [require_judge("debugfs"), "-w", "-f", str(script), str(image)],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def overwrite(image: Path, offset: int, data: bytes) -> None:
    with image.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def reported(reading: Reading) -> list[tuple[str, str | None]]:
    return [(o.code, o.locator) for o in reading.omissions]


def live(reading: Reading) -> set[str]:
    return {path_of(entry) for entry, _ in reading.found if entry.allocated}


# --- directories ------------------------------------------------------------------------------------------


def test_what_an_index_of_names_holds_is_no_name(tmp_path: Path) -> None:
    """With this seed libtsk takes two places of the index for names in use, and one for a deleted name."""
    names = {f"d/{number:04d}{'x' * 196}": b"" for number in range(900)}
    seed = "hash_seed=00000000-0000-0000-0000-000000000033"
    options = ("-t", "ext4", "-b", "1024", "-N", "1000", "-O", "^has_journal,^metadata_csum", "-E", seed)
    image = made(tmp_path, *options, files=names)
    program = Path(require_judge("debugfs")).with_name("e2fsck")
    subprocess.run([program, "-fyD", image], check=False, capture_output=True)
    assert "Flags: 0x81000" in debugfs(image, "stat d")
    reading = read_source(image)
    assert {path for path in map(path_of, (e for e, _ in reading.found)) if path.startswith("d/")} == {*names}
    assert live(reading) == {*names, "d", "lost+found", "$OrphanFiles"}
    assert reported(reading) == []


@pytest.mark.parametrize("garbage", [bytes(1024), bytes(range(1, 251)) * 4 + bytes(24)])
@pytest.mark.parametrize("place", [0, 1])
def test_a_damaged_block_of_a_directory_is_told(garbage: bytes, place: int, tmp_path: Path) -> None:
    """A sector that an imaging program filled with zeros: names are gone, and nothing else shows it."""
    files = {f"d/{number:02d}{'n' * 90}": b"" for number in range(15)}
    image = made(tmp_path, "-t", "ext4", "-b", "1024", files=files)
    assert reported(read_source(image)) == []
    blocks = debugfs(image, "blocks d").splitlines()[-1].split()
    overwrite(image, int(blocks[place]) * 1024, garbage)
    reading = read_source(image)
    assert not files.keys() <= live(reading)
    assert [o[1] for o in reported(reading) if o[0].startswith("directory-")] == ["s1:/d"]


def test_folders_in_their_inodes_are_listed(tmp_path: Path) -> None:
    """Filled by Linux: `d` takes 896 bytes of its inode, `d/small` 60."""
    reading = read_source(sample("ext4-inline-folders.raw", tmp_path))
    files = {f"d/file-{number}" for number in (1, 2, 3, 5, 6, 7, 8)}
    others = {"d", "d/sub", "d/small", "d/small/x", "d/bad\\xff", "lost+found", "$OrphanFiles"}
    assert live(reading) == files | others
    assert reported(reading) == []
    digest = hashlib.sha256(b"content 7\n").hexdigest()
    assert reading.examination("d/file-7").digests.sha256 == digest


def test_a_name_deleted_in_its_inode_is_listed(tmp_path: Path) -> None:
    image = made(tmp_path, "-t", "ext2", "-O", "inline_data", "-I", "1024", files={"d/a": b"a", "d/b": b"b"})
    debugfs(image, "rm d/b")
    reading = read_source(image)
    assert [path for path in reading.paths() if path.startswith("* d/")] == ["* d/b"]


# --- inodes -----------------------------------------------------------------------------------------------


def test_a_name_that_leads_to_zeros_is_no_empty_file(tmp_path: Path) -> None:
    image = made(
        tmp_path, "-t", "ext4", "-b", "1024", files={f"f{number:02d}": PAYLOAD for number in range(20)}
    )
    (line,) = (line for line in debugfs(image, "imap <20>").splitlines() if "located at block" in line)
    block = int(line.split("block ")[1].split(",")[0])
    overwrite(image, block * 1024, bytes(1024))
    reading = read_source(image)
    lost = sorted(o.locator or "" for o in reading.omissions if o.code == "inode-unreadable")
    assert len(lost) == 4
    empty = hashlib.sha256(b"").hexdigest()
    assert not [path_of(e) for e, examined in reading.found if examined.digests.sha256 == empty]
    entry = reading.entry(lost[0].removeprefix("s1:/"))
    assert (entry.size_bytes, entry.mode, entry.allocated) == (None, None, True)


@pytest.mark.parametrize("form", [("-t", "ext3"), ("-t", "ext4"), ("-t", "ext4", "-O", "inline_data")])
def test_links_of_any_length_lead_where_they_do(form: tuple[str, ...], tmp_path: Path) -> None:
    targets = {f"l{length}": b"t" * length for length in (10, 59, 60, 61, 120, 400, 900)}
    image = made(tmp_path, *form, files={name: b"->" + target for name, target in targets.items()})
    reading = read_source(image)
    assert {name: reading.entry(name).link_target for name in targets} == targets
    assert reported(reading) == []


@pytest.mark.parametrize("length", [20, 400])
def test_an_encrypted_target_is_told_and_not_shown(length: int, tmp_path: Path) -> None:
    image = made(tmp_path, "-t", "ext4", files={"l": b"->" + b"t" * length})
    (line,) = (line for line in debugfs(image, "stat l").splitlines() if "Flags: " in line)
    flags = int(line.split("Flags: ")[1], 16) | 0x800
    debugfs(image, f"sif l flags {flags:#x}")
    reading = read_source(image)
    assert reading.entry("l").link_target is None
    assert reported(reading) == [("content-encrypted", "s1:/l")]


def test_a_link_whose_target_is_lost_is_told(tmp_path: Path) -> None:
    image = made(tmp_path, "-t", "ext4", files={"l": b"->" + b"t" * 400})
    debugfs(image, "sif l block[0] 0")
    reading = read_source(image)
    assert reading.entry("l").link_target is None
    assert reported(reading) == [("inode-unreadable", "s1:/l")]


FORMS = [
    ("-t", "ext2", "-I", "128"),
    ("-t", "ext4"),
    ("-t", "ext4", "-O", "ea_inode,inline_data", "-I", "1024"),
]


@pytest.mark.parametrize("form", FORMS)
def test_extended_attributes_are_listed_with_their_values(form: tuple[str, ...], tmp_path: Path) -> None:
    """Behind the inode, in a block, in inodes of their own: as debugfs was told them."""
    image = made(tmp_path, *form, "-b", "4096", files={"f": PAYLOAD, "d/": b"", "without": b""})
    for name, value in VALUES.items():
        (tmp_path / "value").write_bytes(value)
        debugfs(image, f"ea_set -f {tmp_path / 'value'} f {name}", f"ea_set -f {tmp_path / 'value'} d {name}")
    reading = read_source(image)
    for owner in ("f", "d"):
        for name, value in VALUES.items():
            entry, examined = reading.pair(f"{owner}:{name}")
            assert entry.kind is ArtifactKind.ATTRIBUTE
            assert entry.size_bytes == len(value)
            assert examined.digests.sha256 == hashlib.sha256(value).hexdigest()
            stored = image.read_bytes()
            by_extents = b"".join(
                stored[x.offset_bytes : x.offset_bytes + x.length_bytes]
                for x in entry.extents
                if x.offset_bytes is not None
            )
            assert by_extents == value
            assert entry.extent_class in (ExtentClass.XATTR, ExtentClass.RUNS)
    assert len([e for e, _ in reading.found if e.kind is ArtifactKind.ATTRIBUTE]) == 2 * len(VALUES)
    assert reported(reading) == []


def test_attributes_of_the_root_folder_are_listed_once(tmp_path: Path) -> None:
    """No name leads to the root but its own `.`, which is listed nowhere else."""
    image = made(tmp_path, files={"f": b"content"})
    debugfs(image, "ea_set <2> user.origin https://example.org/")
    reading = read_source(image)
    assert [path for path in reading.paths() if "user." in path or path == ""] == [":user.origin"]
    assert (
        reading.examination(":user.origin").digests.sha256
        == hashlib.sha256(b"https://example.org/").hexdigest()
    )
    assert reported(reading) == []


def test_attributes_in_a_deleted_inode_are_listed(tmp_path: Path) -> None:
    image = made(tmp_path, "-t", "ext4", files={"f": PAYLOAD})
    debugfs(image, "ea_set f user.origin https://example.org/", "rm f")
    entry, examined = read_source(image).pair("f:user.origin")
    assert not entry.allocated
    assert examined.digests.sha256 == hashlib.sha256(b"https://example.org/").hexdigest()


def test_a_damaged_block_of_attributes_is_told(tmp_path: Path) -> None:
    image = made(tmp_path, "-t", "ext2", "-I", "128", "-b", "1024", files={"f": PAYLOAD})
    debugfs(image, "ea_set f user.a b")
    (line,) = (line for line in debugfs(image, "stat f").splitlines() if line.startswith("File ACL"))
    overwrite(image, int(line.split()[2]) * 1024, bytes(1024))
    reading = read_source(image)
    assert reported(reading) == [("attributes-unreadable", "s1:/f")]
    assert reading.examination("f").digests.sha256 == hashlib.sha256(PAYLOAD).hexdigest()


def test_a_block_of_attributes_that_all_share_does_not_multiply(tmp_path: Path) -> None:
    """Linux lets 1024 inodes share one: here 1,030 do, each with 70 attributes of its."""
    names = [f"f{number:04d}" for number in range(1030)]
    image = made(
        tmp_path, "-t", "ext2", "-I", "128", "-b", "4096", "-N", "2000", files=dict.fromkeys(names, b"")
    )
    debugfs(image, *(f"ea_set f0000 user.{number:02d} v" for number in range(70)))
    (line,) = (line for line in debugfs(image, "stat f0000").splitlines() if line.startswith("File ACL"))
    debugfs(image, *(f"sif {name} file_acl {line.split()[2]}" for name in names))
    session = Session(lambda at, done: None)
    session.open(Open(bytes(image), "s1", "EX-001", False, {}))
    batches = list(session.walk("s1", {}, lambda place, components: None))
    attributes = [e for entries, _ in batches for e in entries if e.kind is ArtifactKind.ATTRIBUTE]
    assert len(attributes) == 1024 * 70
    assert [o.code for _, more in batches for o in more] == ["attributes-unreadable"] * 6


# --- deleted files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("now", ["zeros", "numbers"])
def test_pointers_that_are_others_bytes_by_now_are_told(now: str, tmp_path: Path) -> None:
    """A deleted file of ext2 keeps its pointers; the block that holds most of them was given away."""
    content = bytes(range(256)) * 1200
    image = made(tmp_path, "-t", "ext2", "-b", "1024", files={"big": content})
    (line,) = (line for line in debugfs(image, "stat big").splitlines() if "(IND):" in line)
    pointers = int(line.split("(IND):")[1].split(",")[0])
    debugfs(image, "rm big")
    reading = read_source(image)
    assert reading.examination("big").digests.sha256 == hashlib.sha256(content).hexdigest()
    assert reported(reading) == []
    free = struct.pack("<256I", *range(6000, 6256))
    overwrite(image, pointers * 1024, bytes(1024) if now == "zeros" else free)
    debugfs(image, f"setb {pointers}")
    assert reported(read_source(image)) == [("content-reused", "s1:/big")]


def test_a_deleted_name_of_another_type_than_its_inode_says_that_it_was_reused(tmp_path: Path) -> None:
    image = made(tmp_path, "-t", "ext2", files={"sub/": b"", "last": b""})
    (tmp_path / "a").write_bytes(PAYLOAD)
    debugfs(image, f"write {tmp_path / 'a'} a", "rm a", "mkdir sub/n", "rmdir sub/n")
    reading = read_source(image)
    assert reading.entry("a").inode == reading.entry("sub/n").inode
    assert reading.entry("a").reallocated
    assert not reading.entry("sub/n").reallocated


def test_of_a_deleted_file_whose_inode_was_wiped_nothing_is_known(tmp_path: Path) -> None:
    image = made(tmp_path, "-t", "ext2", files={"a": PAYLOAD, "b": PAYLOAD})
    number = debugfs(image, "stat b").split("Inode: ")[1].split()[0]
    debugfs(image, "rm b", f"clri <{number}>")
    read = read_source(image).examination("b").read
    assert read.reason == "content-lost"


# --- what a file system says of itself --------------------------------------------------------------------


def test_descriptors_all_over_the_volume_are_named_and_not_misread(tmp_path: Path) -> None:
    options = ("-t", "ext4", "-b", "1024", "-O", "meta_bg,^resize_inode")
    image = made(tmp_path, *options, files={"f": PAYLOAD}, mib=200)
    reading = read_source(image)
    assert reported(reading) == [("file-system-not-supported", "s1")]
    assert reading.source.layers[0].state is LayerState.OMITTED


def test_descriptors_in_one_block_are_where_they_always_are(tmp_path: Path) -> None:
    options = ("-t", "ext4", "-b", "1024", "-O", "meta_bg,^resize_inode")
    reading = read_source(made(tmp_path, *options, files={"f": PAYLOAD}, mib=16))
    assert reading.examination("f").digests.sha256 == hashlib.sha256(PAYLOAD).hexdigest()
    assert reported(reading) == []


@pytest.mark.parametrize(
    ("state", "detail"), [(0, "not marked as unmounted"), (3, "marked as having errors")]
)
def test_a_file_system_that_was_not_closed_says_so(state: int, detail: str, tmp_path: Path) -> None:
    image = made(tmp_path, "-t", "ext2", files={"f": PAYLOAD})
    debugfs(image, f"ssv state {state}")
    reading = read_source(image)
    assert [(o.code, o.locator, o.detail) for o in reading.omissions] == [("not-closed", "s1", detail)]


def test_files_beyond_block_2_to_the_32_are_read_where_they_lie(tmp_path: Path) -> None:
    """As of a volume of more than 16 TiB. libtsk takes the upper bits of a block for 2^16, not 2^32."""
    options = ("-t", "ext4", "-b", "1024", "-O", "64bit,^has_journal,^metadata_csum")
    image = made(tmp_path, *options, files={"far": b"x" * 1000, "near": PAYLOAD})
    (line,) = (line for line in debugfs(image, "imap far").splitlines() if "located at block" in line)
    inode = int(line.split("block ")[1].split(",")[0]) * 1024 + int(line.split("offset ")[1], 16)
    block = int(debugfs(image, "blocks far").splitlines()[-1].split()[0])
    with image.open("r+b") as file:
        file.truncate((1 << 42) + 8 * MIB)  # a hole, all but
    overwrite(image, 1024 + 336, struct.pack("<I", 1))  # s_blocks_count_hi
    overwrite(image, inode + 40 + 12 + 6, struct.pack("<H", 1))  # ee_start_hi
    content = bytes(range(250)) * 4
    overwrite(image, ((1 << 32) + block) * 1024, content)
    session = Session(lambda at, done: None)
    entries = {path_of(entry): entry for entry in open_session(session, image)}
    assert entries["far"].extents == (Extent("s1", ((1 << 32) + block) * 1024, 1000),)
    wanted = Options((DigestAlgorithm.SHA256.value,), False, False, 1 << 30, False)
    for name, data in (("far", content), ("near", PAYLOAD)):
        examined, omissions = session.examine_entry(entries[name], wanted)
        assert (examined.digests.sha256, omissions) == (hashlib.sha256(data).hexdigest(), ()), name
