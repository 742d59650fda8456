"""Contents of a raw image sealed at their extents alone: the same is sealed and said as by a worker."""

from __future__ import annotations

import gzip
import hashlib
import os
import random
import shutil
import signal
import zlib
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from forensics_app.errors import CancelledError, SourceChangedError
from forensics_app.evidence.copying import plain_pool as copy_plain
from forensics_app.evidence.copying.plain_medium import PlainMedium
from forensics_app.evidence.limits import Limits
from forensics_app.model.artifact import Extent, Gap
from forensics_app.model.progress import Progress
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.sealing.copying import contents as sealing_contents
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from forensics_app.services.sources import sealing_sources
from tests.world.sealing import Bench, lines, make_bench, read
from tests.world.shared_data import PROJECT
from tests.world.signing import signing_key


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    image = tmp_path / "laptop.raw"
    with gzip.open(PROJECT / "resources" / "demo" / "laptop.raw.gz") as packed, image.open("wb") as out:
        shutil.copyfileobj(packed, out)
    return make_bench(tmp_path, image)


def image_of(bench: Bench) -> Path:
    return bench.case.parent / "laptop.raw"


def reported(bundle: Path) -> tuple[list[str], list[dict[str, Any]], bytes]:
    """The manifest's lines of artifacts, the catalogue without salts, the omissions."""
    manifest = [x for x in read(bundle, "manifest-sha256.txt").decode().splitlines() if "nonce" not in x]
    catalogue = lines(bundle, "metadata/catalog.jsonl")
    for line in catalogue:
        del line["salt"]
    return manifest, catalogue, read(bundle, "metadata/omissions.jsonl")


def without_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing_sources, "plain_memory", lambda: None)


def readers_of(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # threads and children end meanwhile
            for child in (task / "children").read_text().split():
                if (
                    b"forensics_app.evidence.copying.reader_process"
                    in Path(f"/proc/{child}/cmdline").read_bytes()
                ):
                    found.append(int(child))
    return found


def places(bench: Bench) -> dict[str, tuple[int, int]]:
    """Where contents of one extent lie in the image, and their size."""
    with bench.open(write=False) as case:
        return {
            a.entry.locator.path_display(): (a.entry.extents[0][1] or 0, a.entry.size_bytes or 0)
            for a in case.store.artifacts.stream()
            if len(a.entry.extents) == 1
            and a.entry.extents[0].offset_bytes is not None
            and a.examination.digests.sha256
            and a.entry.size_bytes
        }


def overwrite(image: Path, offset: int, data: bytes) -> None:
    """Change bytes of an image, and set its times as they were."""
    before = image.stat()
    with image.open("r+b") as file:
        file.seek(offset)
        file.write(data)
    os.utime(image, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_the_same_is_sealed_as_by_a_worker(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    plainly = bench.seal("P.zip", media=True).path
    bench.assert_verified(plainly)
    without_readers(monkeypatch)
    assert reported(bench.seal("W.zip", media=True).path) == reported(plainly)


def test_no_worker_is_asked_for_what_the_extents_tell(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with bench.open() as case:
        ids = [
            artifact.artifact_id
            for artifact in case.store.artifacts.stream()
            if artifact.examination.digests.sha256 and artifact.entry.extent_class == "runs"
        ]
    for step in ("prepare", "open"):
        monkeypatch.setattr(
            sealing_sources.SealingSources, step, lambda *_: pytest.fail("a worker was asked")
        )
    sealed = bench.seal("P.zip", chosen=(ArtifactFilter(ids=tuple(ids)),))
    assert sealed.with_content == len(ids) > 20
    assert {line["derivable"] for line in lines(sealed.path, "metadata/catalog.jsonl")} == {"yes"}


def test_an_image_with_other_times_is_read_through_its_file_system(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its contents may be as they were while its file system says otherwise: both are asked."""
    os.utime(image_of(bench), ns=(1, 1))
    monkeypatch.setattr(copy_plain.PlainPool, "ask", lambda *_: pytest.fail("read by extents alone"))
    bench.assert_verified(bench.seal().path)


def test_content_that_changed_under_unchanged_times_is_told_as_by_a_worker(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = {path: place for path, place in places(bench).items() if place[1] < 1 << 20}
    changed = sorted(size)[len(size) // 2]
    overwrite(image_of(bench), size[changed][0] + size[changed][1] - 1, b"!")
    plainly = bench.seal("P.zip")
    bench.assert_verified(plainly.path)
    of_the_ingest = {"content-reused"}  # deleted files that lie in one another's space
    omitted = [
        omission
        for omission in lines(plainly.path, "metadata/omissions.jsonl")
        if omission["code"] not in of_the_ingest
    ]
    assert {omission["code"] for omission in omitted} == {"content-changed"}
    assert any(omission["locator"].endswith(changed) for omission in omitted)
    assert plainly.failed == len(omitted)  # a deleted file may lie at the same place
    without_readers(monkeypatch)
    assert reported(bench.seal("W.zip").path) == reported(plainly.path)


def test_an_image_that_is_cut_off_stops_the_sealing(bench: Bench) -> None:
    image = image_of(bench)
    before = image.stat()

    def cut(progress: Progress) -> None:
        if progress.stage == "seal-contents" and image.stat().st_size == before.st_size:
            os.truncate(image, before.st_size - 512)

    with bench.open() as case, pytest.raises(SourceChangedError):
        seal_bundle(case, SealRequest(bench.out / "X.zip"), signing_key(), clock=bench.clock, report=cut)


def test_a_reader_that_dies_costs_nothing(bench: Bench) -> None:
    expected = reported(bench.seal("E.zip").path)
    killed: list[int] = []

    def report(progress: Progress) -> None:
        if progress.stage == "seal-contents" and progress.items and not killed:
            killed.extend(readers_of(os.getpid()))
            for reader in killed:
                os.kill(reader, signal.SIGKILL)

    with bench.open() as case:
        request = SealRequest(bench.out / "K.zip")
        bundle = seal_bundle(case, request, signing_key(), clock=bench.clock, report=report)
    assert len(killed) == 1
    assert reported(bundle.path) == expected


def test_a_reader_that_falls_silent_is_given_up(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = reported(bench.seal("E.zip").path)
    monkeypatch.setattr(sealing_sources, "Limits", lambda: Limits(silence_s=1.0))
    started = copy_plain.PlainPool.__init__

    def stopped(self: copy_plain.PlainPool, *args: Any) -> None:
        started(self, *args)
        for reader in readers_of(os.getpid()):
            os.kill(reader, signal.SIGSTOP)

    monkeypatch.setattr(copy_plain.PlainPool, "__init__", stopped)
    assert reported(bench.seal("S.zip").path) == expected


def test_a_split_image_is_read_across_its_segments(tmp_path: Path) -> None:
    whole = gzip.decompress((PROJECT / "resources" / "demo" / "laptop.raw.gz").read_bytes())
    step = len(whole) // 3 // 512 * 512 + 512
    for number, begin in enumerate(range(0, len(whole), step), start=1):
        (tmp_path / f"laptop.{number:03d}").write_bytes(whole[begin : begin + step])
    bench = make_bench(tmp_path, tmp_path / "laptop.001")
    sealed = bench.seal(media=True)
    bench.assert_verified(sealed.path)
    assert sealed.failed == 0
    (medium,) = [x for x in lines(sealed.path, "metadata/catalog.jsonl") if x["size"] == str(len(whole))]
    assert hashlib.sha256(whole).hexdigest() == medium["digests"]["sha256"]


def test_a_cancelled_sealing_of_an_image_goes_on_where_it_stopped(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = reported(bench.seal("E.zip", media=True).path)
    asked: list[int] = []
    done = [0]
    ask = copy_plain.PlainPool.ask

    def watched(self: copy_plain.PlainPool, item: copy_plain.PlainItem) -> bool:
        asked.append(item.size_bytes)
        return ask(self, item)

    def report(progress: Progress) -> None:
        done[0] = progress.items

    monkeypatch.setattr(copy_plain.PlainPool, "ask", watched)
    request = SealRequest(bench.out / "C.zip", media=True)
    with bench.open() as case, pytest.raises(CancelledError):
        seal_bundle(
            case, request, signing_key(), clock=bench.clock, report=report, cancelled=lambda: done[0] > 20
        )
    before = len(asked)
    asked.clear()
    again = bench.seal("C.zip", media=True)
    bench.assert_verified(again.path)
    assert len(asked) < before, "what was copied was copied again"
    assert reported(again.path) == expected


@pytest.mark.parametrize("most", [1, 3])
def test_however_many_contents_wait_for_a_worker_the_same_is_sealed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    expected = reported(bench.seal("E.zip").path)
    monkeypatch.setattr(sealing_contents, "_MOST_LATER", most)
    assert reported(bench.seal("M.zip").path) == expected


# --- the process that reads --------------------------------------------------------------------------


def extents(*ranges: tuple[int | None, int]) -> tuple[Extent, ...]:
    return tuple(Extent(None if at is None else "s1", at, length) for at, length in ranges)


def read_all(
    pool: copy_plain.PlainPool, items: list[copy_plain.PlainItem]
) -> list[tuple[bytes | None, bytes]]:
    """Every content with its digest, large ones put together."""
    found: list[tuple[bytes | None, bytes]] = []
    large: list[bytes] = []
    for item in items:
        pool.ask(item)
    pool.flush()
    while len(found) < len(items):
        for part in pool.parts(wait=True):
            data = [None if c.data is None else bytes(c.data) for c in part.contents]
            if part.window and data[0] is not None:
                large.append(data[0])
            if not part.window:
                found += zip(data, (c.sha256 for c in part.contents), strict=True)
                assert all(
                    d is None or zlib.crc32(d) == c.crc for d, c in zip(data, part.contents, strict=True)
                )
            elif part.last:
                found.append((b"".join(large) if data[0] is not None else None, part.contents[0].sha256))
                large = []
            part.done()
    return found


def test_contents_of_every_shape_come_in_order(tmp_path: Path) -> None:
    """Neighbours, far ones, overlapping, empty, with holes, with gaps, large, across files, past the end."""
    chance = random.Random(8)
    data = chance.randbytes(9_000_000)
    (tmp_path / "a").write_bytes(data[:4_000_001])
    (tmp_path / "b").write_bytes(data[4_000_001:])
    item = copy_plain.PlainItem
    items, expected = [item(0, (), ())], [b""]
    for _ in range(1500):
        size, at = chance.choice((1, 512, 4096, 70_000)), chance.randrange(8_900_000)
        items.append(item(size, extents((at, size + 9)), ()))
        expected.append(data[at : at + size])
    items.append(item(1000, extents((5, 100), (None, 300), (8_000_000, 600)), ()))
    expected.append(data[5:105] + bytes(300) + data[8_000_000:8_000_600])
    items.append(item(1000, extents((5, 990)), (Gap(10, 20),)))
    expected.append(data[5:15] + bytes(20) + data[35:995] + bytes(10))
    items.append(item(7_000_000, extents((1_500_000, 3_000_000), (None, 1), (100, 3_999_999)), (Gap(5, 9),)))
    large = bytearray(data[1_500_000:4_500_000] + bytes(1) + data[100:4_000_099])
    large[5:14] = bytes(9)
    expected.append(bytes(large))
    items.append(item(600, extents((8_999_500, 600)), ()))
    items.append(item(5_000_000, extents((8_000_000, 5_000_000)), ()))
    items.append(item(3, extents((7, 3)), ()))
    medium = PlainMedium([tmp_path / "a", tmp_path / "b"])
    memory = copy_plain.plain_memory()
    assert memory is not None
    with closing(medium), closing(copy_plain.PlainPool(medium, memory, Limits())) as pool:
        found = read_all(pool, items)
    assert [data for data, _ in found] == [*expected, None, None, data[7:10]]
    assert all(data is None or hashlib.sha256(data).digest() == digest for data, digest in found)


def test_a_pool_gives_no_place_to_two_contents(tmp_path: Path) -> None:
    """What was not let go is never overwritten, however much more is asked for."""
    data = random.Random(9).randbytes(60_000_000)
    (tmp_path / "a").write_bytes(data)
    items = [
        copy_plain.PlainItem(900_000, extents((at, 900_000)), ()) for at in range(0, 59_000_000, 900_000)
    ]
    medium = PlainMedium([tmp_path / "a"])
    memory = copy_plain.plain_memory()
    assert memory is not None
    with closing(medium), closing(copy_plain.PlainPool(medium, memory, Limits())) as pool:
        for item in items:
            pool.ask(item)
        pool.flush()
        kept: list[copy_plain.PlainPart] = []
        count = 0
        while count < len(items):
            for part in pool.parts(wait=True):
                kept.append(part)
                count += len(part.contents)
            if len(kept) > 6:
                for part in kept:
                    for content in part.contents:
                        assert content.data is not None
                        assert hashlib.sha256(content.data).digest() == content.sha256
                    part.done()
                kept.clear()
