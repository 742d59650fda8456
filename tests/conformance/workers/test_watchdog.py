"""A parser that hangs or dies costs an item and a line in the ledger; the rest goes on.

On a parser that waits for ever at 0 CPU, as libtsk does on some discs (it is not asked to list them), and on
workers stopped or killed from outside.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.errors import WorkerLostError
from forensics_app.evidence.limits import Limits
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.examine.options import ExamineOptions
from forensics_app.model.artifact import Entry, ReadOutcome
from tests.conformance.encryption.test_encrypted import two_partitions
from tests.judging.judges import require_judge
from tests.reading.evidence_reading import path_of, read_source, sample, spec
from tests.reading.worker_pids import workers_of
from tests.world.shared_data import shared

QUICK = Limits(silence_s=2.0)


@pytest.fixture
def deadlock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An image whose root never gets listed: every worker waits there for a lock that nobody lets go."""
    image = sample("ext2-names.raw", tmp_path)
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import threading\n"
        "from forensics_app.evidence.filesystems.tsk import file_system as filesystem_tsk\n"
        "lock = threading.Lock()\n"
        "def names(self, address):\n"
        "    with lock, lock:\n"
        "        yield\n"
        "filesystem_tsk.FileSystem.names = names\n"
    )
    monkeypatch.syspath_prepend(str(patch))
    return image


def test_deadlock_ends_as_an_omission_within_a_minute(deadlock: Path) -> None:
    began = time.monotonic()
    found = read_source(deadlock)
    assert time.monotonic() - began < 60
    assert found.codes() == ["worker-silent"]
    assert found.omissions[0].locator == "s1:/"
    assert found.media.sha256 == hashlib.sha256(deadlock.read_bytes()).hexdigest()


def test_no_worker_is_left_behind(deadlock: Path) -> None:
    before = workers_of()
    read_source(deadlock, limits=QUICK)
    assert workers_of() <= before


def test_stopped_worker_is_replaced_and_the_walk_is_complete(tmp_path: Path) -> None:
    """The second worker gives what is missing: nothing twice, nothing lost, the same order."""
    image = shared("testdata/ColinFinck_ntfs/testdata/testfs1")
    undisturbed = [entry for entry, _ in read_source(image).found]
    with EvidenceReader(spec(image), workers=1, limits=QUICK) as reader:
        before = workers_of()
        reader.open()
        (pid,) = workers_of() - before
        walk = reader.walk("s1")
        first = next(walk)
        os.kill(pid, signal.SIGSTOP)
        rest = list(walk)
    entries = [*first[0], *(entry for batch, _ in rest for entry in batch)]
    assert entries == undisturbed
    assert [o for _, omissions in rest for o in omissions] == []


@pytest.fixture
def many_files(tmp_path: Path) -> Path:
    """An ext2 image with 300 files: several tasks for one worker."""
    mke2fs = require_judge("mke2fs")
    tree = tmp_path / "tree"
    tree.mkdir()
    for number in range(300):
        (tree / f"{number:03d}.txt").write_text(f"content {number}\n")
    image = tmp_path / "many.raw"
    subprocess.run([mke2fs, "-q", "-t", "ext2", "-d", str(tree), str(image), "4M"], check=True)
    return image


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
def test_worker_lost_while_examining_costs_nothing(many_files: Path, number: signal.Signals) -> None:
    undisturbed = read_source(many_files)
    hit: list[int] = []
    before = workers_of()
    with EvidenceReader(spec(many_files), workers=1, limits=QUICK) as reader:
        reader.open()
        entries = [entry for batch, _ in reader.walk("s1") for entry in batch]

        def feed() -> Iterator[Entry]:
            for index, entry in enumerate(entries):
                if index == 200:
                    hit.extend(workers_of() - before)
                    for pid in hit:
                        os.kill(pid, number)
                yield entry

        results = list(reader.examine(feed(), ExamineOptions()))
    assert len(hit) == 1
    assert [(entry, examination) for entry, examination, _ in results] == list(undisturbed.found)
    assert all(not omissions for _, _, omissions in results)


def test_entry_that_kills_every_worker_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies on one entry: that entry is unreadable with an omission, all others are read."""
    image = sample("ext2-names.raw", tmp_path)
    undisturbed = read_source(image)
    victim = next(e for e, _ in undisturbed.found if path_of(e) == "back\\slash")
    # a worker that is told to read this address ends itself, as a crash of libtsk would end it
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import os, signal\n"
        "from forensics_app.evidence.worker import session\n"
        "real = session.Session.examine_entry\n"
        "def examine_entry(self, entry, options):\n"
        f"    if entry.locator.address == {victim.locator.address!r}:\n"
        "        os.kill(os.getpid(), signal.SIGSEGV)\n"
        "    return real(self, entry, options)\n"
        "session.Session.examine_entry = examine_entry\n"
    )
    monkeypatch.syspath_prepend(str(patch))
    found = read_source(image, limits=QUICK)
    assert found.codes() == ["worker-crashed"], [(o.locator, o.detail) for o in found.omissions]
    assert "SIGSEGV" in (found.omissions[0].detail or "")
    assert found.omissions[0].locator == "s1:/back\\slash"
    for (entry, examination), (_, before) in zip(found.found, undisturbed.found, strict=True):
        if entry == victim:
            assert examination.read.outcome is ReadOutcome.UNREADABLE
            assert examination.digests.sha256 is None
        else:
            assert examination == before


def test_directory_that_hangs_is_left_and_the_walk_goes_on_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = shared("testdata/SecurityRonin_forensic-vfs-engine/tests/data/exfat.img")
    undisturbed = read_source(image)
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import time\n"
        "from forensics_app.evidence.filesystems.tsk import file_system as filesystem_tsk\n"
        "real = filesystem_tsk.FileSystem.names\n"
        "def names(self, address):\n"
        "    for number, name in enumerate(real(self, address)):\n"
        "        while address == 390 and number == 2:\n"
        "            time.sleep(60)\n"
        "        yield name\n"
        "filesystem_tsk.FileSystem.names = names\n"
    )
    monkeypatch.syspath_prepend(str(patch))
    found = read_source(image, limits=QUICK)
    assert set(undisturbed.paths()) - set(found.paths()) == {".fseventsd/000000000bd73483"}
    assert found.paths()[-1] == "$OrphanFiles"
    assert found.codes() == ["worker-silent"]
    assert found.omissions[0].locator == "s1:/.fseventsd"


def test_source_whose_container_loses_every_worker_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = sample("ext2-names.raw", tmp_path)
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import os\n"
        "from forensics_app.evidence.opening import open_source as opening\n"
        "opening.recognise = lambda file: os._exit(7)\n"
    )
    monkeypatch.syspath_prepend(str(patch))
    with EvidenceReader(spec(image), limits=QUICK) as reader, pytest.raises(WorkerLostError) as caught:
        reader.open()
    assert caught.value.reason == "exit code 7"
    assert caught.value.path == str(image)


def test_fault_of_ours_while_a_layer_is_opened_costs_that_layer_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parser that raises what nobody thought of must not take the other volumes of the disk with it."""
    locked, plain = (sample(f"{name}.raw", tmp_path).read_bytes() for name in ("luks1-xts", "ext2-names"))
    image = tmp_path / "disk.raw"
    image.write_bytes(two_partitions(locked, plain))
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "from forensics_app.evidence.encryption import unlocking\n"
        "def unlock(*given):\n"
        "    raise TypeError('what was read: SECRET')\n"
        "unlocking.unlock = unlock\n"
    )
    monkeypatch.syspath_prepend(str(patch))
    found = read_source(image, limits=QUICK)
    assert [(o.code, o.locator, o.detail) for o in found.omissions] == [
        ("worker-crashed", "s1.p1.luks", "opening LUKS: TypeError")
    ]
    assert "back\\slash" in found.paths()
