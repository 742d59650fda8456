"""`sealwright train new` and `solve` with a scenario: built, handed out, unpacked, answered, marked."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from forensics_app.cli.main import main
from forensics_app.model.times import SystemClock, utc_text
from forensics_app.seal.certificates.making import Holder
from forensics_app.seal.containers.seal_info import show_code
from forensics_app.services.demo import run_demo
from forensics_app.services.training.class_files import read_class_set
from forensics_app.services.training.marking import mark_class
from forensics_app.services.training.scenarios import list_scenarios, tools_missing_for
from forensics_app.services.training.solving import questions_of, submit
from forensics_app.services.training.trail import trail_of_case
from forensics_app.training.answer import Answer
from forensics_app.training.question import QuestionKind
from forensics_app.training.sets.container import write_container
from forensics_app.training.sets.submission import TrailEntry
from tests.integration.conftest import Run

pytestmark = pytest.mark.skipif(
    any(tools_missing_for(one) for one in list_scenarios() if one.name == "fraud"),
    reason="tools of file systems are missing",
)


@pytest.fixture(scope="module")
def class_set(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A class set of two variants, and the home of its trainer."""
    folder = tmp_path_factory.mktemp("class")
    out = folder / "autumn.sealwright-class"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEALWRIGHT_HOME", str(folder / "home"))
        arguments = ["train", "new", out, "--scenario", "fraud", "--seed", "one", "--variants", "2"]
        assert main([str(one) for one in arguments]) == 0
    return out, folder / "home"


def test_a_trainee_gets_one_variant_and_is_marked(
    class_set: tuple[Path, Path], run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out, home = class_set
    variants = set()
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "trainee"))
    more = [
        f"Gil {number}" for number in range(30)
    ]  # which variant somebody gets follows from a random number
    for name in ("Ann", "Bob", "Cyd", "Dan", "Eve", "Fay", *more):
        if name in more and len(variants) == 2:
            break
        code, told, err = run("train", "solve", out, "--name", name, "--evidence", tmp_path / name)
        assert code == 0, err
        (folder,) = (tmp_path / name).iterdir()
        assert {path.name for path in folder.iterdir()} >= {"laptop.raw", "stick.raw"}
        variants.add(folder.name)
        assert f"{folder.name}.order" in told
        answers = ("--answer", f"{folder.name}.order=paid,asked,copied,noted")
        submission = tmp_path / f"{name}.sealwright-answers"
        why = ("--answer", f"{folder.name}.who=Somebody with the account k.morrow.")
        assert run("train", "solve", out, "--name", name, *answers, *why, "-o", submission)[0] == 0
    assert variants == {"fraud-1", "fraud-2"}
    monkeypatch.setenv("SEALWRIGHT_HOME", str(home))
    files = sorted(tmp_path.glob("*.sealwright-answers"))
    code, text, err = run("train", "mark", *files, "--json")
    assert code == 0, err
    told = json.loads(text)
    assert {row["variant"] for row in told["submissions"]} == {"1", "2"}
    for row in told["submissions"]:
        marks = {mark["question"].partition(".")[2]: mark for mark in row["marks"]}
        assert marks["who"]["points"] is None  # for the trainer
        assert marks["deleted-invoice"]["remarks"] == ["unanswered"]


def test_what_is_handed_out_has_no_seed_and_no_truth(class_set: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(class_set[0]) as archive:
        value = json.loads(archive.read("set.json"))
    for task in value["tasks"]:
        assert task["exercise"]["seed"] == ""
        assert "truths" not in task["exercise"]
        assert all(question["explanation"] is None for question in task["exercise"]["questions"])


def test_evidence_that_was_exchanged_is_refused(
    class_set: tuple[Path, Path], run: Run, tmp_path: Path
) -> None:
    with zipfile.ZipFile(class_set[0]) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    bad = tmp_path / "bad.sealwright-class"
    with bad.open("wb") as file:
        write_container(file, [(n, d[:-1] + b"x" if n.endswith("stick.raw") else d) for n, d in parts])
    code, _, err = run("train", "solve", bad, "--name", "Ann", "--evidence", tmp_path / "out")
    assert code == 2
    assert "its evidence is damaged" in err
    assert not list((tmp_path / "out").rglob("stick.raw*"))


def test_wrong_use_is_one_sentence(class_set: tuple[Path, Path], run: Run, tmp_path: Path) -> None:
    for words, arguments in (
        ("nothing-like-this", (tmp_path / "x", "--scenario", "nothing-like-this", "--seed", "s")),
        ("not overwritten", (class_set[0], "--scenario", "fraud", "--seed", "s")),
    ):
        code, _, err = run("train", "new", *arguments)
        assert code == 2
        assert words in err
        assert len(err.strip().splitlines()) == 1


def test_a_seal_from_before_the_trainee_began_proves_nothing(
    class_set: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The demo's case has the same evidence, and is sealed already when it is made."""
    out, home = class_set
    monkeypatch.setenv("SEALWRIGHT_HOME", str(home))
    clock = SystemClock()
    before = utc_text(clock.now())
    demo = run_demo(tmp_path / "demo", clock=clock)
    trail = trail_of_case(demo.case, clock=clock)
    (sealed,) = [step for step in trail if step.what == "sealed"]
    assert before <= sealed.at <= utc_text(clock.now())
    untimed = TrailEntry("", "sealed", sealed.subject)
    after = utc_text(clock.now() + timedelta(seconds=1))
    cases = (
        ("Ann", after, [*trail, untimed], Decimal(0)),
        ("Bob", before, [untimed], Decimal(0)),
        ("Cyd", None, [untimed], Decimal(0)),
        ("Dan", before, trail, Decimal(1)),
        (
            "Eve",
            f"{sealed.at[:19]}.999999Z",
            [TrailEntry(f"{sealed.at[:19]}Z", "sealed", sealed.subject)],
            Decimal(1),
        ),
        ("Fay", None, trail, Decimal(1)),  # nobody noted when, but the class set was there before
    )
    for name, begun_at, done, credit in cases:
        path = tmp_path / f"{name}.sealwright-answers"
        asked = next(
            one
            for one in questions_of(read_class_set(out), name)
            if one.question.kind is QuestionKind.SEAL_CODE
        )
        answer = Answer(asked.question.question_id, text=show_code(sealed.subject))
        answers = {asked.task.task_id: [answer]}
        handed = submit(
            out, path, trainee=Holder(name), answers=answers, trail=done, begun_at=begun_at, clock=clock
        )
        assert bool(handed.trail) is bool(credit), name
        (row,) = mark_class([path], clock=clock).rows
        (mark,) = (m for _, m in row.result.marks if m.question_id == answer.question_id)
        assert mark.credit == credit, name


def test_evidence_that_no_variant_changes_is_reported(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The demo case is one case for everybody; fraud is drawn from the seed."""
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))
    chosen = ("--scenario", "fraud", "--scenario", "demo-case", "--seed", "one")
    for variants, said in ((2, True), (1, False)):
        out = tmp_path / f"{variants}.sealwright-class"
        code, _, err = run("train", "new", out, *chosen, "--variants", variants)
        assert code == 0, err
        assert ("The evidence of demo-case is the same in every variant" in err) is said
