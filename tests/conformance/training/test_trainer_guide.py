"""The guide's own example is a scenario that can be built, and the guide names what there is."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from forensics_app.i18n.translator import translator_for
from forensics_app.i18n.verdicts import AXIS_WORDS
from forensics_app.model.findings import Axis
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.times import SystemClock
from forensics_app.services.training.checking import check_scenario
from forensics_app.services.training.scenarios import find_folder
from forensics_app.training.building.build import scenario_of
from forensics_app.training.folder.outline import Outline, QuestionOutline, TruthOutline
from forensics_app.training.folder.reading import EVIDENCE_FILE, SCENARIO_FILE
from forensics_app.training.folder.recipe import CONTENT_KEYS, Draw, EvidenceRecipe, FileRecipe, VolumeRecipe
from forensics_app.training.question import QuestionKind
from tests.judging.judges import require_judge

DOCS = Path(__file__).resolve().parents[3] / "docs"
GUIDE = (DOCS / "trainer-guide.md").read_text(encoding="utf-8")
TRANSLATED = ["ar", "de", "es", "fr"]
CODE_BLOCK = re.compile(r"^```.*?^```\n", re.MULTILINE | re.DOTALL)


def code_of(guide: str) -> tuple[list[str], set[str]]:
    """The blocks of code of a guide, and every word that its prose has as code."""
    return CODE_BLOCK.findall(guide), set(re.findall(r"`([^`\n]+)`", CODE_BLOCK.sub("", guide)))


def example(name: str) -> str:
    found = re.search(rf"^`{re.escape(name)}`:\n\n```toml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written = tmp_path / "key-cupboard"
    (written / "messages").mkdir(parents=True)
    for name in (SCENARIO_FILE, EVIDENCE_FILE, "messages/en.toml"):
        (written / name).write_text(example(name), encoding="utf-8")
    return written


def test_the_example_is_sound_and_its_truth_is_in_its_evidence(folder: Path) -> None:
    found = find_folder(str(folder))
    for tool in scenario_of(found).tools:
        require_judge(tool)
    checked = check_scenario(found, clock=SystemClock(), report=silent, cancelled=never_cancelled)
    assert checked.problems == ()
    assert checked.found == 1


@pytest.mark.parametrize(
    "struct", [Draw, VolumeRecipe, EvidenceRecipe, FileRecipe, Outline, QuestionOutline, TruthOutline]
)
def test_every_key_is_explained(struct: type[msgspec.Struct]) -> None:
    of_forms = {"acquired", "description", "exhibit", "table", "question"}
    names = {field.name for field in msgspec.structs.fields(struct)} - of_forms
    assert not {name for name in names if not re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", GUIDE)}


@pytest.mark.parametrize("word", [*QuestionKind, *CONTENT_KEYS])
def test_every_kind_is_explained(word: str) -> None:
    assert f"`{word}`" in GUIDE


@pytest.mark.parametrize("language", ["en", *TRANSLATED])
def test_the_first_lesson_has_the_sixth_question_of_the_page_by_its_name(language: str) -> None:
    suffix = "" if language == "en" else f".{language}"
    guide = (DOCS / f"trainer-guide{suffix}.md").read_text(encoding="utf-8")
    first = next(line for line in guide.splitlines() if line.startswith("| **"))
    assert f"(*{translator_for(language).text(AXIS_WORDS[Axis.CONSISTENCY])}*)" in first


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_same_code_and_sections(language: str) -> None:
    translation = (DOCS / f"trainer-guide.{language}.md").read_text(encoding="utf-8")
    assert code_of(translation) == code_of(GUIDE)
    marks = re.compile(r"^(#+|\d+\.|\|)(?= )", re.MULTILINE)
    assert marks.findall(translation) == marks.findall(GUIDE)
