"""VHDX of a host that lost its power: what its log holds, and which of two headers and tables counts.

The images are qemu-img's, the log is written by tests.made.containers.vhdx_log, and played back by
`qemu-img check -r all` on a copy: what that copy holds is the known answer.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from forensics_app.errors import FormatNotSupportedError, SourceTruncatedError
from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.incomplete import Incomplete
from forensics_app.evidence.opening.open_source import open_source
from tests.conformance.containers.test_container_problems import patched
from tests.judging.judges import require_judge
from tests.made.containers import vhdx_log
from tests.made.containers.vhdx import crc32c
from tests.made.containers.vhdx_log import PAGE, entry

MIB = 1 << 20
SIZE = 6 * MIB
BAT = bytes.fromhex("6677c22d23f600429d64115e9bfd4a08")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three blocks of 2 MiB, of which two were written."""
    image = tmp_path_factory.mktemp("vhdx") / "written.vhdx"
    options = "subformat=dynamic,block_size=2M,log_size=1M"
    made = [require_judge("qemu-img"), "create", "-q", "-f", "vhdx", "-o", options, str(image), str(SIZE)]
    subprocess.run(made, check=True)
    for write in ("write -P 0x41 0 2M", "write -P 0x43 4M 2M"):
        subprocess.run([require_judge("qemu-io"), "-f", "vhdx", "-c", write, str(image)], check=True,
                       capture_output=True)  # fmt: skip
    return image


def table_at(image: Path) -> int:
    region = image.read_bytes()[192 << 10 : (192 << 10) + 512]
    return int(struct.unpack_from("<Q", region, region.index(BAT) + 16)[0])


def interrupted(written: Path, folder: Path, log: dict[int, bytes], **names: bytes) -> Path:
    """The image with an allocation table that is still empty, and a log."""
    image = folder / "image.vhdx"
    shutil.copyfile(written, image)
    patched(image, table_at(image), bytes(PAGE))
    vhdx_log.place(image, log, **names)
    return image


def logged(written: Path, sequence: int, tail: int, *, blocks: int = 3) -> bytes:
    """An entry that puts the first page of the allocation table, with so many blocks, in its place."""
    at, size = table_at(written), written.stat().st_size
    page = written.read_bytes()[at : at + PAGE]
    page = page[: blocks * 8].ljust(PAGE, b"\x00")
    return entry(sequence, tail, [(at, page)], flushed=size, last=size)


def opened(image: Path, *, accept: bool = False) -> Container:
    container = open_source(image, Incomplete(accept))
    assert isinstance(container, Container)
    return container


def as_qemu_reads(image: Path) -> bytes:
    """What a copy holds once qemu-img has played the log back."""
    copy, raw = image.with_name("copy.vhdx"), image.with_name("copy.raw")
    shutil.copyfile(image, copy)
    tool = require_judge("qemu-img")
    subprocess.run([tool, "check", "-q", "-r", "all", "-f", "vhdx", str(copy)], check=True)
    subprocess.run([tool, "convert", "-f", "vhdx", "-O", "raw", str(copy), str(raw)], check=True)
    return raw.read_bytes()


def test_log_gives_what_qemu_img_gives(written: Path, tmp_path: Path) -> None:
    image = interrupted(written, tmp_path, {0: logged(written, 7, 0)})
    before = image.read_bytes()
    container = opened(image)
    content = container.medium.read(0, SIZE)
    assert content == as_qemu_reads(image)
    assert content == b"\x41" * 2 * MIB + bytes(2 * MIB) + b"\x43" * 2 * MIB
    assert container.notes == ("log of image.vhdx played back in memory: 1 entries",)
    assert not container.problems
    assert image.read_bytes() == before


def test_entries_go_round_the_end_and_zeros_count(written: Path, tmp_path: Path) -> None:
    """Three entries, the first across the end of the log; the last one makes a page of content zeros."""
    at = table_at(written)
    first = struct.unpack_from("<Q", written.read_bytes(), at)[0] >> 20 << 20
    size = written.stat().st_size
    one = logged(written, 20, MIB - PAGE, blocks=1)
    two = logged(written, 21, MIB - PAGE)
    three = entry(22, MIB - PAGE, [(first + PAGE, 2 * PAGE)], flushed=size, last=size)
    log = {MIB - PAGE: one, len(one) - PAGE: two, len(one) + len(two) - PAGE: three}
    image = interrupted(written, tmp_path, log)
    content = opened(image).medium.read(0, SIZE)
    assert content == as_qemu_reads(image)
    assert content[:PAGE] == b"\x41" * PAGE
    assert not content[PAGE : 3 * PAGE].strip(b"\x00")
    assert content[3 * PAGE : 4 * PAGE] == b"\x41" * PAGE
    assert opened(image).medium.read(PAGE - 3, 7) == b"\x41" * 3 + bytes(4)


def test_newest_whole_run_counts(written: Path, tmp_path: Path) -> None:
    """Before it an older run, behind it an entry that was not wholly written, and one of another log."""
    torn = bytearray(logged(written, 41, 32 * PAGE, blocks=1))
    torn[PAGE + 100] ^= 1
    log = {
        0: logged(written, 9, 0, blocks=1),
        32 * PAGE: logged(written, 40, 32 * PAGE),
        34 * PAGE: bytes(torn),
        64 * PAGE: entry(90, 64 * PAGE, [(table_at(written), PAGE)], flushed=0, last=0, identity=bytes(16)),
    }
    image = interrupted(written, tmp_path, log)
    assert opened(image).medium.read(0, SIZE) == as_qemu_reads(image)


@pytest.mark.parametrize("damage", ["tail", "checksum", "descriptor", "gone"])
def test_log_that_cannot_be_played_back_is_refused(damage: str, written: Path, tmp_path: Path) -> None:
    raw = bytearray(logged(written, 7, 8 * PAGE if damage == "tail" else 0))
    if damage == "checksum":
        raw[PAGE + 9] ^= 1
    elif damage == "descriptor":
        struct.pack_into("<Q", raw, 64 + 24, 8)
        struct.pack_into("<I", raw, 4, 0)
        struct.pack_into("<I", raw, 4, crc32c(bytes(raw)))
    elif damage == "gone":
        raw = bytearray(PAGE)
    image = interrupted(written, tmp_path, {0: bytes(raw)})
    with pytest.raises(FormatNotSupportedError) as caught:
        opened(image)
    assert "log" in caught.value.format


def test_file_that_ends_before_its_log_says_is_cut_off(written: Path, tmp_path: Path) -> None:
    image = interrupted(written, tmp_path, {0: logged(written, 7, 0)})
    with image.open("r+b") as file:
        file.truncate(image.stat().st_size - MIB)
    with pytest.raises(SourceTruncatedError):
        opened(image)
    container = opened(image, accept=True)
    assert container.missing
    assert container.medium.read(0, 2 * MIB) == b"\x41" * 2 * MIB


def test_header_and_region_table_with_wrong_checksums_do_not_count(written: Path, tmp_path: Path) -> None:
    """A header that was not wholly written has the higher number; the first region table leads elsewhere."""
    image = tmp_path / "image.vhdx"
    shutil.copyfile(written, image)
    data = image.read_bytes()
    numbers = {at: struct.unpack_from("<Q", data, at + 8)[0] for at in vhdx_log.HEADERS}
    newest = max(numbers, key=lambda at: numbers[at])
    patched(image, newest + 48, bytes(range(16)))  # as if it had a log
    region = data.index(BAT, 192 << 10)
    patched(image, region + 16, struct.pack("<Q", 5 << 20))
    container = opened(image)
    assert not container.problems
    assert container.medium.read(0, 4) == b"\x41" * 4
    assert container.medium.read(4 * MIB, 4) == b"\x43" * 4


def test_wrong_checksums_of_both_copies_are_told(written: Path, tmp_path: Path) -> None:
    image = tmp_path / "image.vhdx"
    shutil.copyfile(written, image)
    for at in (*vhdx_log.HEADERS, 192 << 10, 256 << 10):
        patched(image, at + 4, b"\x00\x01\x02\x03")
    container = opened(image)
    assert len(container.problems) == 2
    assert container.medium.read(4 * MIB, 4) == b"\x43" * 4
