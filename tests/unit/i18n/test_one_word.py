"""A word by itself may be a button, a state or a heading: it has a context, as other languages differ."""

from __future__ import annotations

import re

import pytest

from tests.unit.i18n.test_extraction import extraction
from tests.world.shared_data import PROJECT

WITHOUT = {
    "forensics_app/cli/click_messages.py": "Click asks for its own messages, without any context",
    "forensics_app/i18n/glossary.py": "terms, each with its meaning; see resources/glossary",
}
CLICK_S = frozenset({"Commands"})
"""One of Click's messages, which the command line says in Click's place."""


def without_context(source: str, path: str = "x.py") -> list[str]:
    return [m.text for m in extraction.in_source(source, path) if _is_bare(m.text, m.plural, m.context)]


def _is_bare(text: str, plural: str | None, context: str | None) -> bool:
    return context is None and any(
        re.fullmatch(r"[^\s{}]*\w[^\s{}]*", form) for form in (text, plural) if form is not None
    )


def test_every_word_by_itself_has_a_context() -> None:
    bare = {
        f"{m.path}:{m.line}: {m.text}"
        for m in extraction.messages(PROJECT)
        if _is_bare(m.text, m.plural, m.context) and m.path not in WITHOUT and m.text not in CLICK_S
    }
    assert not bare


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ('tr("Read")', ["Read"]),
        ('tr("Make…") if x else N_("time-stamp")', ["Make…", "time-stamp"]),
        ('tr(NC_("button", "Read"))', []),
        ('tr("Read it")', []),
        ('tr("{count}")', []),
        ('trn("line", "lines", 2)', ["line"]),
        ('trn("line", "{count} lines", 2)', ["line"]),
        ('trn("{count} line", "{count} lines", 2)', []),
        ('trn(*NCP_("after its number", "line", "lines"), 2)', []),
    ],
)
def test_what_counts_as_a_word_by_itself(source: str, bare: list[str]) -> None:
    assert without_context(source) == bare
