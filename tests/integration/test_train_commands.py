"""`sealwright train`: drills made, answered by trainees, marked, certified; and every bad file refused."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from forensics_app.model.times import SystemClock
from forensics_app.seal.certificates.making import Holder
from forensics_app.seal.signatures.signer import sign_detached
from forensics_app.seal.signing_key import SoftwareKey
from forensics_app.services.demo import run_demo
from forensics_app.services.training.class_files import read_answers, read_class_set
from forensics_app.services.training.solving import submit
from forensics_app.services.verifying.register import registered
from forensics_app.training.answer import Answer
from forensics_app.training.identity_files import trainee_identity
from forensics_app.training.sets.container import SUBMISSION_SIGNATURE, SUBMISSION_TEXT, write_container
from forensics_app.training.sets.submission import TrailEntry
from tests.integration.conftest import Run
from tests.judging.judges import require_judge
from tests.world.cases import TickingClock


@dataclass(frozen=True)
class School:
    """A trainer's computer with a folder of drills on the bundle of the demo."""

    home: Path
    bundle: Path
    drills: Path

    @property
    def class_set(self) -> Path:
        return self.drills / "drills.sealwright-class"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The bundle of the demo, and whom to trust."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEALWRIGHT_HOME", str(folder / "home"))
        made = run_demo(folder / "demo", clock=SystemClock())
    return made.bundle.path, made.trust


@pytest.fixture
def school(run: Run, demo: tuple[Path, Path], tmp_path: Path) -> School:
    bundle, trust = demo
    drills = tmp_path / "drills"
    code, out, err = run(
        "train", "drill", bundle, drills, "--count", 4, "--seed", "a", "--level", 2, "--trust", trust
    )
    assert code == 0, err
    assert str(drills) in out
    return School(tmp_path / "home", bundle, drills)


def test_a_drill_whose_seal_is_gone_enters_no_register_and_its_papers_say_demo(
    school: School, run: Run, tmp_path: Path
) -> None:
    (bundle,) = (school.drills / "01").glob("*.zip")
    half = bundle.read_bytes()[: bundle.stat().st_size // 2]  # no certificate says DEMO
    (tmp_path / "elsewhere.zip").write_bytes(half)
    bundle.write_bytes(half)
    demo = "DEMO: for demonstrations and training only"
    for path, kept in ((bundle, 0), (tmp_path / "elsewhere.zip", 1)):
        report = tmp_path / f"{kept}.txt"
        run("verify", path, "--register", "--report", report)
        assert len(registered()) == kept
        form = run("receive", path, "--unsigned")[1]
        for paper in (report.read_text(encoding="utf-8"), form):
            assert (demo in paper) is not bool(kept)


def _truth(school: School, run: Run) -> dict[str, Any]:
    """What the command says of each drill: the verifier, asked as the guide says."""
    told = {}
    for folder in sorted(school.drills.glob("[0-9]*")):
        (bundle,) = folder.glob("*.zip")
        trust = school.drills / "trust"
        code, out, _ = run(
            "verify", bundle, "--trust", trust / "sealers.pem", "--trust-time", trust / "time.pem", "--json"
        )
        told[f"drill-{folder.name}"] = json.loads(out)
        assert code in (0, 1, 2, 3)
    return told


def _solve(run: Run, school: School, name: str, out: Path, answers: dict[str, str]) -> None:
    typed = [part for place, text in answers.items() for part in ("--answer", f"{place}={text}")]
    code, _, err = run("train", "solve", school.class_set, "--name", name, *typed, "-o", out)
    assert code == 0, err


def test_the_program_s_own_verdicts_are_full_marks(school: School, run: Run, tmp_path: Path) -> None:
    truth = _truth(school, run)
    answers = {f"{task}.verdict": report["verdict"] for task, report in truth.items()}
    out = tmp_path / "lea.sealwright-answers"
    _solve(run, school, "Lea Exemple", out, answers)
    code, text, err = run("train", "mark", out, "--json")
    assert code == 0, err
    (row,) = json.loads(text)["submissions"]
    marks = {mark["question"]: mark for mark in row["marks"]}
    assert len(marks) == 12
    for task, report in truth.items():
        assert marks[f"{task}.verdict"]["points"] == "2.00"
        explanation = marks[f"{task}.reason"]["explanation"]
        assert "of the bundle format" in explanation
        wrong = [f["code"] for f in report["findings"] if f["severity"] not in ("note",)]
        assert not wrong or any(f"finding {code}" in explanation for code in wrong)
        assert "docs/" not in explanation  # a trainee has no source tree
    assert row["points"] == "8.00"


def test_what_is_asked_gives_no_answer_away(school: School, run: Run) -> None:
    opened = read_class_set(school.class_set)
    for task in opened.class_set.tasks:
        assert task.exercise.seed == ""
        assert task.exercise.truths == ()
        assert all(question.explanation is None for question in task.exercise.questions)
    names = sorted(path.name for path in school.drills.rglob("*") if path.is_file())
    assert len(set(names)) == 4, names  # all bundles have one name, whatever was done to them


def test_openssl_opens_the_answers_with_the_trainer_s_key(school: School, tmp_path: Path) -> None:
    require_judge("openssl")
    with zipfile.ZipFile(school.class_set) as archive:
        (tmp_path / "answers.p7m").write_bytes(archive.read("answers.p7m"))
    key = school.home / "training" / "trainer" / "reading.pem"
    asked = ["openssl", "cms", "-decrypt", "-inform", "DER", "-in", tmp_path / "answers.p7m", "-inkey", key]
    told = subprocess.run(asked, capture_output=True, check=True).stdout
    assert json.loads(told)["seed"] == "a"


def test_a_class_of_twenty_is_marked_in_seconds(school: School, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    for number in range(20):
        answer = Answer("verdict", choice_ids=(("altered", "verified")[number % 2],))
        submit(
            school.class_set,
            folder / f"{number:02}.sealwright-answers",
            trainee=Holder(f"Trainee {number:02}", "Example School"),
            answers={"drill-01": [answer]},
            clock=SystemClock(),
        )
    begun = time.monotonic()
    code, text, err = run("train", "mark", folder, "--json")
    assert code == 0, err
    assert time.monotonic() - begun < 5
    told = json.loads(text)
    assert [row["trainee"] for row in told["submissions"]] == [f"Trainee {n:02}" for n in range(20)]
    first = next(one for one in told["questions"] if one["question"] == "drill-01.verdict")
    assert (first["asked"], first["answered"]) == ("20", "20")
    assert told["refused"] == []
    assert told["hints"] == []  # one wrong answer in common is nothing


def test_what_was_done_in_a_case_before_the_answering_began_is_nobody_s_answer(
    school: School, tmp_path: Path
) -> None:
    """The demonstration has the evidence of a class set, and seals a bundle of its own."""
    begun = "2026-12-02T23:21:54.5Z"
    trail = [
        TrailEntry("", "sealed", "a" * 64),
        TrailEntry("2026-12-02T23:19:24Z", "sealed", "b" * 64),
        TrailEntry("2026-12-02T23:21:54Z", "opened", "in the second of the beginning"),
        TrailEntry("2026-12-02T23:30:00.25Z", "sealed", "c" * 64),
    ]
    out = tmp_path / "a.sealwright-answers"
    submit(
        school.class_set,
        out,
        trainee=Holder("Ann"),
        answers={},
        trail=trail,
        begun_at=begun,
        clock=SystemClock(),
    )
    handed_in = read_answers(out).submission
    assert handed_in.sealed_codes == ("c" * 64,)
    assert [entry.what for entry in handed_in.trail] == ["opened", "sealed"]


def test_report_writes_tables_and_signed_certificates(school: School, run: Run, tmp_path: Path) -> None:
    require_judge("pdfsig")
    require_judge("pdftotext")
    out = tmp_path / "a.sealwright-answers"
    _solve(run, school, "=Formula Person", out, {"drill-01.verdict": "altered"})
    table, pages = tmp_path / "class.csv", tmp_path / "pages"
    code, text, err = run("train", "report", out, "--csv", table, "--certificates", pages)
    assert code == 0, err
    assert "=Formula Person" in text
    assert b"\r\n'=Formula Person,," in table.read_bytes()
    assert "drill-01.verdict" in (tmp_path / "class-questions.csv").read_text(encoding="utf-8-sig")
    (pdf,) = pages.glob("*.pdf")
    with pdf.open("rb") as file:
        (signature,) = PdfFileReader(file).embedded_signatures
        assert signature.signer_cert.subject.native["common_name"] == "DEMO Sealwright Training"
    told = subprocess.run(["pdfsig", "-nocert", pdf], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in told
    said = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert not re.search(r":\d\d\.\d", said)  # no fraction of a second on a wall
    assert re.search(r"Date of issue\s+20\d\d-\d\d-\d\d\s", said)
    assert f"Class set {read_class_set(school.class_set).class_set.set_id[:8]}, issued 20" in said
    assert re.search(r"Pass mark\s+60\s*%", said)
    assert hashlib.sha256(out.read_bytes()).hexdigest() in re.sub(
        r"\s", "", said
    )  # the file that was handed in
    assert re.search(r"of 20 points \(\d+\.\d %\)", said), said
    again = run("train", "report", out, "--csv", table)
    assert again[0] == 2
    assert "not overwritten" in again[2]
    assert run("train", "report", out, "--certificates", pages)[0] == 0
    assert len(list(pages.glob("*.pdf"))) == 2  # the next trainee's certificate does not wait for that


def test_same_wrong_answers_and_other_names_are_told(school: School, run: Run, tmp_path: Path) -> None:
    wrong = {f"drill-{n:02}.reason": "time-replayed" for n in range(1, 5)}
    for name in ("Ann", "Bob"):
        _solve(run, school, name, tmp_path / f"{name}.sealwright-answers", wrong)
    _solve(run, school, "Cyd", tmp_path / "Cyd.sealwright-answers", {"drill-01.reason": "namesake"})
    other = trainee_identity(school.home, Holder("Ann"), now=SystemClock().now())
    _rewritten(tmp_path / "Cyd.sealwright-answers", tmp_path / "Dan.sealwright-answers", other, "Cyd", "Dan")
    code, text, err = run("train", "mark", *sorted(tmp_path.glob("*.sealwright-answers")), "--json")
    assert code == 0, err
    found = {(hint["code"], *hint["trainees"]) for hint in json.loads(text)["hints"]}
    assert ("same-wrong-answers", "Ann", "Bob") in found
    assert ("same-identity", "Ann", "Dan") in found
    assert ("other-name", "Dan", "DEMO Ann") in found
    assert not any("Cyd" in hint for hint in found)


def test_of_several_submissions_the_last_one_counts(school: School, run: Run, tmp_path: Path) -> None:
    """Two rows were the same, and a certificate was written for one while the other had none yet."""
    class_ = tmp_path / "class"
    class_.mkdir()
    clock = TickingClock()
    for number, verdict in enumerate(("altered", "verified", "unconfirmed")):
        submit(
            school.class_set,
            class_ / f"{9 - number}.sealwright-answers",
            trainee=Holder("Ann"),
            answers={"drill-01": [Answer("verdict", choice_ids=(verdict,))]},
            clock=clock,
        )
        if number == 1:
            pages = tmp_path / "pages"
            assert run("train", "report", class_, "--certificates", pages)[0] == 0
            (outdated,) = pages.iterdir()
    (class_ / "copy.sealwright-answers").write_bytes((class_ / "7.sealwright-answers").read_bytes())
    other = trainee_identity(school.home, Holder("Somebody"), now=SystemClock().now())
    for name, key in (("Bob", None), ("Bob 2", other)):
        submit(
            school.class_set,
            class_ / f"{name}.sealwright-answers",
            trainee=Holder("Bob"),
            answers={},
            clock=clock,
        )
        if key is not None:
            first = class_ / f"{name}.sealwright-answers"
            _rewritten(first, class_ / "Bob 3.sealwright-answers", key, '"answers":{}', '"answers": {}')
            first.unlink()
    code, text, err = run("train", "mark", class_, "--json")
    assert code == 0, err
    told = json.loads(text)
    rows = [(Path(row["path"]).name[:5], row["standing"]) for row in told["submissions"]]
    assert rows[:4] == [
        ("7.sea", "counts"),
        ("copy.", "copy"),
        ("8.sea", "replaced"),
        ("9.sea", "replaced"),
    ]
    assert sorted(rows[4:]) == [("Bob 3", "counts"), ("Bob.s", "counts")]  # nobody is replaced by a stranger
    said = [row["standing_text"] for row in told["submissions"]]
    assert len(set(said)) == 6, said
    asked = next(one for one in told["questions"] if one["question"] == "drill-01.verdict")
    assert asked["asked"] == "3"
    hints = [(hint["code"], hint["sentence"]) for hint in told["hints"] if "Ann" in hint["trainees"]]
    (twice,) = hints
    assert twice[0] == "twice"
    assert told["submissions"][0]["standing_text"].split()[2][:8] in twice[1]
    assert [hint["code"] for hint in told["hints"] if hint["trainees"] == ["Bob"]] == ["same-name"]
    table = tmp_path / "class.csv"
    code, text, err = run("train", "report", class_, "--certificates", pages, "--csv", table)
    assert code == 0, err
    assert outdated.name in err
    assert len([path for path in pages.iterdir() if path.name.startswith("Ann")]) == 2
    counts = [line["Counts"] for line in csv.DictReader(table.read_text("utf-8-sig").splitlines())]
    assert counts == ["yes", "no", "no", "no", "yes", "yes"]


def test_credits_of_the_trainer_are_kept(school: School, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.sealwright-answers"
    _solve(run, school, "Ann", out, {"drill-01.reason": "time-replayed"})
    code, text, err = run("train", "mark", out, "--credit", "drill-01.reason=0.5", "--json")
    assert code == 0, err
    for _ in range(2):
        (row,) = json.loads(text)["submissions"]
        mark = next(m for m in row["marks"] if m["question"] == "drill-01.reason")
        assert mark["points"] == "1.00"
        assert "by-the-trainer" in mark["remarks"]
        code, text, _ = run("train", "mark", out, "--json")
    for bad in ("drill-01.reason=2", "drill-01.reason=x", "drill-09.reason=1", "nonsense"):
        assert run("train", "mark", out, "--credit", bad)[0] == 2


# --- bad files -----------------------------------------------------------------------------------------


def _rewritten(source: Path, out: Path, key: SoftwareKey | None, old: str, new: str) -> None:
    """A submission with other words in it; signed again with `key`, or with the signature that it had."""
    with zipfile.ZipFile(source) as archive:
        text, p7s = archive.read(SUBMISSION_TEXT), archive.read(SUBMISSION_SIGNATURE)
    changed = text.replace(old.encode(), new.encode())
    assert changed != text
    if key is not None:
        p7s = sign_detached(changed, key, at=SystemClock().now())
    with out.open("wb") as file:
        write_container(file, [(SUBMISSION_TEXT, changed), (SUBMISSION_SIGNATURE, p7s)])


@pytest.fixture
def submission(school: School, run: Run, tmp_path: Path) -> Path:
    out = tmp_path / "ann.sealwright-answers"
    _solve(run, school, "Ann", out, {"drill-01.verdict": "altered"})
    return out


def _refused(run: Run, code: int, *words: str, arguments: tuple[object, ...]) -> None:
    got, out, err = run(*arguments)
    assert got == code, (out, err)
    assert all(word in err for word in words), err
    assert len(err.strip().splitlines()) == 1, err


def test_a_submission_that_was_changed_is_refused(submission: Path, run: Run, tmp_path: Path) -> None:
    changed = tmp_path / "changed.sealwright-answers"
    _rewritten(submission, changed, None, '"altered"', '"unreadable"')
    _refused(run, 1, "changed after the trainee signed it", arguments=("train", "mark", changed))
    code, out, err = run("train", "mark", submission, changed)  # the other one is marked all the same
    assert code == 1
    assert "Ann: " in out
    assert "changed after the trainee signed it" in err


def test_a_submission_without_signature_is_refused(submission: Path, run: Run, tmp_path: Path) -> None:
    bare = tmp_path / "bare.sealwright-answers"
    with zipfile.ZipFile(submission) as archive:
        text = archive.read(SUBMISSION_TEXT)
    with bare.open("wb") as file:
        write_container(file, [(SUBMISSION_TEXT, text)])
    _refused(run, 1, "is not signed", arguments=("train", "mark", bare))


def test_a_submission_of_another_class_is_refused(
    submission: Path, school: School, demo: tuple[Path, Path], run: Run, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    bundle, trust = demo
    run("train", "drill", bundle, other, "--count", 1, "--seed", "b", "--trust", trust)
    arguments = ("train", "mark", submission, "--set", other / "drills.sealwright-class")
    _refused(run, 2, "another class set", arguments=arguments)


def test_a_million_answers_are_refused_at_once(submission: Path, run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(submission) as archive:
        value = json.loads(archive.read(SUBMISSION_TEXT))
    one = value["answers"]["drill-01"][0]
    key = trainee_identity(tmp_path / "home", Holder("Ann"), now=SystemClock().now())
    for count, words in ((20_000, "more answers"), (1_000_000, "more answers")):
        value["answers"]["drill-01"] = [one] * count
        text = json.dumps(value).encode()
        many = tmp_path / f"{count}.sealwright-answers"
        with many.open("wb") as file:
            p7s = sign_detached(text, key, at=SystemClock().now())
            write_container(file, [(SUBMISSION_TEXT, text), (SUBMISSION_SIGNATURE, p7s)])
        begun = time.monotonic()
        _refused(run, 2, words, arguments=("train", "mark", many))
        assert time.monotonic() - begun < 2


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "empty"])
def test_a_damaged_class_set_is_refused(damage: str, school: School, run: Run, tmp_path: Path) -> None:
    data = school.class_set.read_bytes()
    bad = tmp_path / "bad.sealwright-class"
    at = data.index(b'"title"') + 10
    flipped = data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]
    bad.write_bytes({"cut": data[: len(data) // 2], "flipped": flipped, "text": b"x\n", "empty": b""}[damage])
    _refused(run, 2, "Ask the trainer for it again", arguments=("train", "solve", bad))


def test_a_class_set_whose_answers_were_exchanged_is_refused(
    school: School, run: Run, submission: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(school.class_set) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    bad = tmp_path / "bad.sealwright-class"
    with bad.open("wb") as file:
        write_container(file, [(n, d + b"\0" if n == "answers.p7m" else d) for n, d in parts])
    _refused(run, 2, "changed after the trainer", arguments=("train", "mark", submission, "--set", bad))


def test_another_trainer_can_t_open_the_answers(school: School, submission: Path, elsewhere: Run) -> None:
    _refused(
        elsewhere,
        2,
        "encrypted for another trainer",
        arguments=("train", "mark", submission, "--set", school.class_set),
    )
    _refused(elsewhere, 2, "--set", arguments=("train", "mark", submission))


def test_wrong_use_is_one_sentence(school: School, demo: tuple[Path, Path], run: Run, tmp_path: Path) -> None:
    bundle, trust = demo
    full = ("train", "drill", bundle, school.drills, "--seed", "x", "--trust", trust)
    _refused(run, 2, "not overwritten", arguments=full)
    empty = tmp_path / "empty"
    empty.mkdir()
    _refused(run, 2, "no submission", arguments=("train", "mark", empty))
    solve = ("train", "solve", school.class_set)
    _refused(run, 2, "--name", arguments=(*solve, "--answer", "drill-01.verdict=altered"))
    named = (*solve, "--name", "Ann", "-o", tmp_path / "x")
    _refused(run, 2, "drill-77.verdict", arguments=(*named, "--answer", "drill-77.verdict=altered"))
    _refused(run, 2, "nonsense", arguments=(*named, "--answer", "drill-01.verdict=nonsense"))


def test_no_drills_of_an_altered_bundle(demo: tuple[Path, Path], run: Run, tmp_path: Path) -> None:
    data = bytearray(demo[0].read_bytes())
    data[data.index(b"Dear") if b"Dear" in data else 200] ^= 1
    bad = tmp_path / demo[0].name
    bad.write_bytes(bytes(data))
    code, _, err = run("train", "drill", bad, tmp_path / "out", "--seed", "x", "--trust", demo[1])
    assert code in (1, 2)
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_the_same_seed_makes_the_same_drills(demo: tuple[Path, Path], run: Run, tmp_path: Path) -> None:
    """Keys are fresh each time; what is done to each copy is not."""
    bundle, trust = demo
    told = []
    for name in ("one", "two"):
        folder = tmp_path / name
        code, _, err = run("train", "drill", bundle, folder, "--seed", "s", "--count", 6, "--trust", trust)
        assert code == 0, err
        told.append([report["verdict"] for report in _truth(School(tmp_path, bundle, folder), run).values()])
        digest = hashlib.sha256((folder / "drills.sealwright-class").read_bytes()).hexdigest()
        assert digest not in told
    assert told[0] == told[1]
