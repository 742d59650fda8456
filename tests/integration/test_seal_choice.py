"""What `seal` takes and says beforehand: tags, filters, filters as text, and evidence that is not there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from forensics_app.errors import UsageError
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.findings import Axis, Severity
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.services.selection.filter_text import filter_text, read_filter
from tests.integration.conftest import Run
from tests.world.sealing import Bench, lines, make_bench, read
from tests.world.shared_data import PROJECT


@pytest.fixture
def password(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text("geheim\n")
    return path


@pytest.fixture
def bench(run: Run, password: Path, tmp_path: Path) -> Bench:
    assert run("identity", "new", "--name", "Marie", "--country", "fr", "--password-file", password)[0] == 0
    made = make_bench(tmp_path)
    for tag, text in (("Seen", "letter"), ("Ask", "sea")):
        assert run("tag", made.case, tag, "--text", text)[0] == 0
    return made


def seal(run: Run, bench: Bench, password: Path, *chosen: str) -> Path:
    out = bench.out / "B.zip"
    code, _, err = run("seal", bench.case, out, *chosen, "--identity", "Marie", "--password-file", password)
    assert code == 0, err
    return out


def sealed_names(bundle: Path) -> set[str]:
    found = lines(bundle, "metadata/catalog.jsonl")
    return {"/".join(o["path"]["display"]) for o in found}


def preview(bench: Bench, *chosen: str, out: Path | None = None) -> dict[str, Any]:
    """As the window asks: a child process whose standard input stays open."""
    command = [sys.executable, "-m", "forensics_app.cli.main", "--progress-json", "seal", str(bench.case)]
    command += [str(out or bench.out), "--preview", *chosen]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        said = child.stdout.read().decode()
    assert child.returncode == 0
    found: dict[str, Any] = json.loads(said.splitlines()[-1])["preview"]
    return found


def rules(bundle: Path) -> list[tuple[str, str]]:
    found = json.loads(read(bundle, "metadata/selection.json"))["rules"]
    return [(r["rule"], r["value"]) for r in found]


def test_several_tags_and_a_filter_add_up(run: Run, bench: Bench, password: Path) -> None:
    text = '{"extension":"csv"}'
    out = seal(run, bench, password, "--tag", "Seen", "--tag", "Ask", "--tag", "Seen", "--filter", text)
    assert sealed_names(out) == {"letter.txt", "pictures/sea.jpg", "pictures/=formula().csv"}
    assert rules(out) == [("tag", "Seen"), ("tag", "Ask"), ("filter", text)]


def test_other_filters_narrow_the_tags(run: Run, bench: Bench, password: Path) -> None:
    out = seal(run, bench, password, "--tag", "Seen", "--tag", "Ask", "--ext", "jpg")
    assert sealed_names(out) == {"pictures/sea.jpg"}
    assert [kind for kind, _ in rules(out)] == ["filter", "filter"]


@pytest.mark.parametrize(
    "asked",
    [
        (),
        ("--all", "--tag", "Seen"),
        ("--all", "--ext", "txt"),
        ("--filter", "no json"),
        ("--filter", '{"no_such_condition":1}'),
        ("--filter", '{"kind":"no such kind"}'),
        ("--filter", "[" * 5000),
    ],
)
def test_what_can_t_be_meant_is_refused(
    run: Run, bench: Bench, password: Path, asked: tuple[str, ...]
) -> None:
    out = bench.out / "B.zip"
    code, _, err = run("seal", bench.case, out, *asked, "--identity", "Marie", "--password-file", password)
    assert code == 2
    assert err
    assert not out.exists()


def test_a_filter_reads_back_as_it_was() -> None:
    chosen = ArtifactFilter(kind=ArtifactKind.FILE, deleted=False, tag='a "b" ü', ids=("A", "B"), folder=3)
    assert read_filter(filter_text(chosen)) == chosen
    assert read_filter(filter_text(chosen, folder_path="s1:/docs")) == chosen
    assert filter_text(EVERYTHING) == "{}"
    with pytest.raises(UsageError):
        read_filter('{"tag":3}')


def test_the_preview_counts_what_the_sealing_then_does(run: Run, bench: Bench, password: Path) -> None:
    found = preview(bench, "--tag", "Seen")
    assert (found["selected"], found["content_bytes"]) == (1, 9)
    assert found["name"].endswith("-B01")
    assert [s["there"] for s in found["sources"]] == ["here"]
    assert found["free_bytes"] > found["needed_bytes"]
    assert found["taken"] is None
    out = seal(run, bench, password, "--tag", "Seen")
    assert len(lines(out, "metadata/catalog.jsonl")) == found["selected"]
    assert preview(bench, "--all", out=out)["taken"] == str(out)


def test_the_preview_writes_nothing(bench: Bench) -> None:
    before = sorted((p, p.stat().st_mtime_ns) for p in bench.case.rglob("*") if p.is_file())
    preview(bench, "--all")
    ledger = [p for p, _ in before if p.name == "custody.jsonl"]
    assert ledger
    assert [(p, p.stat().st_mtime_ns) for p in ledger] == [e for e in before if e[0] in ledger]
    assert not list(bench.out.iterdir())


def test_evidence_that_changed_and_evidence_that_is_gone(run: Run, bench: Bench, password: Path) -> None:
    (bench.evidence / "letter.txt").write_bytes(b"Dear Madam\n")
    assert [s["there"] for s in preview(bench, "--all")["sources"]] == ["changed"]
    shutil.move(bench.evidence, bench.evidence.with_name("elsewhere"))
    assert [s["there"] for s in preview(bench, "--all")["sources"]] == ["missing"]
    out = bench.out / "B.zip"
    code, _, err = run("seal", bench.case, out, "--all", "--identity", "Marie", "--password-file", password)
    assert code == 2
    assert err
    assert not out.exists()
    out = seal(
        run, bench, password, "--all", "--without-evidence", "s1", "--note", "lost", "--note-lang", "en"
    )
    codes = {o["code"] for o in lines(out, "metadata/omissions.jsonl") if o["stage"] == "seal"}
    assert codes == {"evidence-not-at-hand"}
    assert all(o["data"] is None for o in lines(out, "metadata/catalog.jsonl"))
    ledger = lines(out, "metadata/custody.jsonl")
    assert {"lang": "en", "text": "lost"} in ledger[-1]["notes"]
    doubts = [f for f in bench.verify(out).findings if f.severity is not Severity.NOTE]
    assert {f.axis for f in doubts} <= {Axis.ORIGIN}
