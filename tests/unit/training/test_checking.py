"""What `train check` finds in a folder: each fault by its own code, and nothing in a sound one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from forensics_app.i18n import LANGUAGES, set_language
from forensics_app.i18n.training import PROBLEM_SENTENCES
from forensics_app.services.training.scenarios import scenario_folders
from forensics_app.training.folder.checking import check_folder
from forensics_app.training.folder.problems import ProblemCode
from forensics_app.training.folder.reading import read_folder

[FRAUD] = [path for path in scenario_folders() if path.name == "fraud"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FRAUD, tmp_path / "fraud"))


def codes(folder: Path) -> set[str]:
    return {problem.code.value for problem in check_folder(read_folder(folder))}


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sound_folder_has_no_problem(folder: Path) -> None:
    assert codes(folder) == set()


LANGUAGES_LINE = 'languages = ["en", "fr", "es", "ar", "de", "pt-BR", "ru", "zh-Hans"]'


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("scenario.toml", "version = 1", "version =", "not-toml"),
        ("scenario.toml", "version = 1", "", "wrong-form"),
        ("scenario.toml", "version = 1", "version = 1\nextra = 2", "wrong-form"),
        ("scenario.toml", 'kind = "artifact"', 'kind = "riddle"', "wrong-form"),
        (
            "scenario.toml",
            '["en", "fr", "es", "ar", "de", "pt-BR", "ru", "zh-Hans"]',
            "[]",
            "language-missing",
        ),
        ("scenario.toml", '"fr", ', '"fr", "it", ', "file-missing"),
        ("scenario.toml", '"fr", ', '"../fr", ', "name-form"),
        ("scenario.toml", 'id = "hidden-plan"', 'id = "deleted-invoice"', "id-twice"),
        ("scenario.toml", 'id = "hidden-plan"', 'id = "Hidden plan"', "name-form"),
        ("scenario.toml", 'points = "2"', 'points = "many"', "value-form"),
        ("scenario.toml", 'points = "2"', 'points = "NaN"', "value-form"),
        ("scenario.toml", '"DFT-1150"', '"T1150"', "solve-it-form"),
        ("scenario.toml", "truth = { sealed = true }", "truth = { }", "truth-missing"),
        ("scenario.toml", "truth = { sealed = true }", "truth = { sentence = true }", "truth-missing"),
        ("scenario.toml", '"asked", "noted", "paid", "copied"]', '"asked", "noted"]', "truth-missing"),
        ("scenario.toml", 'choice = "assumed"', 'choice = "perhaps"', "reference-unknown"),
        ("scenario.toml", '"certain", "assumed", "nothing"]', '"assumed"]', "choices-missing"),
        ("scenario.toml", "{total}", "{grand_total}", "field-unknown"),
        ("evidence.toml", 'volume = "fat"', 'volume = "floppy"', "reference-unknown"),
        ("evidence.toml", 'copy_of = "changed"', 'copy_of = "gone"', "reference-unknown"),
        ("evidence.toml", 'copy_of = "changed"', 'copy_of = "changed"\ntext = "DEMO"', "content-count"),
        ("evidence.toml", 'copy_of = "changed"', "", "content-count"),
        ("evidence.toml", 'id = "second"', 'id = "notes"', "id-twice"),
        ("evidence.toml", 'path = "Bank/payments.csv"', 'path = "../payments.csv"', "name-form"),
        ("evidence.toml", 'file = "stick.raw"', 'file = "../stick.raw"', "name-form"),
        ("evidence.toml", 'label = "DEMO-FAT"', 'label = "WORK"', "not-marked-demo"),
        ("evidence.toml", '"DEMO\\r\\n024', '"024', "not-marked-demo"),
        ("evidence.toml", "size_mib = 8", "size_mib = 800", "evidence-too-large"),
        ("evidence.toml", 'volumes = ["office"]', 'volumes = ["office", "fat"]', "not-possible"),
        ("evidence.toml", "table = true", "table = true\nkeep_percent = 50", "not-possible"),
        ("evidence.toml", "digits = 6", "digits = 6\nwords = 2", "draw-form"),
        ("messages/ar.toml", "{keeper_name}", "", "fields-differ"),
        ("messages/en.toml", "{keeper_name}", "{keeper}", "field-unknown"),
        ("messages/es.toml", "{keeper_name}", "{keeper_name", "braces"),
        ("messages/fr.toml", "[question.who]", "[question.whom]", "message-unused"),
        ("messages/fr.toml", "[question.who]", "[question.whom]", "message-missing"),
        ("messages/en.toml", 'title = "DEMO', 'title = "', "not-marked-demo"),
    ],
)
def test_each_fault_has_its_code(folder: Path, name: str, old: str, new: str, code: str) -> None:
    change(folder, name, old, new)
    assert code in codes(folder)


def test_files_that_are_none(folder: Path) -> None:
    (folder / "evidence.toml").unlink()
    assert "file-missing" in codes(folder)
    (folder / "evidence.toml").write_bytes(b"a" * (1 << 20) + b"b")
    assert "file-too-large" in codes(folder)
    (folder / "evidence.toml").write_bytes(b"\xff\xfe")
    assert "not-toml" in codes(folder)
    (folder / "evidence.toml").write_text("a = " + "[" * 20_000, encoding="utf-8")
    assert "not-toml" in codes(folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_its_sentence(language: str) -> None:
    set_language(language)
    try:
        assert set(PROBLEM_SENTENCES) == {code.value for code in ProblemCode}
    finally:
        set_language("en")
