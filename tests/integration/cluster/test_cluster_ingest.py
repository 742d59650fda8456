"""Ingest on a cluster with TLS gives the catalogue of a local ingest, whoever is lost or refused.

Scheduler and workers are real processes on the loopback interface. What takes longer: test_cluster_kills.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world.cases import COMMAND, PROJECT, command_line_case, environment, sealwright
from tests.world.catalogue_digest import catalogue_digest
from tests.world.dask_cluster import DaskProcesses, make_keys, require_dask
from tests.world.many_files import image_of_tree, tree_of_many_files

_FILES = 700
_VICTIM = b"file 123.txt"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`sources`: an image, the same cut off, a folder; `patch`: a parser that crashes at one file; `empty`:
    the case that all cases here are copies of."""
    require_dask()
    root = tmp_path_factory.mktemp("world")
    tree, sources = root / "tree", root / "sources"
    sources.mkdir()
    tree_of_many_files(tree, _FILES)
    image = sources / "disk.dd"
    image_of_tree(image, tree, _FILES, "12M")
    (sources / "cut.dd").write_bytes(image.read_bytes()[: 5 << 20])
    (tree / "d0").rename(sources / "folder")
    shutil.rmtree(tree)
    patch = root / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import os, signal\n"
        "from forensics_app.evidence.worker import session\n"
        "real = session.Session.examine_entry\n"
        "def examine_entry(self, entry, options):\n"
        f"    if entry.locator.components[-1:] == ({_VICTIM!r},) and entry.locator.source_id == 's1':\n"
        "        os.kill(os.getpid(), signal.SIGSEGV)\n"
        "    return real(self, entry, options)\n"
        "session.Session.examine_entry = examine_entry\n",
        encoding="utf-8",
    )
    command_line_case(root / "empty")
    return root


def sources_of(world: Path) -> list[Path]:
    return [world / "sources" / name for name in ("disk.dd", "cut.dd", "folder")]


def patched(world: Path) -> dict[str, str]:
    return {"PYTHONPATH": f"{world / 'patch'}:{PROJECT}"}


@pytest.fixture(scope="module")
def local(world: Path) -> str:
    """The digest of the catalogue that this computer alone makes."""
    case = shutil.copytree(world / "empty", world / "local")
    sealwright("ingest", case, *sources_of(world), **patched(world))
    listed = sealwright("list", case, "--omissions", "--format", "jsonl").stdout
    codes = {json.loads(line)["code"] for line in listed.splitlines()}
    assert {"worker-crashed", "image-truncated", "content-partial"} <= codes
    return catalogue_digest(case)


@pytest.fixture(scope="module")
def cluster(world: Path) -> Iterator[DaskProcesses]:
    """With TLS: two workers, and a third with another version of the program."""
    keys = make_keys(world / "keys")
    other = world / "other"
    shutil.copytree(
        PROJECT / "forensics_app", other / "forensics_app", ignore=shutil.ignore_patterns("__pycache__")
    )
    (other / "resources").symlink_to(PROJECT / "resources")
    with (other / "forensics_app" / "evidence" / "limits.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    with DaskProcesses(world / "cluster", keys) as processes:
        processes.start_worker("one", **patched(world))
        processes.start_worker("two", **patched(world))
        processes.start_worker("other", PYTHONPATH=str(other))
        processes.wait_for("one", "two", "other")
        yield processes


def test_the_catalogue_is_that_of_a_local_ingest(world: Path, local: str, cluster: DaskProcesses) -> None:
    """Also: the worker with another version of the program is refused by its name, and the others go on."""
    case = shutil.copytree(world / "empty", world / "far")
    done = sealwright("ingest", case, *sources_of(world), *cluster.options, **patched(world))
    assert catalogue_digest(case) == local
    assert "worker other (tls://127.0.0.1:" in done.stderr
    assert "another version of what reads evidence" in done.stderr


def test_workers_killed_on_the_way_cost_nothing(world: Path, local: str, cluster: DaskProcesses) -> None:
    case = shutil.copytree(world / "empty", world / "killed")
    running = subprocess.Popen(
        [*COMMAND, "--progress-json", "ingest", str(case), *map(str, sources_of(world)), *cluster.options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(**patched(world)),
        cwd=PROJECT,
        text=True,
    )
    with running:
        assert running.stdout is not None
        for line in running.stdout:
            if '"stage": "examine"' in line:
                break
        cluster.kill("one")
        rest = running.stdout.read()
    assert running.returncode == 0, rest
    (refused,) = json.loads(rest.splitlines()[-1])["refused_workers"]
    assert (refused["worker"], refused["reason"]) == ("other", "program")
    assert "the files of Sealwright" in refused["detail"]
    assert refused["address"] in refused["sentence"]
    assert catalogue_digest(case) == local


def test_who_has_no_key_of_the_cluster_is_not_let_in(world: Path, cluster: DaskProcesses) -> None:
    case = shutil.copytree(world / "empty", world / "stranger")
    keys = make_keys(world / "others")
    sources = sources_of(world)
    options = ("--cluster", cluster.address, "--cluster-tls", keys / "case")
    strange = sealwright("ingest", case, *sources, *options, check=False)
    assert strange.returncode == 2
    assert cluster.address in strange.stderr
    assert "does not answer" in strange.stderr
    plain = cluster.address.replace("tls://", "tcp://")
    unencrypted = sealwright("ingest", case, *sources, "--cluster", plain, check=False)
    assert unencrypted.returncode == 2
    assert "does not answer" in unencrypted.stderr
