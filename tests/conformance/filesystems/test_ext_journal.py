"""ext3 and ext4 whose last changes are in their journal alone: both states are layers.

Journals are written by debugfs (`journal_open`, `journal_write`); e2fsck, which replays them into a copy, is
the judge of every block.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
import time
from pathlib import Path

import pytest

from forensics_app.evidence.bytes.byte_source import Window
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.bytes.replayed import ReplayedVolume
from forensics_app.evidence.filesystems.ext.replay import replay_ext
from forensics_app.evidence.filesystems.spare_copies import open_file_system
from forensics_app.model.evidence import LayerKind
from tests.conformance.filesystems.test_xfs import by_pread
from tests.judging.judges import require_judge
from tests.reading.evidence_reading import path_of, read_source, reported, scan_image

AFTER = "s1.replayed"
MAGIC = b"\xc0\x3b\x39\x98"
FORMS = {
    "ext3": ("-t", "ext3", "-b", "1024"),
    "ext4-sums-3": ("-t", "ext4", "-b", "1024", "-O", "metadata_csum,64bit"),
    "ext4-sums-3-narrow": ("-t", "ext4", "-b", "2048", "-O", "metadata_csum,^64bit"),
    "ext4-wide": ("-t", "ext4", "-b", "4096", "-O", "^metadata_csum,64bit"),
    "ext4-narrow": ("-t", "ext4", "-b", "4096", "-O", "^metadata_csum,^64bit"),
}


def run(*words: str | Path, stdin: str | None = None, codes: tuple[int, ...] = (0,)) -> None:
    done = subprocess.run(list(map(str, words)), input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode in codes, (words, done.stdout, done.stderr)


class Made:
    """A file system of 12 MiB with one file of 40 blocks, `/a`, and what debugfs writes into its journal."""

    def __init__(self, folder: Path, form: tuple[str, ...], *, sums: str = "") -> None:
        for judge in ("mke2fs", "debugfs", "e2fsck", "dumpe2fs"):
            require_judge(judge)
        self.folder, self.path, self._sums = folder, folder / "volume.raw", sums
        self.path.write_bytes(bytes(12 << 20))
        run("mke2fs", "-q", "-F", "-J", "size=4", *form, self.path)
        self.block_bytes = int(form[form.index("-b") + 1])
        (folder / "a").write_bytes(b"before" * (40 * self.block_bytes // 6))
        run("debugfs", "-w", "-R", f"write {folder / 'a'} a", self.path)
        listed = subprocess.run(
            ["debugfs", "-R", "blocks a", str(self.path)], capture_output=True, text=True, check=True
        )
        self.blocks = [int(word) for word in listed.stdout.split()]

    def write(self, *orders: tuple[str, list[int], bytes]) -> None:
        """Transactions: `w` with blocks and what belongs there, `r` to revoke blocks."""
        lines = [f"jo {self._sums}".strip()]
        for number, (kind, blocks, data) in enumerate(orders):
            names = ",".join(map(str, blocks))
            if kind == "r":
                lines.append(f"jw -r {names}")
                continue
            file = self.folder / f"data-{number}"
            file.write_bytes(data)
            lines.append(f"jw -b {names} {file}")
        lines += ["jc", "q"]
        run("debugfs", "-w", "-f", "-", self.path, stdin="\n".join(lines) + "\n")

    def content(self, fill: bytes, count: int) -> bytes:
        return (fill * self.block_bytes)[: self.block_bytes] * count

    def replayed(self) -> ReplayedVolume:
        source = ReadOnlyFile(self.path)
        opened = open_file_system(source, lambda reach: None, hint="ext")
        return ReplayedVolume(source, replay_ext(source, opened, lambda reach: None).pieces)

    def by_e2fsck(self) -> Path:
        """A copy into which e2fsck replayed the journal, and mended nothing else."""
        copy = self.folder / "judged.raw"
        shutil.copy(self.path, copy)
        run("e2fsck", "-E", "journal_only", "-y", copy, codes=(0, 1, 2, 3))
        return copy

    def journal_at(self) -> int:
        return self.path.read_bytes().index(MAGIC + b"\0\0\0\4")


def agrees_with_e2fsck(made: Made) -> int:
    """Compares every block but superblocks and the journal itself, and counts what the journal changed."""
    before, judged, found = made.path.read_bytes(), made.by_e2fsck().read_bytes(), made.replayed()
    size, changed, journal = made.block_bytes, 0, made.journal_at()
    for at in range(max(size, 2048), len(judged), size):
        if at == journal:
            continue  # e2fsck writes that it is empty now
        assert found.read(at, size) == judged[at : at + size]
        changed += judged[at : at + size] != before[at : at + size]
    return changed


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("sums", ["", "-c", "-c -v 2"], ids=["plain", "sums", "sums-2"])
def test_blocks_are_as_e2fsck_replays_them(name: str, sums: str, tmp_path: Path) -> None:
    """Overwritten, overwritten again, and revoked: the last word counts."""
    made = Made(tmp_path, FORMS[name], sums=sums)
    blocks = made.blocks
    # the revocations that debugfs writes into a journal to which it gives checksums itself have none
    revokes = not sums or ("metadata_csum,64bit" in FORMS[name] and sums == "-c")
    made.write(
        ("w", blocks[:12], made.content(b"first ", 12)),
        ("w", blocks[5:8], made.content(b"second ", 3)),
        *([("r", blocks[10:12], b"")] if revokes else []),
        ("w", blocks[20:22], made.content(MAGIC + b"escaped", 2)),
        *([("r", blocks[21:22], b"")] if revokes else []),
        ("w", blocks[30:31], made.content(b"last ", 1)),
    )
    assert agrees_with_e2fsck(made) >= 12
    reading = read_source(made.path)
    assert [layer.layer_id for layer in reading.source.layers] == ["s1", AFTER]
    assert reading.layer(AFTER).kind is LayerKind.FILE_SYSTEM
    contents = {e.locator.layer_id: (e, x) for e, x in reading.found if path_of(e) == "a"}
    assert contents["s1"][1].digests.sha256 != contents[AFTER][1].digests.sha256
    entry, examination = contents[AFTER]
    with made.path.open("rb") as raw:
        data = by_pread(raw.fileno(), entry)[: entry.size_bytes]
    assert hashlib.sha256(data).hexdigest() == examination.digests.sha256
    assert reading.omissions == ()
    assert made.content(MAGIC + b"escaped", 1) in data  # its first four bytes stand elsewhere in the journal
    assert "journal-not-replayed" not in reading.codes()


def test_transaction_that_was_not_committed_never_happened(tmp_path: Path) -> None:
    made = Made(tmp_path, FORMS["ext4-narrow"])
    made.write(
        ("w", made.blocks[:1], made.content(b"kept ", 1)), ("w", made.blocks[1:2], made.content(b"lost ", 1))
    )
    raw = bytearray(made.path.read_bytes())
    at = max(i for i in range(0, len(raw), made.block_bytes) if raw[i : i + 8] == MAGIC + b"\0\0\0\2")
    raw[at : at + 4] = bytes(4)  # its last commit
    made.path.write_bytes(raw)
    found = made.replayed()
    size = made.block_bytes
    assert found.read(made.blocks[0] * size, size) == made.content(b"kept ", 1)
    assert found.read(made.blocks[1] * size, 6) != b"lost l"


def test_block_with_a_wrong_checksum_is_left_out_and_told(tmp_path: Path) -> None:
    made = Made(tmp_path, FORMS["ext4-sums-3"], sums="-c")
    made.write(("w", made.blocks[:4], made.content(b"after ", 4)))
    raw = bytearray(made.path.read_bytes())
    at = raw.index(made.content(b"after ", 1), made.journal_at())
    raw[at + 10] ^= 0xFF
    made.path.write_bytes(raw)
    lines = reported(scan_image(made.path))
    assert [(code, where) for code, where, _ in lines] == [("journal-not-replayed", "s1")]
    assert "1 of its blocks" in (lines[0][2] or "")


def test_journal_on_another_device_is_named(tmp_path: Path) -> None:
    for judge in ("mke2fs", "debugfs"):
        require_judge(judge)
    journal, volume = tmp_path / "journal.raw", tmp_path / "volume.raw"
    journal.write_bytes(bytes(8 << 20))
    run("mke2fs", "-q", "-F", "-b", "1024", "-O", "journal_dev", journal)
    volume.write_bytes(bytes(8 << 20))
    run("mke2fs", "-q", "-F", "-t", "ext4", "-b", "1024", "-O", "^has_journal", volume)
    raw = bytearray(volume.read_bytes())
    uuid = journal.read_bytes()[1024 + 104 : 1024 + 120]
    raw[1024 + 92] |= 0x4  # has_journal
    raw[1024 + 96] |= 0x4  # needs recovery
    raw[1024 + 208 : 1024 + 224] = uuid
    struct.pack_into("<I", raw, 1024 + 228, 0x801)
    volume.write_bytes(raw)
    lines = [line for line in reported(scan_image(volume)) if line[0] == "journal-not-replayed"]
    assert len(lines) == 1
    assert f"the journal is on another device, {uuid.hex()}" in (lines[0][2] or "")


@pytest.mark.parametrize("name", ["ext3", "ext4-narrow"])
def test_journal_whose_inode_is_gone_lies_where_the_superblock_says(name: str, tmp_path: Path) -> None:
    """As in `f_journal` of e2fsprogs' own tests: blocks of numbers in ext3, extents in ext4."""
    made = Made(tmp_path, FORMS[name])
    made.write(("w", made.blocks[:3], made.content(b"after ", 3)))
    whole = made.replayed()
    run("debugfs", "-w", "-R", "clri <8>", made.path)
    found, at = made.replayed(), made.blocks[0] * made.block_bytes
    assert found.read(at, made.block_bytes) == made.content(b"after ", 1)
    assert found.read(at, 3 * made.block_bytes) == whole.read(at, 3 * made.block_bytes)


# --- hostile journals -------------------------------------------------------------------------------------


@pytest.fixture
def hostile(tmp_path: Path) -> Made:
    made = Made(tmp_path, FORMS["ext4-narrow"])
    made.write(("w", made.blocks[:3], made.content(b"after ", 3)))
    return made


def altered(made: Made, *changes: tuple[int, bytes]) -> list[tuple[str, str | None, str | None]]:
    """What is told once bytes of the journal, counted from its superblock, are others."""
    raw, at = bytearray(made.path.read_bytes()), made.journal_at()
    for offset, data in changes:
        raw[at + offset : at + offset + len(data)] = data
    made.path.write_bytes(raw)
    begun = time.process_time()
    lines = reported(scan_image(made.path))
    assert time.process_time() - begun < 10
    return lines


@pytest.mark.parametrize(
    ("offset", "number", "words"),
    [
        (12, 1024, "blocks of 1024 bytes"),
        (16, 0xFFFFFFFF, "counts 4294967295 blocks"),
        (20, 0, "runs from block 0"),
        (28, 0xFFFFFFF0, "begins with"),
        (40, 0x4000, "unknown features 0x4000"),
        (40, 0x18, "two kinds of checksums"),
    ],
)
def test_impossible_superblock_is_told(hostile: Made, offset: int, number: int, words: str) -> None:
    lines = altered(hostile, (offset, struct.pack(">I", number)))
    assert [code for code, _, _ in lines] == ["journal-not-replayed"]
    assert words in (lines[0][2] or "")


def test_block_outside_of_the_volume_is_told(hostile: Made) -> None:
    lines = altered(hostile, (hostile.block_bytes + 12, struct.pack(">I", 0x7FFFFFFF)))
    assert [code for code, _, _ in lines] == ["journal-not-replayed"]
    assert "belong outside of the volume" in (lines[0][2] or "")


def test_ring_of_descriptors_ends(hostile: Made) -> None:
    """Every block of the ring announces blocks of one transaction that is never committed."""
    size = hostile.block_bytes
    sequence = hostile.path.read_bytes()[hostile.journal_at() + 24 :][:4]
    block = (MAGIC + b"\0\0\0\1" + sequence + struct.pack(">IHH", 5, 0, 0xA)).ljust(size, b"\0")
    lines = altered(hostile, (size, block * 1023))
    assert [code for code, _, _ in lines] in (["journal-not-replayed"], ["not-closed"])


def test_revocation_longer_than_its_block_is_told(hostile: Made) -> None:
    size = hostile.block_bytes
    sequence = hostile.path.read_bytes()[hostile.journal_at() + 24 :][:4]
    lines = altered(hostile, (size, MAGIC + b"\0\0\0\5" + sequence + struct.pack(">I", 0x10000)))
    assert "a revocation of 65536 bytes" in (lines[0][2] or "")


def test_a_window_of_a_replayed_volume_is_exact(hostile: Made) -> None:
    volume = hostile.replayed()
    whole = volume.read(0, volume.size_bytes)
    window = Window(volume, 1000, 50_000)
    assert window.read(777, 40_000) == whole[1777:41_777]
    assert b"".join(volume.read(at, 4093) for at in range(0, 4093 * 2000, 4093)) == whole[: 4093 * 2000]
