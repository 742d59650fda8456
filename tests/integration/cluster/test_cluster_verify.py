"""Bundles verified, contents derived again and thumbnails made on a cluster: what this computer says, whoever
is lost or refused.

Scheduler and workers are real processes on the loopback interface.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from forensics_app.model.trust import TrustStore
from forensics_app.services.reports.evidence_report import ReportAsked, write_evidence_report
from tests.integration.conftest import Run
from tests.judging.judges import environment_lacks
from tests.world.cases import COMMAND, PROJECT, environment, sealwright
from tests.world.dask_cluster import DaskProcesses, require_dask
from tests.world.many_files import image_of_tree, tree_of_many_files
from tests.world.sealing import make_bench
from tests.world.signing import FixedClock, signing_key, write_pem

_NOT_CHECKED = "check-failed"


def largest_content(bundle: Path) -> bytes:
    with zipfile.ZipFile(bundle) as archive:
        name = max(archive.infolist(), key=lambda one: one.file_size if "/data/" in one.filename else 0)
        return archive.read(name)


def pictures() -> dict[str, bytes]:
    """By name; two are equal, one is damaged, and one says where to crash."""

    def packed(form: str, colour: tuple[int, int, int], **more: Any) -> bytes:
        file = io.BytesIO()
        image = Image.radial_gradient("L").resize((640, 480)).convert("RGB")
        Image.blend(image, Image.new("RGB", image.size, colour), 0.4).save(file, form, **more)
        return file.getvalue()

    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "crash here")
    sea = packed("JPEG", (0, 90, 200))
    return {
        "sea.jpg": sea,
        "sea again.jpg": sea,
        "field.png": packed("PNG", (20, 160, 30)),
        "broken.png": packed("PNG", (200, 0, 0))[:3000],
        "crash.png": packed("PNG", (250, 250, 0), pnginfo=said),
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`bundles`: sound, altered, cut, renamed with its seal, as a folder, a seal alone, no bundle, and one
    that `patch` makes processes crash at; `disk.dd`, the image that they are of, with `pictures`, one of
    which `patch` makes processes crash at; `photos`, a folder with one more; `bench`, a case over both;
    `trust.pem`."""
    require_dask()
    root = tmp_path_factory.mktemp("world")
    image = root / "disk.dd"
    tree_of_many_files(root / "tree", 60)
    for name, data in pictures().items():
        (root / "tree" / name).write_bytes(data)
    image_of_tree(image, root / "tree", 60, "8M")
    (root / "bench").mkdir()
    (root / "photos").mkdir()
    (root / "photos" / "folder.png").write_bytes(pictures()["field.png"] + b"more")
    bench = make_bench(root / "bench", image, root / "photos")
    sealed = bench.seal("X-B01.sealed.zip").path
    write_pem(root / "trust.pem", *signing_key().chain)
    folder = root / "bundles"
    folder.mkdir()
    shutil.copy2(sealed, folder / "X-B01.sealed.zip")
    shutil.copy2(sealed, folder / "crash.zip")
    data = bytearray(sealed.read_bytes())
    data[data.index(largest_content(sealed)[:512])] ^= 1
    (folder / "altered.zip").write_bytes(data)
    (folder / "cut.zip").write_bytes(sealed.read_bytes()[:-3000])
    (folder / "none.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    with zipfile.ZipFile(sealed) as archive:
        archive.extractall(folder)
    patch = root / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import os, signal, sys\n"
        "from forensics_app.services.verifying import verify as module\n"
        "real = module.verify\n"
        "def verify(path, **more):\n"
        "    if path.name == 'crash.zip' and 'dask' not in sys.modules:\n"
        "        os.kill(os.getpid(), signal.SIGSEGV)\n"
        "    return real(path, **more)\n"
        "module.verify = verify\n"
        "if 'forensics_app.services.thumbnails.worker' in sys.orig_argv:\n"
        "    from PIL import Image\n"
        "    opened = Image.open\n"
        "    def open(file, **more):\n"
        "        if b'crash here' in file.getvalue():\n"
        "            os.kill(os.getpid(), signal.SIGSEGV)\n"
        "        return opened(file, **more)\n"
        "    Image.open = open\n",
        encoding="utf-8",
    )
    return root


@pytest.fixture(scope="module")
def cluster(world: Path) -> Iterator[DaskProcesses]:
    """Two workers, and a third with another version of the program."""
    other = world / "other"
    shutil.copytree(
        PROJECT / "forensics_app", other / "forensics_app", ignore=shutil.ignore_patterns("__pycache__")
    )
    (other / "resources").symlink_to(PROJECT / "resources")
    with (other / "forensics_app" / "verify" / "codes.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    with DaskProcesses(world / "cluster") as processes:
        patched = f"{world / 'patch'}:{PROJECT}"
        processes.start_worker("one", PYTHONPATH=patched)
        processes.start_worker("two", PYTHONPATH=patched)
        processes.start_worker("other", PYTHONPATH=str(other))
        processes.wait_for("one", "two", "other")
        yield processes


def reports(
    world: Path, *options: object
) -> tuple[dict[str, dict[str, Any]], subprocess.CompletedProcess[str]]:
    """By the name of the bundle, without the moment of the check."""
    done = sealwright(
        *("verify", world / "bundles", "--trust", world / "trust.pem", "--md5-sha1", "--json", *options),
        check=False,
    )
    found = json.loads(done.stdout)
    for one in found:
        del one["verifier"]["checked_at"]
    return {Path(one["bundle"]["path"]).name: one for one in found}, done


def test_reports_are_those_of_this_computer(world: Path, cluster: DaskProcesses) -> None:
    """Also: a process that crashes costs its own bundle a report, and a worker with another version of the
    program is refused by its name."""
    here, local = reports(world, "--report", world / "here.txt")
    there, far = reports(world, *cluster.options, "--report", world / "there.txt")
    lost = there.pop("crash.zip")
    assert here.pop("crash.zip")["verdict"] == "verified"
    assert there == here
    assert list(there) == list(here)
    sound = world / "bundles" / "X-B01.sealed.zip"
    assert there[sound.name]["bundle"]["file_sha256"] == hashlib.sha256(sound.read_bytes()).hexdigest()
    assert {one["verdict"] for one in here.values()} >= {"verified", "altered", "unreadable"}
    (finding,) = lost["findings"]
    assert (lost["verdict"], finding["code"]) == ("unreadable", _NOT_CHECKED)
    assert "ended with code -11" in finding["sentence"]
    assert far.returncode == local.returncode
    assert "worker other (tcp://127.0.0.1:" in far.stderr
    assert "another version of what reads evidence" in far.stderr


def test_contents_are_derived_again_as_on_this_computer(world: Path, cluster: DaskProcesses) -> None:
    """From an image in which a content was changed, whose medium is digested there too."""
    bundle, changed = world / "bundles" / "X-B01.sealed.zip", world / "changed.dd"
    data = bytearray((world / "disk.dd").read_bytes())
    data[data.index(largest_content(bundle)[:512])] ^= 1
    changed.write_bytes(data)
    asked = ("rederive", bundle, changed, "--trust", world / "trust.pem", "--json", "--source", "s1")
    here = sealwright(*asked, "--medium-digest", check=False)
    there = sealwright(*asked, "--medium-digest", *cluster.options, check=False)
    ours, theirs = json.loads(here.stdout), json.loads(there.stdout)
    for one in (ours, theirs):
        del one["verification"]["verifier"]["checked_at"]
    assert theirs == ours
    assert there.returncode == here.returncode == 1
    assert ours["image"]["medium_digest"] == "differs"
    assert (ours["counts"]["differs"], int(ours["counts"]["proved"]) > 40) == ("1", True)


def report_with_pictures(
    world: Path, out: Path, *options: object, code: int = 0
) -> tuple[dict[str, str], str, str]:
    """Thumbnails in base64 by what they are called, the page without them, and what the command said."""
    asked = ("report", world / "bench" / "case", "--pictures", "-o", out)
    done = sealwright(*asked, *options, check=False)
    assert done.returncode == code, done.stderr
    return *(pictures_in(out) if out.exists() else ({}, "")), done.stderr


def pictures_in(report: Path) -> tuple[dict[str, str], str]:
    page = report.read_text(encoding="utf-8")
    shown = re.compile(r'<img[^>]* src="data:image/png;base64,([^"]+)" alt="([^"]+)"[^>]*>')
    return {name: png for png, name in shown.findall(page)}, shown.sub("", page)


def test_thumbnails_in_a_report_are_those_of_this_computer(
    world: Path, cluster: DaskProcesses, tmp_path: Path
) -> None:
    """Also: a process that crashes costs its own picture, which the report says, and a worker with another
    version of the program is refused by its name."""
    write_evidence_report(
        world / "bench" / "case",
        tmp_path / "here.html",
        ReportAsked("en", pictures=True),
        trust=TrustStore(()),
        clock=FixedClock(),
    )
    here, plain = pictures_in(tmp_path / "here.html")
    there, page, said = report_with_pictures(world, tmp_path / "there.html", *cluster.options)
    assert "s1:/broken.png" in plain
    assert "the picture is damaged" in plain
    assert len(here) == len(pictures())  # without the broken one, with the one in the folder
    del here["Picture s1:/crash.png"]
    assert there == here
    assert "s1:/crash.png" in page
    assert "the decoding process stopped on this picture (exit code -11)" in page
    assert "worker other (tcp://127.0.0.1:" in said


def test_contents_are_not_derived_by_another_version(world: Path, cluster: DaskProcesses) -> None:
    """Where no other worker is left, it is named, and nothing is said of the contents."""
    for name in ("one", "two"):
        cluster.kill(name)
    try:
        bundle = world / "bundles" / "X-B01.sealed.zip"
        done = sealwright(
            *("rederive", bundle, world / "disk.dd", "--trust", world / "trust.pem", "--json"),
            *cluster.options,
            check=False,
        )
    finally:
        for name in ("one", "two"):
            cluster.start_worker(name, PYTHONPATH=f"{world / 'patch'}:{PROJECT}")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "other (tcp://127.0.0.1:" in done.stderr


def test_addenda_named_on_the_command_line_stay_here(tmp_path: Path, run: Run) -> None:
    code, _, err = run("verify", tmp_path, "--addendum", tmp_path, "--cluster", "tcp://[::1]:1")
    assert code == 2
    assert "--addendum" in err


def test_a_report_without_pictures_is_nothing_for_a_cluster(tmp_path: Path, run: Run) -> None:
    code, _, err = run("report", tmp_path, "-o", tmp_path / "r.html", "--cluster", "tcp://[::1]:1")
    assert code == 2
    assert "--cluster" in err


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


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_bundle_that_ends_workers_is_not_checked_and_the_rest_is(world: Path, tmp_path: Path) -> None:
    """The scheduler gives its task up, and another worker is killed on the way."""
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import os, signal, sys\n"
        "if any('dask' in one for one in sys.orig_argv):\n"
        "    from forensics_app.services.clusters import check_task\n"
        "    real = check_task._verified\n"
        "    def verified(work, task):\n"
        "        if work.path.endswith(b'crash.zip'):\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return real(work, task)\n"
        "    check_task._verified = verified\n",
        encoding="utf-8",
    )
    here, _ = reports(world)
    with DaskProcesses(tmp_path / "cluster", allowed_failures=2) as processes:
        for name in ("one", "two"):
            processes.start_worker(name, PYTHONPATH=f"{patch}:{PROJECT}")
        processes.wait_for("one", "two")
        with revived(processes):
            there, _ = reports(world, *processes.options)
    (finding,) = there.pop("crash.zip")["findings"]
    assert finding["code"] == _NOT_CHECKED
    assert "workers of the cluster ended while they verified this" in finding["sentence"]
    del here["crash.zip"]
    assert there == here


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_picture_that_ends_workers_has_no_thumbnail_and_the_rest_has(world: Path, tmp_path: Path) -> None:
    """The scheduler gives its task up, and another worker is killed on the way."""
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import os, signal, sys\n"
        "if any('dask' in one for one in sys.orig_argv):\n"
        "    from forensics_app.services.thumbnails import picture_task\n"
        "    real = picture_task._read\n"
        "    def read(work, kept, key, task):\n"
        "        if work.target.path[-1] == b'crash.png':\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return real(work, kept, key, task)\n"
        "    picture_task._read = read\n",
        encoding="utf-8",
    )
    here, _, _ = report_with_pictures(world, tmp_path / "here.html")
    with DaskProcesses(tmp_path / "cluster", allowed_failures=2) as processes:
        for name in ("one", "two"):
            processes.start_worker(name, PYTHONPATH=f"{patch}:{PROJECT}")
        processes.wait_for("one", "two")
        with revived(processes):
            there, page, _ = report_with_pictures(world, tmp_path / "there.html", *processes.options)
    del here["Picture s1:/crash.png"]
    assert there == here
    assert "workers of the cluster ended while they made it" in page


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_report_without_its_pictures_is_not_written(world: Path, tmp_path: Path) -> None:
    """Where the only worker sees another version of the evidence, it is named."""
    image = world / "disk.dd"
    other = tmp_path / "other.dd"
    shutil.copy2(image, other)
    with other.open("r+b") as file:
        file.write(b"x")
    seen = image.stat()
    os.utime(other, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    command = f'mount --bind "{other}" "{image}" && exec "$@"'
    instead = ["unshare", "--mount", "--map-root-user", "/bin/sh", "-c", command, "sh"]
    if subprocess.run([*instead, "true"], check=False, capture_output=True).returncode:
        environment_lacks("mount namespaces")
    with DaskProcesses(tmp_path / "cluster") as processes:
        processes.start_worker("odd", wrapped_in=instead)
        processes.wait_for("odd")
        shown, page, said = report_with_pictures(world, tmp_path / "no.html", *processes.options, code=2)
    assert (shown, page) == ({}, "")
    assert "odd (tcp://127.0.0.1:" in said
    assert "first or last MiB" in said


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_pictures_wait_for_a_share_that_goes_away_and_for_workers_that_are_killed(
    world: Path, tmp_path: Path
) -> None:
    image, away = world / "disk.dd", tmp_path / "away.dd"
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if any('dask' in one for one in sys.orig_argv):\n"
        "    from forensics_app.services.thumbnails import picture_task\n"
        "    real = picture_task._read\n"
        "    def read(work, kept, key, task):\n"
        f"        if not os.path.exists({str(tmp_path / 'once')!r}):\n"
        f"            open({str(tmp_path / 'once')!r}, 'x').close()\n"
        f"            os.rename({str(image)!r}, {str(away)!r})\n"
        "        return real(work, kept, key, task)\n"
        "    picture_task._read = read\n",
        encoding="utf-8",
    )
    here, plain, _ = report_with_pictures(world, tmp_path / "here.html")
    command = ("report", str(world / "bench" / "case"), "--pictures", "-o", str(tmp_path / "there.html"))
    with DaskProcesses(tmp_path / "cluster") as processes:
        processes.start_worker("one", PYTHONPATH=f"{patch}:{PROJECT}")
        processes.wait_for("one")
        with subprocess.Popen(
            [*COMMAND, "--progress-json", *command, *processes.options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), cwd=PROJECT, text=True,
        ) as running:  # fmt: skip
            assert running.stdout is not None
            assert any('"stage": "cluster-evidence"' in line for line in running.stdout)
            processes.kill("one")
            processes.start_worker("two")
            away.rename(image)
            lines = running.stdout.read().splitlines()
    assert running.returncode == 0, lines[-1:]
    assert pictures_in(tmp_path / "there.html")[0] == here
    assert "the picture is damaged" in plain


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_workers_that_see_no_bundle_or_another_are_refused(world: Path, tmp_path: Path) -> None:
    """In mount namespaces of their own; nothing is verified there, and the verdicts are not affected."""
    nothing, other = tmp_path / "nothing", tmp_path / "other"
    nothing.mkdir()
    shutil.copytree(world / "bundles", other)
    for path in other.glob("*.zip"):
        with path.open("r+b") as file:
            file.write(b"x")
        seen = (world / "bundles" / path.name).stat()
        os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))

    def instead(folder: Path) -> list[str]:
        command = f'mount --bind "{folder}" "{world / "bundles"}" && exec "$@"'
        return ["unshare", "--mount", "--map-root-user", "/bin/sh", "-c", command, "sh"]

    if subprocess.run([*instead(other), "true"], check=False, capture_output=True).returncode:
        environment_lacks("mount namespaces")
    here, _ = reports(world)
    with DaskProcesses(tmp_path / "cluster") as processes:
        processes.start_worker("blind", wrapped_in=instead(nothing))
        processes.start_worker("other", wrapped_in=instead(other))
        processes.wait_for("blind", "other")
        there, _ = reports(world, *processes.options)
        sentence = there["X-B01.sealed.zip"]["findings"][0]["sentence"]
        assert there["X-B01.sealed.zip"]["verdict"] == "unreadable"
        assert "blind" in sentence
        assert "other" in sentence
        processes.start_worker("good")
        processes.wait_for("good")
        there, done = reports(world, *processes.options)
    assert there == here
    assert "can't see the evidence" in done.stderr
    assert "first or last MiB" in done.stderr


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_workers_killed_while_they_verify_and_derive_cost_nothing(world: Path, tmp_path: Path) -> None:
    here, _ = reports(world)
    with DaskProcesses(tmp_path / "cluster") as processes:
        for name in ("one", "two"):
            processes.start_worker(name)
        processes.wait_for("one", "two")
        with revived(processes):
            for _ in range(3):
                killing = threading.Timer(1.5, lambda: processes.signal("one", signal.SIGKILL))
                killing.start()
                there, _ = reports(world, *processes.options)
                killing.join()
                assert there == here


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_share_that_goes_away_while_a_bundle_is_verified_alters_nothing(
    world: Path, tmp_path: Path
) -> None:
    """What a process says of a bundle that is away counts for nothing; the bundle waits until it is back."""
    share, away = tmp_path / "share", tmp_path / "away"
    share.mkdir()
    shutil.copy2(world / "bundles" / "X-B01.sealed.zip", share)
    patch = tmp_path / "patch"
    patch.mkdir()
    (patch / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if any('dask' in one for one in sys.orig_argv):\n"
        "    from forensics_app.services.clusters import check_task\n"
        "    real = check_task._verified\n"
        "    def verified(work, task):\n"
        f"        if not os.path.exists({str(tmp_path / 'once')!r}):\n"
        f"            open({str(tmp_path / 'once')!r}, 'x').close()\n"
        f"            os.rename({str(share)!r}, {str(away)!r})\n"
        "        return real(work, task)\n"
        "    check_task._verified = verified\n",
        encoding="utf-8",
    )
    command = ("verify", str(share / "X-B01.sealed.zip"), "--trust", str(world / "trust.pem"))
    with DaskProcesses(tmp_path / "cluster") as processes:
        for name in ("one", "two"):
            processes.start_worker(name, PYTHONPATH=f"{patch}:{PROJECT}")
        processes.wait_for("one", "two")
        with subprocess.Popen(
            [*COMMAND, "--progress-json", *command, *processes.options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(), cwd=PROJECT, text=True,
        ) as running:  # fmt: skip
            assert running.stdout is not None
            assert any('"stage": "cluster-evidence"' in line for line in running.stdout)
            away.rename(share)
            lines = running.stdout.read().splitlines()
    assert running.returncode == 0, lines[-1:]
    assert '"verdict": "verified"' in lines[-1]
