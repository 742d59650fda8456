"""Workers are forks of a process that has loaded what they need: what losing that one or the parent costs."""

from __future__ import annotations

import os
import queue
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from forensics_app.evidence.limits import Limits
from forensics_app.evidence.parent import nursery_client, worker_start
from forensics_app.evidence.parent.worker_process import WorkerProcess
from forensics_app.evidence.reader import EvidenceReader
from tests.reading.evidence_reading import read_source, sample, spec
from tests.reading.worker_pids import workers_of


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def ended(pid: int, within_s: float) -> bool:
    """Whether that process ends."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN)
        return bool(waiting.poll(within_s * 1000))
    finally:
        os.close(descriptor)


@pytest.fixture
def workers() -> Iterator[list[WorkerProcess]]:
    """Two of them, with memory to share; closed afterwards."""
    made = [WorkerProcess(Limits(), queue.Queue(), with_slots=True) for _ in range(2)]
    yield made
    for one in made:
        one.close()


def links_of(pid: int) -> set[str]:
    """What its descriptors lead to, without those that it closes while they are read."""
    found = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.add(str(descriptor.readlink()))
    return found


def held_by(pid: int) -> set[str]:
    """What its descriptors lead to, once it has let go of what it was forked with, its input last."""
    ends_at = time.monotonic() + 20
    while len(links := links_of(pid)) != 4 or os.devnull in links:
        assert time.monotonic() < ends_at, links
        time.sleep(0.01)
    return links


@pytest.fixture
def fresh() -> Iterator[None]:
    """A nursery for this test alone; the tests that follow start another at once."""
    current = worker_start._current
    current.nursery = current.failed_at = None
    yield
    current.nursery = current.failed_at = None


def test_workers_are_forks_of_one_process_that_is_no_worker_itself(workers: list[WorkerProcess]) -> None:
    (nursery,) = {parent_of(one.pid) for one in workers}
    assert nursery != os.getpid()
    assert parent_of(nursery) == os.getpid()
    assert b"forensics_app.evidence.worker.nursery" in Path(f"/proc/{nursery}/cmdline").read_bytes()


def test_a_worker_holds_its_pipes_and_its_memory_alone(workers: list[WorkerProcess]) -> None:
    held = [held_by(one.pid) for one in workers]
    for links in held:
        kinds = {link.partition(":")[0] for link in links if not link.endswith(" (deleted)")}
        assert kinds == {"pipe"}
        assert sum(link.startswith("pipe:") for link in links) == 2
        assert sum(link.startswith("/memfd:") for link in links) == 1
    assert held[0] & held[1] == {"/memfd:contents (deleted)"}  # of the same name, each its own
    assert {os.getsid(one.pid) for one in workers} == {one.pid for one in workers}


def test_a_worker_knows_nothing_of_the_user(
    fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HOME", "SEALWRIGHT_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    worker = WorkerProcess(Limits(), queue.Queue())
    try:
        told = Path(f"/proc/{worker.pid}/environ").read_bytes()
        assert os.fsencode(tmp_path) not in told
        assert b"TZ=UTC0" in told.split(b"\0")
    finally:
        worker.close()


def test_its_workers_end_with_the_nursery_and_the_walk_is_complete(fresh: None, tmp_path: Path) -> None:
    image = sample("ext2-names.raw", tmp_path)
    undisturbed = [entry for entry, _ in read_source(image).found]
    with EvidenceReader(spec(image), workers=1, limits=Limits(silence_s=20.0)) as reader:
        before = workers_of()
        reader.open()
        (pid,) = workers_of() - before
        os.kill(parent_of(pid), signal.SIGKILL)
        assert ended(pid, within_s=10)
        walked = list(reader.walk("s1"))
    assert [entry for batch, _ in walked for entry in batch] == undisturbed
    assert [o for _, omissions in walked for o in omissions] == []


def test_a_nursery_that_does_not_answer_is_done_without(
    fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    image = sample("ext2-names.raw", tmp_path)
    undisturbed = read_source(image)
    nursery = worker_start._current.nursery
    assert nursery is not None
    monkeypatch.setattr(nursery_client, "_ANSWER_S", 0.5)
    os.kill(nursery.pid, signal.SIGSTOP)
    worker = WorkerProcess(Limits(), queue.Queue())
    try:
        assert parent_of(worker.pid) == os.getpid()
    finally:
        worker.close()
    assert read_source(image).found == undisturbed.found


def test_a_worker_that_hangs_ends_with_the_program(tmp_path: Path) -> None:
    """It was stopped, as one that waits for ever in a parser, and does not see that its pipe closed."""
    program = (
        "import os, queue, signal, sys, time\n"
        "from forensics_app.evidence.limits import Limits\n"
        "from forensics_app.evidence.parent.worker_process import WorkerProcess\n"
        "worker = WorkerProcess(Limits(), queue.Queue())\n"
        "while os.getsid(worker.pid) != worker.pid:\n"
        "    time.sleep(0.01)\n"
        "os.kill(worker.pid, signal.SIGSTOP)\n"
        "print(worker.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert not ended(pid, within_s=0)
        parent.kill()
    assert ended(pid, within_s=10)


def test_how_a_worker_ended_is_told(workers: list[WorkerProcess]) -> None:
    crashed, idle = workers
    os.kill(crashed.pid, signal.SIGSEGV)
    lost = crashed.lost(None)
    assert "SIGSEGV" in lost.detail
    assert idle._process.poll() is None
    idle.close()
    assert idle._process.poll() == -signal.SIGKILL
