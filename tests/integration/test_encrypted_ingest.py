"""Encrypted volumes from the command line to the bundle: files, prompts, later keys, secrets that stay."""

from __future__ import annotations

import base64
import json
import os
import pty
import select
import shutil
import subprocess
import time
from contextlib import nullcontext
from pathlib import Path
from typing import ClassVar, NoReturn

import pytest

from forensics_app.errors import CancelledError, VolumeLockedError
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.encryption.luks_volume import open_luks
from forensics_app.model.case import IngestOptions
from forensics_app.model.progress import Progress, never_cancelled, silent
from forensics_app.model.selection import EVERYTHING
from forensics_app.model.times import SystemClock
from forensics_app.services.browsing.listing import ListFormat, list_artifacts, list_omissions
from forensics_app.services.cases.opening import open_case
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.ingest.outcome import IngestSummary
from forensics_app.services.sealing.seal import SealRequest, seal_bundle
from tests.conformance.encryption.test_encrypted import two_partitions
from tests.judging.judges import environment_lacks
from tests.reading.derived_reading import password
from tests.reading.evidence_reading import sample
from tests.world.cases import COMMAND, PROJECT, command_line_case, environment, sealwright
from tests.world.signing import FixedClock, signing_key

SECRET = "luks-SELF"
LUKS = password(SECRET)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Two partitions: encrypted ones of LUKS1 and LUKS2."""
    parts = [sample(name, tmp_path).read_bytes() for name in ("luks1-xts.raw", "luks2-pbkdf2-cbc.raw")]
    path = tmp_path / "disk.raw"
    path.write_bytes(two_partitions(*parts))
    return path


@pytest.fixture
def cases(tmp_path: Path) -> tuple[Path, Path]:
    """Two cases with one key, so that equal content has equal ids."""
    first = command_line_case(tmp_path / "case")
    return first, shutil.copytree(first, tmp_path / "other")


def credentials(folder: Path, *lines: dict[str, str]) -> Path:
    path = folder / "credentials.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def listed(case: Path) -> str:
    with open_case(case, write=False, clock=SystemClock()) as opened:
        artifacts = list_artifacts(opened, EVERYTHING, ListFormat.JSONL)
        return "".join((*artifacts, *list_omissions(opened, ListFormat.JSONL)))


def layers(case: Path) -> list[tuple[str, str, bool]]:
    """Id, state, whether it has a digest, in the order of the catalogue."""
    with open_case(case, write=False, clock=SystemClock()) as opened:
        found = opened.store.queries.layers("s1")
    return [(r.layer.layer_id, r.layer.state.value, r.layer.digests.sha256 is not None) for r in found]


def run(case: Path, image: Path, **options: object) -> IngestSummary:
    with open_case(case, write=True, clock=SystemClock()) as opened:
        asked = IngestOptions(**options)  # type: ignore[arg-type]
        return ingest(opened, [str(image)], asked, report=silent, cancelled=never_cancelled)


class NothingForIt:
    """A cluster that nothing may be handed in to."""

    threads = 4
    program: ClassVar[dict[str, str]] = {}
    waits_for = None
    refused = ()

    def hand_in(self, *_: object, **__: object) -> NoReturn:
        raise AssertionError("a key would have gone to the cluster")


def test_keys_go_to_no_cluster(
    image: Path, cases: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, far = cases
    run(here, image, credentials=(LUKS,))
    monkeypatch.setattr(
        "forensics_app.services.ingest.ingest.connected", lambda _: nullcontext(NothingForIt())
    )
    summary = run(far, image, credentials=(LUKS,))
    assert summary.outcomes[0].kept_from_cluster
    assert listed(far) == listed(here)
    assert layers(far) == layers(here)


def test_a_key_that_comes_later_gives_the_same_catalogue(image: Path, cases: tuple[Path, Path]) -> None:
    at_once, later = cases
    run(at_once, image, credentials=(LUKS,))
    locked = run(later, image)
    assert [volume.layer_id for volume in locked.outcomes[0].locked] == ["s1.p1", "s1.p2"]
    assert ("s1.p1", "omitted", True) in layers(later)  # its bytes are digested all the same
    assert locked.omissions == 2
    summary = run(later, image, credentials=(LUKS,))
    assert not summary.outcomes[0].already
    assert listed(later) == listed(at_once)
    assert layers(later) == layers(at_once)
    assert layers(later)[-2:] == [("s1.p1.luks", "walked", False), ("s1.p2.luks", "walked", False)]
    with open_case(later, write=False, clock=SystemClock()) as opened:
        reasons = [event.reason for event in opened.check_custody().events]
    assert reasons[-2:] == ["ingest-extended", "ingest-completed"]
    assert run(later, image, credentials=(LUKS,)).outcomes[0].already


def test_volumes_opened_one_after_another_keep_their_places(image: Path, cases: tuple[Path, Path]) -> None:
    case, _ = cases
    run(case, image, credentials=(password(SECRET, "s1.p2"),))
    first = listed(case)
    wrong = run(case, image, credentials=(password("wrong"),))
    assert wrong.outcomes[0].already
    assert [(v.layer_id, v.tried) for v in wrong.outcomes[0].locked] == [("s1.p1", 1), ("s1.p2", 1)]
    assert listed(case) == first  # what was read stays, and isn't called locked
    run(case, image, credentials=(password(SECRET, "s1.p1"),))
    assert [layer_id for layer_id, _, _ in layers(case)][-2:] == ["s1.p2.luks", "s1.p1.luks"]
    artifacts = [line for line in listed(case).splitlines() if '"inode"' in line]
    assert artifacts[: len(artifacts) // 2] == [line for line in first.splitlines() if '"inode"' in line]
    with open_case(case, write=False, clock=SystemClock()) as opened:
        assert opened.store.queries.omissions() == ()
        found = opened.store.database.connection.execute(
            "SELECT count(*), count(DISTINCT rowid) FROM names WHERE names MATCH 'random'"
        ).fetchone()
    assert found == (2, 2)  # in the text index once each


def test_a_reading_that_stopped_inside_needs_its_key_again(image: Path, cases: tuple[Path, Path]) -> None:
    calm, case = cases
    run(calm, image, credentials=(LUKS,))
    stages: list[str] = []
    stop = False

    def report(progress: Progress) -> None:
        """The encrypted volume is walked after the contents of the plain one were read."""
        nonlocal stop
        stop = stop or (progress.stage == "walk" and "examine" in stages)
        stages.append(progress.stage)

    with open_case(case, write=True, clock=SystemClock()) as opened:
        asked = IngestOptions(credentials=(LUKS,))
        with pytest.raises(CancelledError):
            ingest(opened, [str(image)], asked, report=report, cancelled=lambda: stop)
    error = run(case, image).outcomes[0].error
    assert isinstance(error, VolumeLockedError)
    assert error.layer == "s1.p2.luks"
    run(case, image, credentials=(LUKS,))
    assert listed(case) == listed(calm)


def volume_keys(tmp_path: Path) -> list[bytes]:
    found = []
    for name in ("luks1-xts.raw", "luks2-pbkdf2-cbc.raw"):
        file = ReadOnlyFile(sample(name, tmp_path))
        found.append(open_luks(file, (LUKS,), lambda: None).key.secret)
        file.close()
    return found


def test_no_secret_reaches_case_bundle_or_output(
    image: Path, cases: tuple[Path, Path], tmp_path: Path
) -> None:
    """A right and a wrong credential, from file to sealed bundle; also what they were turned into."""
    case, _ = cases
    given = credentials(tmp_path, {"password": "wrong-HUNTER2"}, {"password": SECRET})
    done = sealwright("ingest", case, image, "--credentials", given)
    out = tmp_path / "out"
    out.mkdir()
    with open_case(case, write=True, clock=FixedClock()) as opened:
        request = SealRequest(out / "X.zip", credentials=(password("wrong-HUNTER2"), LUKS))
        sealed = seal_bundle(opened, request, signing_key(), clock=FixedClock())
    assert sealed.failed == 0
    assert sealed.with_content > 0
    secrets = [b"HUNTER2", SECRET.encode(), base64.b64encode(SECRET.encode()).rstrip(b"=")[:-1]]
    for key in volume_keys(tmp_path):
        secrets += [key, key.hex().encode(), base64.b64encode(key)]
    files = [path for root in (case, out) for path in root.rglob("*") if path.is_file()]
    assert len(files) >= 5
    for path in files:
        data = path.read_bytes()
        assert not [s for s in secrets if s in data], path
    assert "HUNTER2" not in done.stdout + done.stderr


def test_contents_of_a_volume_without_its_key_are_left_out_by_name(
    image: Path, cases: tuple[Path, Path], tmp_path: Path
) -> None:
    case, _ = cases
    run(case, image, credentials=(LUKS,))
    with open_case(case, write=True, clock=FixedClock()) as opened:
        request = SealRequest(tmp_path / "X.zip", credentials=(password(SECRET, "s1.p1"),))
        sealed = seal_bundle(opened, request, signing_key(), clock=FixedClock())
    assert sealed.with_content == sealed.failed > 0
    assert sealed.omissions == sealed.failed


def as_the_window(*arguments: object, pass_fds: tuple[int, ...] = ()) -> dict[str, object]:
    """The result of a job of the window, whose standard input stays open until it is done."""
    process = subprocess.Popen(
        [*COMMAND, "--progress-json", *map(str, arguments)],
        pass_fds=pass_fds,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        cwd=PROJECT,
    )
    with process:
        assert process.stdout is not None
        result: dict[str, object] = json.loads(process.stdout.read().splitlines()[-1])
    assert process.returncode == 0
    return result


def test_a_pipe_hands_credentials_over(image: Path, cases: tuple[Path, Path]) -> None:
    reading, writing = os.pipe()
    os.write(writing, json.dumps({"password": SECRET}).encode())
    os.close(writing)
    given = f"/dev/fd/{reading}"
    result = as_the_window("ingest", cases[0], image, "--credentials", given, pass_fds=(reading,))
    os.close(reading)
    (source,) = result["sources"]  # type: ignore[misc]
    assert (source["locked"], source["omissions"]) == ([], "0")


def test_the_window_hears_what_stays_locked(image: Path, cases: tuple[Path, Path]) -> None:
    (source,) = as_the_window("ingest", cases[0], image)["sources"]  # type: ignore[misc]
    assert source["locked"] == [
        {"volume": f"s1.p{n}", "name": "LUKS", "accepts": ["password", "key-file"], "tried": 0}
        for n in (1, 2)
    ]


def test_a_terminal_is_asked_once_for_each_volume(image: Path, cases: tuple[Path, Path]) -> None:
    """Enter leaves the first one locked; what is typed for the second is not shown."""
    case, _ = cases
    try:
        ours, theirs = pty.openpty()
    except OSError:
        environment_lacks("pseudo-terminals")
    process = subprocess.Popen(
        [*COMMAND, "ingest", str(case), str(image)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(TERM="dumb"),
        cwd=PROJECT,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    answers = [(b"Password of s1.p1 (LUKS)", b"\n"), (b"Password of s1.p2 (LUKS)", SECRET.encode() + b"\n")]
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        ready, _, _ = select.select([ours], [], [], 0.2)
        if ready:
            try:
                data = os.read(ours, 4096)
            except OSError:  # the other side is closed
                break
            shown += data
        if answers and answers[0][0] in shown and shown.rstrip().endswith(b"locked:"):
            os.write(ours, answers.pop(0)[1])
            shown += b"|answered|"
    assert process.wait(60) == 0, shown
    os.close(ours)
    assert not answers, shown
    assert SECRET.encode() not in shown
    assert [layer_id for layer_id, _, _ in layers(case)][-1] == "s1.p2.luks"
    assert b"s1.p1 (LUKS) is encrypted and stays locked" in shown
