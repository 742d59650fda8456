"""Deriving contents on several workers: lost ones cost nothing, or the one content that loses them."""

from __future__ import annotations

import hashlib
import os
import random
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from forensics_app.errors import CancelledError, SourceChangedError, WorkerLostError
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.medium_reader import MediumReader
from forensics_app.evidence.protocol.messages import Derived, DeriveItem
from forensics_app.model.artifact import Extent
from forensics_app.model.evidence import SourceSpec
from forensics_app.model.progress import never_cancelled
from tests.reading.worker_pids import workers_of

QUICK = Limits(silence_s=2.0)
COUNT, BYTES = 3000, 1000


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("image") / "medium.raw"
    path.write_bytes(random.Random(4).randbytes(COUNT * 1024))
    return path


def items() -> list[DeriveItem]:
    return [DeriveItem(n, BYTES, (Extent("s1", 1024 * n, BYTES),), ()) for n in range(COUNT)]


def expected(image: Path) -> dict[int, bytes]:
    data = image.read_bytes()
    return {n: hashlib.sha256(data[1024 * n :][:BYTES]).digest() for n in range(COUNT)}


def derive(image: Path, wanted: Iterable[DeriveItem], *, workers: int = 2) -> dict[int, Derived]:
    with MediumReader(SourceSpec(str(image), "", "s1"), workers=workers, limits=QUICK) as reader:
        reader.open_medium()
        pool = reader.derive_pool()
        try:
            found = [one for results in pool.run(wanted, never_cancelled) for one in results]
        finally:
            pool.close()
    assert len({one.number for one in found}) == len(found)
    return {one.number: one for one in found}


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
def test_lost_workers_cost_nothing(image: Path, number: signal.Signals) -> None:
    before = workers_of()
    hit: list[int] = []

    def feed() -> Iterator[DeriveItem]:
        for item in items():
            if item.number == 2000:
                hit.extend(workers_of() - before)
                for pid in hit:
                    os.kill(pid, number)
            yield item

    found = derive(image, feed())
    assert len(hit) >= 2
    assert {n: one.sha256 for n, one in found.items()} == expected(image)
    assert workers_of() <= before


def test_a_content_that_kills_every_worker_costs_itself_alone(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal\n"
        "from forensics_app.evidence.worker import extent_digests as rederiving\n"
        "real = rederiving.ExtentDigester._check\n"
        "def check(self, piece):\n"
        "    if piece.offset == 1024 * 1234:\n"
        "        os.kill(os.getpid(), signal.SIGSEGV)\n"
        "    return real(self, piece)\n"
        "rederiving.ExtentDigester._check = check\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    found = derive(image, items())
    lost = found.pop(1234)
    assert (lost.sha256, lost.problem) == (None, "unreadable")
    assert "SIGSEGV" in lost.detail
    wanted = expected(image)
    del wanted[1234]
    assert {n: one.sha256 for n, one in found.items()} == wanted


def test_an_image_that_loses_every_worker_is_an_error(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os\n"
        "from forensics_app.evidence.worker import extent_digests as rederiving\n"
        "rederiving.ExtentDigester.run = lambda self, items: os._exit(7)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(WorkerLostError):
        derive(image, items(), workers=1)


def test_an_image_that_changes_meanwhile_is_an_error(tmp_path: Path) -> None:
    image = tmp_path / "medium.raw"
    image.write_bytes(bytes(COUNT * 1024))

    def feed() -> Iterator[DeriveItem]:
        for item in items():
            if item.number == 1500:
                os.utime(image, (1, 1))
            yield item

    with pytest.raises(SourceChangedError):
        derive(image, feed())


def test_it_can_be_stopped(image: Path) -> None:
    with MediumReader(SourceSpec(str(image), "", "s1"), workers=1) as reader:
        reader.open_medium()
        pool = reader.derive_pool()
        with pytest.raises(CancelledError):
            list(pool.run(items(), lambda: True))
        pool.close()
