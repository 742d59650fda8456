"""The command line from outside: bad input gives one sentence, the right code, and loses nothing."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shlex
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from forensics_app.cli.main import COMMANDS
from forensics_app.errors import ExitCode
from forensics_app.model.selection import EVERYTHING
from forensics_app.model.times import SystemClock
from forensics_app.services.browsing.listing import ListFormat, list_artifacts
from forensics_app.services.cases.opening import open_case
from tests.judging.judges import environment_lacks
from tests.world.cases import COMMAND, PROJECT, command_line_case, environment, sealwright
from tests.world.shared_data import shared


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return command_line_case(tmp_path / "case")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "evidence"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "a.txt").write_bytes(b"alpha\n")
    (root / "docs" / "b.jpg").write_bytes(b"\xff\xd8\xff\xd9beta")
    (root / os.fsdecode(b"caf\xe9")).write_bytes(b"gamma")
    (root / "invoice_\u202egpj.exe").write_bytes(b"MZ")
    (root / "empty").write_bytes(b"")
    (root / "link").symlink_to("docs/a.txt")
    return root


def rows(case: Path, *arguments: str) -> list[dict[str, object]]:
    done = sealwright("list", case, "--format", "jsonl", *arguments)
    return [json.loads(line) for line in done.stdout.splitlines()]


def refused(done: subprocess.CompletedProcess[str], *words: str, code: int = 2) -> None:
    """One sentence on standard error that names the thing, and no traceback."""
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_case_ingest_list(case: Path, folder: Path) -> None:
    done = sealwright("ingest", case, folder, "--digests", "md5,sha1")
    assert done.stdout.splitlines()[-1] == "0 omissions in the case."
    by_path = {row["path"]: row for row in rows(case)}
    alpha = by_path["/docs/a.txt"]
    assert alpha["sha256"] == hashlib.sha256(b"alpha\n").hexdigest()
    assert alpha["md5"] == hashlib.md5(b"alpha\n", usedforsecurity=False).hexdigest()
    assert alpha["sha1"] == hashlib.sha1(b"alpha\n", usedforsecurity=False).hexdigest()
    assert (alpha["size"], alpha["source"], alpha["exhibit"]) == ("6", "s1", "EX-001")
    assert by_path["/caf\\xe9"]["name_bytes"] == "Y2Fm6Q=="
    assert by_path["/link"]["kind"] == "link"
    assert by_path["/docs"]["sha256"] is None
    assert by_path["/empty"]["sha256"] == hashlib.sha256(b"").hexdigest()


def test_list_is_the_same_from_outside_as_from_inside(case: Path, folder: Path) -> None:
    sealwright("ingest", case, folder)
    with open_case(case, write=False, clock=SystemClock()) as opened:
        for form in ListFormat:
            printed = subprocess.run(
                [*COMMAND, "list", str(case), "--format", form.value],
                capture_output=True,
                env=environment(),
                cwd=PROJECT,
                check=True,
            ).stdout
            assert printed.decode("utf-8") == "".join(list_artifacts(opened, EVERYTHING, form))


def test_evidence_is_not_changed(case: Path, folder: Path) -> None:
    def facts() -> dict[str, tuple[int, int, int, int]]:
        found = {}
        for path in (folder, *folder.rglob("*")):
            s = path.lstat()
            found[str(path)] = (s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino)
        return found

    before = facts()
    sealwright("ingest", case, folder)
    sealwright("ingest", case, folder)
    assert facts() == before


def test_filters_and_tags(case: Path, folder: Path) -> None:
    sealwright("ingest", case, folder)
    assert [r["path"] for r in rows(case, "--ext", "JPG")] == ["/docs/b.jpg"]
    assert [r["path"] for r in rows(case, "--text", "DOCS/a")] == ["/docs/a.txt"]
    assert [r["path"] for r in rows(case, "--kind", "directory")] == ["/docs"]
    assert rows(case, "--deleted") == []
    assert "Tagged 1 artifact" in sealwright("tag", case, "relevant", "--ext", "jpg", "--note", "ask").stdout
    (tagged,) = rows(case, "--tag", "relevant")
    assert (tagged["path"], tagged["tags"], tagged["note"]) == ("/docs/b.jpg", ["relevant"], "ask")
    sealwright("tag", case, "relevant", "--undo")
    assert rows(case, "--tag", "relevant") == []
    sealwright("tag", case, "all")
    sealwright("tag", case, "all", "--remove", "--kind", "directory")
    assert len(rows(case, "--tag", "all")) == len(rows(case)) - 1
    refused(sealwright("tag", case, "x", "--ext", "none", check=False), str(case))


def test_sources_that_can_not_be_read_do_not_keep_back_the_others(
    case: Path, folder: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.E01"
    empty.touch()
    done = sealwright("ingest", case, tmp_path / "nowhere.dd", empty, folder, check=False)
    refused(done, "nowhere.dd", "empty.E01 is empty (0 bytes)")
    assert len(done.stderr.splitlines()) == 2
    assert len(rows(case)) > 3
    (omission,) = rows(case, "--omissions")
    assert (omission["code"], omission["source"], omission["stage"]) == ("source-empty", "s1", "open")
    assert done.stdout.splitlines()[-1] == "1 omission in the case."


def test_a_source_that_failed_is_tried_again(case: Path, tmp_path: Path) -> None:
    image = tmp_path / "late.dd"
    image.touch()
    assert sealwright("ingest", case, image, check=False).returncode == 2
    assert sealwright("ingest", case, image, check=False).returncode == 2
    assert len(rows(case, "--omissions")) == 1, "the same failure is one omission"
    shutil.rmtree(image, ignore_errors=True)
    image.write_bytes(bytes(4096))
    sealwright("ingest", case, image)
    assert "source-empty" not in [r["code"] for r in rows(case, "--omissions")]


def test_a_truncated_image_is_named_with_its_sizes(case: Path, tmp_path: Path) -> None:
    whole = shared("testdata/log2timeline_plaso/test_data/ímynd.dd").read_bytes()
    short = tmp_path / "short.dd"
    short.write_bytes(whole[: len(whole) // 2])
    done = sealwright("ingest", case, short, "--strict", check=False)
    refused(done, "short.dd", str(len(whole) // 2))
    read = sealwright("ingest", case, short)
    assert "Incomplete: " in read.stdout
    assert "image-truncated" in [r["code"] for r in rows(case, "--omissions")]


@pytest.mark.parametrize("form", ["table", "jsonl"])
def test_a_reader_that_leaves_early_is_no_error(case: Path, folder: Path, form: str) -> None:
    for number in range(3000):
        (folder / f"file{number}").touch()
    sealwright("ingest", case, folder)
    done = subprocess.run(
        ["bash", "-c", f"{shlex.join([*COMMAND, 'list', str(case), '--format', form])} | head -1"],
        capture_output=True,
        text=True,
        env=environment(),
        cwd=PROJECT,
        check=True,
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


def test_a_full_disk_keeps_what_was_stored_and_the_next_run_goes_on(tmp_path: Path) -> None:
    """The kernel refuses writes beyond 6.5 MB a file, as on a full disk or over quota.

    That lies between the first 8,000 rows, which are stored together, and the whole catalogue.
    """
    folder = tmp_path / "evidence"
    folder.mkdir()
    for number in range(12_000):
        (folder / f"a fairly long name of a file, number {number}.txt").write_bytes(b"%d" % number)
    empty = command_line_case(tmp_path / "empty")
    calm = shutil.copytree(empty, tmp_path / "calm")
    sealwright("ingest", calm, folder)
    case = shutil.copytree(empty, tmp_path / "case")
    command = f"ulimit -f 6500; exec {shlex.join([*COMMAND, 'ingest', str(case), str(folder)])}"
    full = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env=environment(), cwd=PROJECT, check=False
    )
    refused(full, "There is no space left", str(case))
    assert 0 < len(rows(case)) < len(rows(calm))
    sealwright("ingest", case, folder)
    assert rows(case) == rows(calm)


def test_a_full_file_system_gives_the_same_sentence(tmp_path: Path) -> None:
    """A real one of 1 MB, where this user may mount it."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        environment_lacks("permission to mount a small file system")
    try:
        folder = tmp_path / "evidence"
        folder.mkdir()
        for number in range(3000):
            (folder / f"a fairly long name of a file, number {number}.txt").touch()
        case = command_line_case(small / "case")
        done = sealwright("ingest", case, folder, check=False)
        refused(done, "There is no space left", str(case))
        assert sealwright("list", case).stdout
        (small / "filler").write_bytes(bytes(shutil.disk_usage(small).free))
        another = sealwright(
            "case", "new", small / "second", "--reference", "R", "--title", "T", "--examiner", "E",
            "--agency", "A", "--country", "FR", check=False,
        )  # fmt: skip
        refused(another, "There is no space left", "second")
        assert not (small / "second").exists()
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_case_in_use_names_the_holder(case: Path, folder: Path) -> None:
    running = subprocess.Popen(
        [*COMMAND, "--progress-json", "ingest", str(case), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        cwd=PROJECT,
        text=True,
    )
    with running:
        assert running.stdout is not None
        assert "progress" in running.stdout.readline()
        running.send_signal(signal.SIGSTOP)  # so that it can't be done before we have looked
        refused(sealwright("tag", case, "x", check=False), f"process {running.pid}")
        assert sealwright("list", case).returncode == 0
        running.send_signal(signal.SIGCONT)
        running.stdout.read()
        assert running.wait(20) == 0
    sealwright("tag", case, "x")


def test_a_passphrase_that_is_no_longer_coming_is_a_cancelled_command() -> None:
    """The window closes the channel to stop a command: nobody is then asked to use a prompt."""
    asked = ["--progress-json", "--ask-json", "identity", "new", "--name", "Mara Keller"]
    done = subprocess.run(
        [*COMMAND, *asked],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(),
        cwd=PROJECT,
        text=True,
    )
    question, last = map(json.loads, done.stdout.splitlines())
    assert question["question"] == "passphrase"
    assert last["code"] == "cancelled"
    assert done.returncode == ExitCode.CANCELLED


def test_progress_as_json_lines(case: Path, folder: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--progress-json", "ingest", str(case), str(folder), str(folder / "nowhere")],
        stdin=None,
        input="",
        capture_output=True,
        text=True,
        env=environment(),
        cwd=PROJECT,
        check=False,
    )
    # standard input is closed at once: a clean stop
    assert done.returncode == 130
    last = json.loads(done.stdout.splitlines()[-1])
    assert (last["event"], last["code"]) == ("error", "cancelled")


def test_results_as_json_lines(case: Path, folder: Path) -> None:
    running = subprocess.Popen(
        [*COMMAND, "--progress-json", "ingest", str(case), str(folder), str(folder / "nowhere")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        cwd=PROJECT,
        text=True,
    )
    with running:
        assert running.stdout is not None
        events = [json.loads(line) for line in running.stdout]
    assert running.returncode == 2
    assert {e["event"] for e in events[:-1]} == {"progress"}
    result = events[-1]
    assert result["event"] == "result"
    assert result["sources"][0]["state"] == "complete"
    assert result["sources"][1]["error"]["code"] == "source-not-found"
    stages = [e["stage"] for e in events[:-1]]
    assert stages[0] == "open"
    assert "examine" in stages
    assert stages[-1] == "index"
    examined = {e["subject"] for e in events[:-1] if e["stage"] in ("walk", "examine")}
    assert examined == {str(folder)}  # what is read, by its path: no id of a layer


def test_custody_by_hand(case: Path) -> None:
    sealwright(
        "custody", "add", case, "--event", "seized", "--person", "Jean Dupont; officer; BRDA; fr; 7721",
        "--exhibit", "EX-001", "--place", "Lyon", "--at", "2026-04-17T09:30+02:00", "--note", "scellé n° 4",
        "--note-lang", "fr",
    )  # fmt: skip
    listed = sealwright("custody", "list", case).stdout
    assert "2026-04-17T07:30:00Z" in listed
    assert "Jean Dupont" in listed
    assert "2 events, chain unbroken." in sealwright("custody", "check", case).stdout
    event = json.loads((case / "custody.jsonl").read_text(encoding="utf-8").splitlines()[1])
    assert (event["clock_source"], event["local_offset"]) == ("stated", "+02:00")
    assert event["persons"][0]["country"] == "FR"
    for bad in (
        ("--at", "2026-04-17T09:30"),
        ("--at", "yesterday"),
        ("--at", "2999-01-01T00:00Z"),
        ("--person", "; clerk"),
        ("--person", "Ann;;;Atlantis"),
        ("--refers-to", "AAAAAAAAAAAAAAAA"),
        ("--artifact", "AAAAAAAAAAAAAAAA"),
        ("--event", "corrected"),
    ):
        refused(sealwright("custody", "add", case, "--event", "copied", *bad, check=False))
    ledger = case / "custody.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b"Lyon", b"Lyom"))
    refused(sealwright("custody", "check", case, check=False), "Line 2", code=1)
    refused(sealwright("custody", "list", case, check=False), "Line 2", code=1)


def test_help_starts_fast() -> None:
    """Under 0.3 s of processor time, best of three: other tests run beside this one."""
    assert min(_processor_seconds("--help") for _ in range(3)) < 0.3


def test_help_names_every_command() -> None:
    listed = sealwright("--help").stdout
    for name in COMMANDS:
        assert f"\n  {name} " in listed
    assert "Usage:" in sealwright("ingest", "--help").stdout


def _processor_seconds(*arguments: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    sealwright(*arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_usage_errors_are_exit_code_two(case: Path) -> None:
    for arguments in (
        ("nonsense",),
        ("list",),
        ("list", case, "--kind", "nonsense"),
        ("list", case, "--format", "bodyfile", "--omissions"),
        ("ingest", case),
        ("ingest", case, "x", "--digests", "crc32"),
        ("--lang", "xx", "list", case),
        ("list", case, "--lang", "xx"),
    ):
        refused(sealwright(*arguments, check=False))


def test_a_folder_that_is_no_case_gives_a_sentence(tmp_path: Path) -> None:
    refused(sealwright("list", tmp_path, check=False), "is not a case folder")
    refused(sealwright("ingest", tmp_path, tmp_path, check=False), "is not a case folder")
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_our_own_is_kept_in_a_file(case: Path, tmp_path: Path) -> None:
    """What counts omissions breaks behind the program's back: nothing here expects that."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "sitecustomize.py").write_text(
        "from forensics_app.services.browsing import listing\n"
        "def gone(*given, **named):\n"
        "    raise RuntimeError('nobody expects this')\n"
        "listing.list_omissions = gone\n"
    )
    path = f"{broken}:{PROJECT}"
    state = tmp_path / "state"
    done = sealwright("list", case, "--omissions", check=False, XDG_STATE_HOME=str(state), PYTHONPATH=path)
    refused(done, "Internal error")
    (kept,) = (state / "sealwright").iterdir()
    assert "nobody expects this" in kept.read_text()
    assert str(kept) in done.stderr


def test_a_view_is_written_to_a_file_as_it_was_filtered_and_sorted(
    case: Path, folder: Path, tmp_path: Path
) -> None:
    sealwright("ingest", case, folder)
    out = tmp_path / "view.csv"
    filtered = '{"kind":"file"}'
    view = ("--filter", filtered, "--sort", "name", "--descending")
    sealwright("list", case, "--format", "csv", *view, "--output", out)
    text = out.read_bytes().decode("utf-8-sig")
    assert text == sealwright("list", case, "--format", "csv", *view).stdout.replace("\n", "\r\n")
    paths = [line.split(",")[4] for line in text.splitlines()[1:]]
    names = [path.rsplit("/", 1)[-1].lower() for path in paths]
    assert len(names) > 1
    assert names == sorted(names, reverse=True)
    assert [p.name for p in tmp_path.glob(".view*")] == []
    refused(sealwright("list", case, "--output", out, check=False), "already", code=2)
    refused(sealwright("list", case, "--kind", "file", "--filter", filtered, check=False), "--filter", code=2)


def test_lists_are_filtered_by_size_time_tags_and_what_is_left_out(case: Path, folder: Path) -> None:
    sealwright("ingest", case, folder)
    everything = rows(case, "--kind", "file")
    sizes = sorted(int(str(row["size"])) for row in everything)
    assert sizes[0] < sizes[-1]
    large = rows(case, "--kind", "file", "--min-size", str(sizes[-1]))
    assert {int(str(row["size"])) for row in large} == {sizes[-1]}
    small = rows(case, "--kind", "file", "--max-size", str(sizes[-1] - 1))
    assert len(small) + len(large) == len(everything)
    assert rows(case, "--kind", "file", "--since", "1990-01-01", "--time", "modified") == everything
    assert rows(case, "--before", "1990-01-01") == []
    assert rows(case, "--gps") == []
    assert rows(case, "--omission", "*") == []
    sealwright("tag", case, "seen", "--kind", "file", "--min-size", str(sizes[-1]))
    assert [row["id"] for row in rows(case, "--tagged")] == [row["id"] for row in large]
    assert len(rows(case, "--untagged", "--kind", "file")) == len(small)
    refused(sealwright("list", case, "--tagged", "--untagged", check=False), "--untagged", code=2)
    refused(sealwright("list", case, "--since", "yesterday", check=False), "--since", code=2)
