"""Every scenario that comes with the program: complete in all languages, the same bytes from the same seed,
and its truth found in the evidence by the program and by The Sleuth Kit.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics_app.i18n import LANGUAGES
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.times import SystemClock
from forensics_app.services.training.checking import check_scenario, is_fixed
from forensics_app.services.training.scenarios import find_folder, list_scenarios, scenario_folders
from forensics_app.training.building.build import Build, build, scenario_of
from forensics_app.training.folder.checking import MOST_MIB, check_folder
from forensics_app.training.folder.outline import Messages
from forensics_app.training.folder.reading import read_folder
from forensics_app.training.question import QuestionKind
from forensics_app.training.truth import ArtifactsTruth, ArtifactTruth
from tests.judging.judges import require_judge
from tests.unit.i18n.language_rules import BANNED, broken_rules

NAMES = [path.name for path in scenario_folders()]
SOLVE_IT = Path(__file__).resolve().parents[3] / "resources/training/solve-it.tsv"
TOO_LARGE_BYTES = 30_000_000
LARGEST_CELL = 16


def need_tools(name: str) -> None:
    for tool in scenario_of(find_folder(name)).tools:
        require_judge(tool)


@pytest.fixture(scope="module", params=NAMES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Build:
    need_tools(request.param)
    return build(find_folder(request.param), "a test", tmp_path_factory.mktemp(request.param))


def test_there_are_scenarios() -> None:
    assert "fraud" in NAMES
    assert [scenario.name for scenario in list_scenarios()] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_and_its_truth_is_in_the_evidence(name: str) -> None:
    """Built twice with one seed and once with another; each artifact is found with its digest."""
    need_tools(name)
    checked = check_scenario(find_folder(name), clock=SystemClock(), report=silent, cancelled=never_cancelled)
    assert checked.problems == ()
    assert checked.built


@pytest.mark.parametrize("name", NAMES)
def test_it_speaks_every_language_of_the_program_and_no_text_is_left_in_english(name: str) -> None:
    folder = find_folder(name)
    assert set(folder.messages) == set(LANGUAGES)
    english = folder.messages["en"]
    for language in set(LANGUAGES) - {"en"}:
        other = folder.messages[language]
        assert other.briefing != english.briefing
        assert other.title != english.title
        for question, texts in english.question.items():
            assert other.question[question].text != texts.text, (language, question)
            assert other.question[question].explanation.strip(), (language, question)
            for choice, words in texts.choices.items():
                assert other.question[question].choices[choice] != words, (language, question, choice)


@pytest.mark.parametrize(
    ("language", "letters"),
    [("ar", "[\u0600-\u06ff]"), ("ru", "[\u0400-\u04ff]"), ("zh-Hans", "[\u4e00-\u9fff]")],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_language_with_its_own_script_is_written_in_it(name: str, language: str, letters: str) -> None:
    messages = find_folder(name).messages[language]
    for text in [messages.title, messages.briefing, *(q.text for q in messages.question.values())]:
        assert len(re.findall(letters, text)) > 5, text


@pytest.mark.parametrize("language", list(BANNED))
@pytest.mark.parametrize("name", NAMES)
def test_words_that_the_glossary_warns_against_stand_nowhere(name: str, language: str) -> None:
    folder = find_folder(name)
    english = dict(texts_of(folder.messages["en"]))
    said = dict(texts_of(folder.messages[language]))
    assert said.keys() == english.keys()
    assert not [
        (key, broken) for key, text in said.items() if (broken := broken_rules(language, english[key], text))
    ]


def texts_of(messages: Messages) -> Iterator[tuple[str, str]]:
    """Every text of a scenario with a name for it."""
    yield from (("title", messages.title), ("summary", messages.summary), ("briefing", messages.briefing))
    for question, texts in messages.question.items():
        yield from ((f"{question}.{name}", text) for name, text in texts.choices.items())
        yield from ((f"{question}.hint {number}", text) for number, text in enumerate(texts.hints))
        yield f"{question}.text", texts.text
        yield f"{question}.explanation", texts.explanation
        yield f"{question}.model answer", texts.model_answer


@pytest.mark.parametrize("name", NAMES)
def test_identifiers_are_of_the_catalogue(name: str) -> None:
    rows = SOLVE_IT.read_text(encoding="utf-8").splitlines()
    known = {row.split("\t")[0] for row in rows if row and not row.startswith("#")}
    used = {one for question in scenario_of(find_folder(name)).questions for one in question.solve_it}
    assert used
    assert used <= known


def test_evidence_is_small(built: Build) -> None:
    assert sum(one.size_bytes for one in built.exercise.evidence) < MOST_MIB << 20


def test_evidence_says_that_it_is_for_training(built: Build) -> None:
    for path in built.evidence:
        data = path.read_bytes()
        if path.suffix == ".E01":  # packed, but for what its header says
            data = subprocess.run([require_judge("ewfinfo"), path], capture_output=True, check=True).stdout
        assert b"DEMO" in data or "DEMO".encode("utf-16-le") in data, path.name


def test_digests_are_those_of_the_files(built: Build) -> None:
    for path, said in zip(built.evidence, built.exercise.evidence, strict=True):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == said.sha256


def test_texts_are_filled_in(built: Build) -> None:
    exercise = built.exercise
    for words in [exercise.title, exercise.briefing, *(question.text for question in exercise.questions)]:
        for _, text in words.by_language:
            assert "{" not in text


def test_every_question_has_its_truth_and_is_worth_something(built: Build) -> None:
    for question in built.exercise.questions:
        assert built.exercise.truth_of(question.question_id)
        assert question.points > 0
        assert sum(hint.cost for hint in question.hints) <= question.points


def test_sleuth_kit_lists_the_artifacts_of_the_truth(built: Build) -> None:
    """Names by fls, which shares no code of ours above libtsk."""
    fls, mmls = require_judge("fls"), require_judge("mmls")
    for path in built.evidence:
        if path.suffix != ".raw":
            continue
        wanted = {
            place.path
            for _, truth in built.exercise.truths
            if isinstance(truth, ArtifactTruth | ArtifactsTruth)
            for place in (truth.accepted if isinstance(truth, ArtifactTruth) else truth.expected)
            if place.source == path.name
        }
        table = subprocess.run([mmls, path], capture_output=True, text=True, check=False).stdout
        starts = [row.split()[2] for row in table.splitlines() if re.match(r"\d+:\s+\d\d\d", row)] or ["0"]
        listed = set()
        for start in starts:
            done = subprocess.run(
                [fls, "-r", "-p", "-o", start, path],
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
            )
            listed |= {"/" + row.split("\t", 1)[1] for row in done.stdout.splitlines() if "\t" in row}
        encrypted = {place for place in wanted if "/vault/" in place}
        assert wanted - encrypted <= listed, path.name


def test_kinds_of_questions_are_all_taught_somewhere() -> None:
    taught = {question.kind for scenario in list_scenarios() for question in scenario.questions}
    assert taught == set(QuestionKind)


@pytest.mark.parametrize("name", [name for name in NAMES if not is_fixed(find_folder(name))])
def test_three_seeds_give_three_variants(name: str, tmp_path: Path) -> None:
    need_tools(name)
    seen = set()
    for seed in ("1", "2", "3"):
        (tmp_path / seed).mkdir()
        seen.add(build(find_folder(name), seed, tmp_path / seed).exercise.evidence)
    assert len(seen) == 3


@pytest.mark.parametrize("name", NAMES)
def test_its_files_alone_have_no_problem(name: str) -> None:
    [path] = [one for one in scenario_folders() if one.name == name]
    assert check_folder(read_folder(path)) == []
