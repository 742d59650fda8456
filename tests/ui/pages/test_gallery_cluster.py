"""The gallery's pictures on a cluster: those of this computer, which makes them where the cluster can't."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from forensics_app.errors import ClusterTlsError, ClusterUnreachableError, ForensicsError
from forensics_app.i18n.refusals.workers import refusal_sentence
from forensics_app.model.artifact import Artifact
from forensics_app.model.choices.cluster import ClusterAddress, RefusalReason, RefusedWorker
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.opening import open_case
from tests.ui.conftest import Until
from tests.world.cases import PROJECT
from tests.world.dask_cluster import DaskProcesses, require_dask
from ui.jobs.child_job import Trouble
from ui.models.artifacts import gallery_cluster
from ui.models.artifacts.pictures import Pictures
from ui.window.main_window import MainWindow


def images_in(case: Path) -> list[Artifact]:
    """Of different contents."""
    with open_case(case, write=False, clock=SystemClock()) as opened:
        found = opened.store.artifacts.stream(ArtifactFilter(media_type="image"))
        return list({a.examination.digests.sha256: a for a in found}.values())


@contextmanager
def pictures_of(case: Path, cluster: str | None) -> Iterator[tuple[Pictures, list[ForensicsError]]]:
    """With the reasons why the cluster was given up."""
    address = None if cluster is None else ClusterAddress(cluster)
    pictures = Pictures(case, SystemClock(), cluster=address)
    reasons: list[ForensicsError] = []
    pictures.cluster_given_up.connect(reasons.append)
    yield pictures, reasons
    pictures.close()


def shown(pictures: Pictures, wanted: list[Artifact], until: Until) -> list[object]:
    """All of them, asked for as a view asks that paints itself."""

    def here() -> bool:
        missing = [a for a in wanted if pictures._kept.get(a.artifact_id) is None]
        pictures.want(missing)
        return not missing

    until(here)
    return [pictures._kept[a.artifact_id] for a in wanted]


def test_where_the_cluster_can_t_be_used_this_computer_makes_the_pictures(
    qtbot: QtBot, demo: Path, until: Until
) -> None:
    images = images_in(demo / "case")[:1]
    with pictures_of(demo / "case", "tcp://192.0.2.1:8786") as (pictures, reasons):
        assert shown(pictures, images, until)
        until(lambda: bool(reasons))
        assert [type(one) for one in reasons] == [ClusterTlsError]


def test_a_worker_that_is_not_used_is_named_once_while_others_go_on(
    qtbot: QtBot, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (RefusedWorker(n, f"tls://192.0.2.1:{n}", RefusalReason.UNSEEN, "/mnt") for n in ("1", "2"))
    cluster = SimpleNamespace(refused=(one,))
    monkeypatch.setattr(gallery_cluster, "connected_to", lambda address: nullcontext(cluster))
    owner = QObject()
    far = gallery_cluster.GalleryCluster(ClusterAddress("tls://192.0.2.1:8786"), owner)
    told: list[tuple[RefusedWorker, ...]] = []
    far.refused.connect(told.append)
    until(lambda: far.cluster is not None)
    for _ in range(2):
        far.came("picture")
    cluster.refused = (one, two)
    far.came("picture")
    assert told == [(one,), (two,)]
    far.close()


def test_the_window_says_which_worker_of_the_gallery_is_not_used(window: MainWindow, demo: Path) -> None:
    bench = window.bench
    bench.open_case(demo / "case")
    said: list[Trouble] = []
    bench.trouble.connect(said.append)
    assert bench.case is not None
    refused = RefusedWorker("lab-2", "tls://192.0.2.1:1", RefusalReason.UNSEEN, "/mnt/share")
    bench.case.pictures.workers_refused.emit((refused,))
    assert [one.sentence for one in said] == [refusal_sentence(refused)]
    assert "lab-2" in said[0].sentence


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_cluster_s_pictures_are_those_of_this_computer_also_when_it_is_gone(
    qtbot: QtBot, demo: Path, tmp_path: Path, until: Until
) -> None:
    require_dask()
    patch, made = tmp_path / "patch", tmp_path / "made"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import sys\n"
        "if any('dask' in one for one in sys.orig_argv):\n"
        "    from forensics_app.services.thumbnails import picture_task\n"
        "    real = picture_task._decoded\n"
        "    def decoded(content, edge):\n"
        f"        with open({str(made)!r}, 'a') as file:\n"
        "            file.write('x')\n"
        "        return real(content, edge)\n"
        "    picture_task._decoded = decoded\n",
        encoding="utf-8",
    )
    images = images_in(demo / "case")
    assert len(images) > 3
    with pictures_of(demo / "case", None) as (pictures, _):
        here = shown(pictures, images, until)
    assert sum(isinstance(one, QImage) for one in here) > 3
    with DaskProcesses(tmp_path / "cluster") as processes:
        processes.start_worker("one", PYTHONPATH=f"{patch}:{PROJECT}")
        processes.wait_for("one")
        with pictures_of(demo / "case", processes.address) as (pictures, reasons):
            pictures.want(images[:1])
            far = pictures._far
            assert far is not None
            until(lambda: far.cluster is not None)
            assert shown(pictures, images, until) == here
            assert len(made.read_text()) >= len(images) - 2
            processes.kill_scheduler()
            pictures._kept.clear()
            assert shown(pictures, images, until) == here
            assert [type(one) for one in reasons] == [ClusterUnreachableError]
