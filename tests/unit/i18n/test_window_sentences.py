"""Errors as the window says them: no option, no command, no key of a file format, in any language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import forensics_app
from forensics_app.errors import AddendumInvalidError, UsageError
from forensics_app.i18n.refusals.event_fields import event_field_label
from forensics_app.i18n.refusals.in_window import (
    ONLY_ON_THE_COMMAND_LINE,
    window_code_sentence,
    window_sentence,
)
from forensics_app.i18n.sentences import ERROR_SENTENCES
from forensics_app.i18n.translator import LANGUAGES, translator_for

_COMMAND_LINE = re.compile(r"--[a-z]|sealwright [a-z]|--\u2066?[a-z]")
_FIELDS = re.compile(r"{(\w+)}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_window_sentence_gives_advice_for_the_command_line(language: str) -> None:
    words = translator_for(language)
    for code, english in ERROR_SENTENCES.items():
        if code in ONLY_ON_THE_COMMAND_LINE:
            continue
        fields = dict.fromkeys(_FIELDS.findall(english), "XXXX") | {"field": "place"}
        said = window_code_sentence(code, fields, words=words)
        assert len(said) > 8, (code, said)
        assert not _COMMAND_LINE.search(said), (code, said)
        assert said[-1] in ".。!?؟", (code, said)


def test_a_value_is_never_taken_for_advice() -> None:
    said = window_code_sentence("source-empty", {"path": "/a/--strict. sealwright list. x"})
    assert "/a/--strict. sealwright list. x" in said


def test_the_field_is_called_by_its_label() -> None:
    said = window_sentence(AddendumInvalidError(field="dispatch.recipients", value="Lab South; Nowhere"))
    assert said == "“Lab South; Nowhere” can't be used in the field “Sent to”. Correct it and try again."
    said = window_sentence(UsageError(name="--tsa", value="ftp://x"))
    assert said == "“ftp://x” can't be used here. Correct it and try again."


def test_every_field_that_people_fill_in_has_a_label() -> None:
    """Whatever the services or the options refuse of an event is named; what only a program writes is not."""
    found = set()
    root = Path(forensics_app.__file__).parent
    for folder in ("services", "cli/options"):
        for path in (root / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _REFUSALS:
                    found |= {
                        k.value.value
                        for k in node.keywords
                        if k.arg == "field" and isinstance(k.value, ast.Constant)
                    }
    assert len(found) > 5
    words = translator_for("en")
    assert {key for key in found if event_field_label(str(key), words) == key} == set()


_REFUSALS = ("AddendumInvalidError", "CustodyEventInvalidError", "refusal")
