"""Whatever is killed, slow or away for a while, a cluster gives the catalogue of a local ingest."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.judging.judges import environment_lacks
from tests.world.cases import COMMAND, PROJECT, command_line_case, environment, sealwright
from tests.world.catalogue_digest import catalogue_digest
from tests.world.dask_cluster import DaskProcesses, require_dask
from tests.world.many_files import image_of_many_files

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
KILLS = 50
_VICTIM = b"file 123.txt"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`share/many.dd`, `empty`, the case that all are copies of, and `local`, what this computer makes."""
    require_dask()
    root = tmp_path_factory.mktemp("world")
    (root / "share").mkdir()
    image_of_many_files(root / "share" / "many.dd", 6000, "48M")
    command_line_case(root / "empty")
    local = shutil.copytree(root / "empty", root / "local")
    sealwright("ingest", local, root / "share" / "many.dd")
    return root


@pytest.fixture(scope="module")
def local(world: Path) -> str:
    return catalogue_digest(world / "local")


def started(case: Path, image: Path, cluster: DaskProcesses) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, "--progress-json", "ingest", str(case), str(image), *cluster.options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        cwd=PROJECT,
        text=True,
        start_new_session=True,
    )


def until_examining(running: subprocess.Popen[str]) -> None:
    assert running.stdout is not None
    for line in running.stdout:
        if '"stage": "examine"' in line:
            return
    raise AssertionError("it never came to examining")


def rest_of(running: subprocess.Popen[str]) -> list[str]:
    assert running.stdout is not None
    lines = running.stdout.read().splitlines()
    assert running.wait() == 0, lines[-1:]
    return lines


@contextmanager
def revived(cluster: DaskProcesses) -> Iterator[None]:
    """What ended is started again, as systemd does."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            cluster.revive()

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()


def test_fifty_kills_of_workers_scheduler_and_client(world: Path, local: str, tmp_path: Path) -> None:
    chance = random.Random(20261130)
    kills: dict[str, int] = {}
    with DaskProcesses(tmp_path / "cluster") as cluster:
        for name in ("one", "two"):
            cluster.start_worker(name)
        began = time.monotonic()
        calm = shutil.copytree(world / "empty", tmp_path / "calm")
        sealwright("ingest", calm, world / "share" / "many.dd", *cluster.options)
        whole_s = time.monotonic() - began
        assert catalogue_digest(calm) == local
        with revived(cluster):
            number = 0
            while sum(kills.values()) < KILLS:
                case = shutil.copytree(world / "empty", tmp_path / f"case{number}")
                number += 1
                _one_case(case, world / "share" / "many.dd", cluster, chance, whole_s, kills)
                assert catalogue_digest(case) == local, kills
                shutil.rmtree(case)
    print(kills)  # noqa: T201
    assert set(kills) == {"one", "two", "scheduler", "client"}


def _one_case(
    case: Path,
    image: Path,
    cluster: DaskProcesses,
    chance: random.Random,
    whole_s: float,
    kills: dict[str, int],
) -> None:
    """One ingest, killed here and there until it is through."""
    while True:
        with subprocess.Popen(
            [*COMMAND, "ingest", str(case), str(image), *cluster.options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment(),
            cwd=PROJECT,
            text=True,
            start_new_session=True,
        ) as running:
            while sum(kills.values()) < KILLS:
                try:
                    running.wait(chance.uniform(0.1, whole_s))
                    break
                except subprocess.TimeoutExpired:
                    victim = chance.choice(["one", "two", "scheduler", "client"])
                    kills[victim] = kills.get(victim, 0) + 1
                    if victim == "client":
                        os.killpg(running.pid, signal.SIGKILL)
                    else:
                        cluster.kill_some(victim)
            _, said = running.communicate()
            if running.returncode == 0:
                return
            # a scheduler that isn't back when a run begins is an error, not a thing to wait for
            assert running.returncode == -signal.SIGKILL or "does not answer" in said, said


def test_a_scheduler_that_is_started_again_goes_on(world: Path, local: str, tmp_path: Path) -> None:
    case = shutil.copytree(world / "empty", tmp_path / "case")
    with DaskProcesses(tmp_path / "cluster") as cluster:
        cluster.start_worker("one")
        cluster.wait_for("one")
        with started(case, world / "share" / "many.dd", cluster) as running:
            until_examining(running)
            cluster.kill_scheduler()
            assert running.stdout is not None
            assert any('"stage": "cluster-scheduler"' in line for line in running.stdout)
            with revived(cluster):
                rest_of(running)
    assert catalogue_digest(case) == local


def test_a_slow_worker_only_takes_longer(world: Path, local: str, tmp_path: Path) -> None:
    case = shutil.copytree(world / "empty", tmp_path / "case")
    with DaskProcesses(tmp_path / "cluster") as cluster:
        for name in ("one", "slow"):
            cluster.start_worker(name)
        cluster.wait_for("one", "slow")
        with started(case, world / "share" / "many.dd", cluster) as running:
            until_examining(running)
            cluster.signal("slow", signal.SIGSTOP)
            time.sleep(20)  # longer than a process of this computer may be silent
            cluster.signal("slow", signal.SIGCONT)
            rest_of(running)
    assert catalogue_digest(case) == local


def test_a_share_that_goes_away_for_a_while_costs_nothing(world: Path, local: str, tmp_path: Path) -> None:
    case = shutil.copytree(world / "empty", tmp_path / "case")
    share, away = world / "share", world / "away"
    with DaskProcesses(tmp_path / "cluster") as cluster:
        for name in ("one", "two"):
            cluster.start_worker(name)
        cluster.wait_for("one", "two")
        with started(case, share / "many.dd", cluster) as running:
            until_examining(running)
            share.rename(away)
            assert running.stdout is not None
            assert any('"stage": "cluster-evidence"' in line for line in running.stdout)
            away.rename(share)
            rest_of(running)
    assert catalogue_digest(case) == local


def test_a_file_that_ends_every_worker_is_an_omission(world: Path, tmp_path: Path) -> None:
    """The scheduler gives its task up; its files are read one by one, and only this one is lost."""
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import os, signal\n"
        "from forensics_app.evidence.cluster import local_reader\n"
        "from forensics_app.evidence.protocol.messages import Examine\n"
        "from forensics_app.evidence.protocol.packed_entries import unpack\n"
        "real = local_reader.LocalReader.ask\n"
        "def ask(self, request, wanted):\n"
        "    if isinstance(request, Examine):\n"
        f"        if any(unpack(e).locator.components[-1:] == ({_VICTIM!r},) for e in request.entries):\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return real(self, request, wanted)\n"
        "local_reader.LocalReader.ask = ask\n",
        encoding="utf-8",
    )
    case = shutil.copytree(world / "empty", tmp_path / "case")
    with DaskProcesses(tmp_path / "cluster", allowed_failures=2) as cluster:
        for name in ("one", "two"):
            cluster.start_worker(name, PYTHONPATH=f"{patch}:{PROJECT}")
        cluster.wait_for("one", "two")
        with revived(cluster):
            sealwright("ingest", case, world / "share" / "many.dd", *cluster.options)
    listed = sealwright("list", case, "--omissions", "--format", "jsonl").stdout
    (omission,) = [json.loads(line) for line in listed.splitlines()]
    assert omission["code"] == "worker-crashed"
    assert omission["locator"].endswith("/file 123.txt")
    ours = sealwright("list", case, "--format", "jsonl").stdout.splitlines()
    theirs = sealwright("list", world / "local", "--format", "jsonl").stdout.splitlines()
    assert len([1 for one, other in zip(ours, theirs, strict=True) if one != other]) == 1


def test_workers_with_no_evidence_or_another_version_are_refused(
    world: Path, local: str, tmp_path: Path
) -> None:
    """In mount namespaces of their own: one has an empty folder in the share's place, one a changed image."""
    other = tmp_path / "other"
    (tmp_path / "nothing").mkdir()
    other.mkdir()
    image = world / "share" / "many.dd"
    changed = Path(shutil.copy2(image, other))
    with changed.open("r+b") as file:
        file.seek(-100, os.SEEK_END)
        file.write(b"changed")
    os.utime(changed, ns=(image.stat().st_atime_ns, image.stat().st_mtime_ns))

    def instead(folder: Path) -> list[str]:
        command = f'mount --bind "{folder}" "{world / "share"}" && exec "$@"'
        return ["unshare", "--mount", "--map-root-user", "/bin/sh", "-c", command, "sh"]

    if subprocess.run([*instead(other), "true"], check=False, capture_output=True).returncode:
        environment_lacks("mount namespaces")
    with DaskProcesses(tmp_path / "cluster") as cluster:
        cluster.start_worker("blind", wrapped_in=instead(tmp_path / "nothing"))
        cluster.start_worker("other", wrapped_in=instead(other))
        cluster.wait_for("blind", "other")
        case = shutil.copytree(world / "empty", tmp_path / "case")
        nobody = sealwright("ingest", case, image, *cluster.options, check=False)
        assert nobody.returncode == 2
        assert f"No worker of the cluster at {cluster.address} can read {image}" in nobody.stderr
        assert "worker blind (" in nobody.stderr
        assert "worker other (" in nobody.stderr
        cluster.start_worker("good")
        cluster.wait_for("good")
        done = sealwright("ingest", case, image, *cluster.options)
        assert "can't see the evidence" in done.stderr
        assert "first or last MiB" in done.stderr
    assert catalogue_digest(case) == local
