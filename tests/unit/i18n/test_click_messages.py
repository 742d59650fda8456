"""What Click itself says is in the reader's language, and what we list for it still exists in Click."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest

from forensics_app.cli.click_messages import MESSAGES, PLURALS
from forensics_app.cli.main import main
from forensics_app.i18n import set_language


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    set_language("en")


def _literals_of_click() -> set[str]:
    files = [f for f in distribution("click").files or () if f.suffix == ".py" and f.parts[0] == "click"]
    assert files
    return {
        node.value
        for file in files
        for node in ast.walk(ast.parse(Path(str(file.locate())).read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_click_still_says_what_we_translate() -> None:
    assert {*MESSAGES, *(text for pair in PLURALS for text in pair)} <= _literals_of_click()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--help"], ["Utilisation : sealwright", "Options :", "Commandes :", "Afficher la version"]),
        (
            ["verify", "--lang", "fr", "--bogus"],
            ["Erreur : L’option '--bogus' n’existe pas.", "Pour l’aide : «"],
        ),
        (["verify", "--lang", "fr"], ["Argument manquant 'BUNDLE...'"]),
        (
            ["list", "--lang", "fr", "x", "--kind", "y"],
            ["Valeur non admise pour '--kind'", "ne figure pas parmi"],
        ),
        (["nothing"], ["La commande 'nothing' n’existe pas."]),
        (["list", "--lang", "fr", "a", "b"], ["Argument en trop (b)"]),
    ],
)
def test_click_speaks_french(
    arguments: list[str], expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(arguments if "--lang" in arguments else ["--lang", "fr", *arguments])
    shown = "".join(capsys.readouterr()).replace("\u00a0", " ").replace("\u202f", " ")
    for part in expected:
        assert part in shown
