"""The medium of an E01, digested by the worker that lends it: every byte, whatever the size of chunks."""

from __future__ import annotations

import hashlib
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.evidence.containers.container import Container
from forensics_app.evidence.containers.ewf.medium import ChunkMedium
from forensics_app.evidence.containers.ewf.read_ahead import SharedReadAhead
from forensics_app.evidence.opening.open_source import open_source
from forensics_app.evidence.processes.shared_window import WINDOW_BYTES, SharedMemory, shared_memory
from forensics_app.evidence.worker.media_digests import RunningDigests
from forensics_app.model.artifact import Gap
from forensics_app.model.digests import Digests
from tests.judging.judges import require_judge
from tests.made.containers.ewf_sections import chunks, flip

MEDIUM_BYTES = WINDOW_BYTES + (21 << 20) + 3 * 512  # once around the window, and no end of a chunk
ALL = ("md5", "sha1", "sha256")


@pytest.fixture(scope="module")
def truth() -> bytes:
    """Chunks of both kinds, and no two places alike."""
    chance = random.Random(11)
    noise = chance.randbytes(1 << 20)
    parts: list[bytes] = []
    size = 0
    while size < MEDIUM_BYTES:
        number = len(parts).to_bytes(8, "big")
        begin = chance.randrange(len(noise) // 2)
        part = number + noise[begin : begin + 300_000] if len(parts) % 3 else number * 40_000
        parts.append(part)
        size += len(part)
    return b"".join(parts)[:MEDIUM_BYTES]


@pytest.fixture(scope="module", name="images")
def fixture_images(truth: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """The E01 by its sectors per chunk."""
    folder = tmp_path_factory.mktemp("lent")
    (folder / "medium.bin").write_bytes(truth)
    found: dict[int, Path] = {}
    for sectors in (16, 64, 2048):
        options = ["-u", "-q", "-c", "deflate:fast", "-b", str(sectors), "-S", "1G", "-t", f"of{sectors}"]
        command = [require_judge("ewfacquire"), *options, "medium.bin"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        found[sectors] = folder / f"of{sectors}.E01"
    return found


@pytest.fixture(name="memory")
def fixture_memory() -> Iterator[SharedMemory]:
    memory = shared_memory()
    if memory is None:
        pytest.skip("no memory to share here: each worker unpacks for itself")
    yield memory
    memory.close()


def chunk_medium(image: Path) -> ChunkMedium:
    opened = open_source(image)
    assert isinstance(opened, Container)
    assert isinstance(opened.medium, ChunkMedium)
    return opened.medium


def digests_of(truth: bytes) -> Digests:
    return Digests(**{name: hashlib.new(name, truth, usedforsecurity=False).hexdigest() for name in ALL})


def read_in_steps(
    image: Path, memory: SharedMemory, truth: bytes, step_bytes: int
) -> tuple[Digests, tuple[Gap, ...], int]:
    """Digests, gaps, and how many bytes another reader was lent; each of those is compared."""
    medium, other = chunk_medium(image), chunk_medium(image)
    window = medium.share(memory.writer)
    assert window is not None
    assert other.share(memory.reader) is not None
    running = RunningDigests(medium, ALL, around=True, read_ahead=SharedReadAhead(medium, window))
    lent_bytes = until = 0
    try:
        done = False
        while not done:
            begin, until = until, until + step_bytes
            done = running.advance(until, lambda done_bytes: None)
            size = min(step_bytes, len(truth) - begin)
            shared = other.shared_chunk(begin, size)
            if shared is not None:
                assert b"".join(shared.parts) == truth[begin : begin + size]
                assert shared.held()
                lent_bytes += size
        return *running.finish(), lent_bytes
    finally:
        running.close()


@pytest.mark.parametrize("sectors", [16, 64, 2048])
@pytest.mark.parametrize("step_bytes", [16 << 20, 5_000_001])
def test_every_byte_is_digested_and_lent(
    sectors: int, step_bytes: int, images: dict[int, Path], truth: bytes, memory: SharedMemory
) -> None:
    found, gaps, lent_bytes = read_in_steps(images[sectors], memory, truth, step_bytes)
    assert found == digests_of(truth)
    assert gaps == ()
    assert lent_bytes == len(truth)


@pytest.mark.parametrize("compressed", [True, False])
def test_a_damaged_chunk_is_zeros_in_the_digest_and_is_not_lent(
    compressed: bool, images: dict[int, Path], truth: bytes, memory: SharedMemory, tmp_path: Path
) -> None:
    image = tmp_path / "damaged.E01"
    image.write_bytes(images[64].read_bytes())
    numbers = [n for n, (_, _, packed) in enumerate(chunks(image)) if packed is compressed]
    number = numbers[len(numbers) // 2]
    offset, size, _ = chunks(image)[number]
    flip(image, offset + size // 2)
    begin = number * 32768
    damaged = truth[:begin] + bytes(32768) + truth[begin + 32768 :]
    found, gaps, lent_bytes = read_in_steps(image, memory, truth, 4 << 20)
    assert found == digests_of(damaged)
    assert gaps == (Gap(begin, 32768),)
    assert lent_bytes == len(truth) - (4 << 20)
