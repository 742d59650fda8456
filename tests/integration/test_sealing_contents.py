"""Contents on their way into a bundle, many at a time: whoever reads them or dies, the same is sealed."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import signal
import zipfile
from pathlib import Path
from typing import Any

import pytest

from forensics_app.evidence.parent import worker_process
from forensics_app.model.progress import Progress
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from forensics_app.services.sources import sealing_sources
from tests.reading.worker_pids import workers_of
from tests.world.sealing import Bench, lines, make_bench, read
from tests.world.shared_data import PROJECT
from tests.world.signing import signing_key

MIB = 1 << 20


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Two thousand small files and some large ones, and an image whose contents can be proved."""
    folder = tmp_path_factory.mktemp("bench")
    chance = random.Random(5)
    files = {f"f{i % 9}/small{i:04d}": chance.randbytes(chance.randrange(6000)) for i in range(2000)}
    files |= {
        f"large{i}": chance.randbytes(size) for i, size in enumerate((MIB, MIB + 1, 2 * MIB, 5_000_001))
    }
    files |= {"none": b"", "zeros": bytes(3 * MIB)}
    image = folder / "laptop.raw"
    with gzip.open(PROJECT / "resources" / "demo" / "laptop.raw.gz") as packed, image.open("wb") as out:
        shutil.copyfileobj(packed, out)
    evidence = folder / "more"
    for name, data in files.items():
        path = evidence / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return make_bench(folder, evidence, image)


def sealed(path: Path) -> tuple[list[tuple[str, int]], list[dict[str, Any]], bytes]:
    """Payload files in their order with their CRCs, catalogue lines without salt, omissions.

    Those are of the image's deleted files that lie in one another's space; all contents were read.
    """
    omitted = lines(path, "metadata/omissions.jsonl")
    assert [omission["code"] for omission in omitted] == ["content-reused"] * 3
    with zipfile.ZipFile(path) as archive:
        entries = [(i.filename.split("/", 1)[1], i.CRC) for i in archive.infolist()]
    payload = [(name, crc) for name, crc in entries if name.startswith("data/") and "nonce" not in name]
    catalogue = lines(path, "metadata/catalog.jsonl")
    for line in catalogue:
        del line["salt"]
    return payload, catalogue, read(path, "metadata/omissions.jsonl")


@pytest.fixture(scope="module")
def expected(bench: Bench) -> tuple[list[tuple[str, int]], list[dict[str, Any]], bytes]:
    bundle = bench.seal("expected.zip", media=True).path
    bench.assert_verified(bundle)
    found = sealed(bundle)
    proved = [line["derivable"] for line in found[1] if line["source"] == "s2" and line["data"]]
    assert len(proved) > 40
    assert set(proved) == {"yes"}
    return found


@pytest.mark.parametrize("workers", [1, 3])
def test_the_number_of_workers_changes_nothing(
    bench: Bench, expected: object, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing_sources, "_WORKERS", workers)
    bundle = bench.seal(f"workers{workers}.zip", media=True).path
    assert sealed(bundle) == expected


def test_a_platform_without_shared_memory_gets_the_same_through_the_pipe(
    bench: Bench, expected: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_process, "new_memory", lambda: None)
    assert sealed(bench.seal("pipe.zip", media=True).path) == expected


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_that_die_cost_nothing(
    bench: Bench, expected: object, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other is killed while it has contents in hand, small ones and windows of a large one."""
    monkeypatch.setattr(sealing_sources, "_WORKERS", workers)
    killed: list[int] = []
    last = [0]

    def report(progress: Progress) -> None:
        if progress.stage == "seal-contents" and progress.items - last[0] > 150:
            last[0] = progress.items
            for worker in sorted(workers_of())[:1]:
                os.kill(worker, signal.SIGKILL)
                killed.append(worker)

    request = SealRequest(bench.out / f"killed{workers}.zip", media=True)
    with bench.open() as case:
        bundle = seal_bundle(case, request, signing_key(), clock=bench.clock, report=report)
    assert len(killed) > 5
    assert sealed(bundle.path) == expected


def test_large_content_that_changed_leaves_no_trace_between_others(tmp_path: Path) -> None:
    """Its first windows were written already when its digest turns out to be another one."""
    chance = random.Random(6)
    files = {name: chance.randbytes(size) for name, size in (("a", 10), ("b", 5_000_000), ("c", 3_000_000))}
    bench = make_bench(tmp_path, files=files)
    changed = bytearray(files["b"])
    changed[-1] ^= 1
    (bench.evidence / "b").write_bytes(changed)
    result = bench.seal()
    bench.assert_verified(result.path)
    assert (result.failed, result.with_content) == (1, 2)
    (omission,) = lines(result.path, "metadata/omissions.jsonl")
    assert omission["code"] == "content-changed"
    assert "of 5000000 bytes" in omission["detail"]
    assert result.path.stat().st_size < 3_200_000


def test_large_content_that_grew_is_not_read_to_its_end_by_windows(tmp_path: Path) -> None:
    """It is given up at its first window; what follows is not taken for more of it."""
    chance = random.Random(7)
    files = {name: chance.randbytes(size) for name, size in (("a", 10), ("b", 40_000_000), ("c", 3_000_000))}
    bench = make_bench(tmp_path, files=files)
    (bench.evidence / "b").write_bytes(files["b"] + b"1")
    result = bench.seal()
    bench.assert_verified(result.path)
    assert (result.failed, result.with_content) == (1, 2)
    (omission,) = lines(result.path, "metadata/omissions.jsonl")
    assert omission["code"] == "content-changed"


def test_large_content_that_fails_takes_nothing_from_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows of the next large content wait already when the first one turns out to be gone."""
    monkeypatch.setattr(sealing_sources, "_WORKERS", 3)
    chance = random.Random(7)
    sizes = {"a": 5_000_000, "b": 14_000_000, "c": 23, "d": 1280, "e": 5}
    files = {name: chance.randbytes(size) for name, size in sizes.items()}
    bench = make_bench(tmp_path, files=files)
    (bench.evidence / "a").write_bytes(files["a"][:-1])
    result = bench.seal()
    omitted = lines(result.path, "metadata/omissions.jsonl")
    assert [(o["locator"], o["stage"]) for o in omitted] == [("s1:/a", "seal")]
    with zipfile.ZipFile(result.path) as archive:
        held = {n.rsplit("_", 1)[-1]: archive.read(n) for n in archive.namelist() if "/EX-001/" in n}
    assert held == {name: data for name, data in files.items() if name != "a"}


def test_what_is_sealed_of_a_fault_names_no_path_of_this_computer(tmp_path: Path) -> None:
    files = {"deep/grown": b"one", "gone": b"two", "kept": b"three"}
    for name in ("folder", "image"):
        (tmp_path / name).mkdir()
    bench = make_bench(tmp_path / "folder", files=files)
    (bench.evidence / "deep/grown").write_bytes(b"one and more")
    (bench.evidence / "gone").unlink()
    (bench.evidence / "gone").mkdir()
    image = tmp_path / "stick.raw"
    image.write_bytes(random.Random(1).randbytes(3 << 20))
    cut = make_bench(tmp_path / "image", image)
    with image.open("r+b") as file:
        file.truncate(1 << 20)
    for result, expected in ((bench.seal(), 2), (cut.seal(media=True), 1)):
        omitted = [o for o in lines(result.path, "metadata/omissions.jsonl") if o["stage"] == "seal"]
        assert len(omitted) == expected
        assert all(o["detail"] for o in omitted)
        assert not [o for o in omitted if str(tmp_path) in o["detail"]]
