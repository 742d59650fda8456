"""The report on a verification as plain text, UTF-8, in lines that fit a page."""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.i18n.translator import Translator, translator_for
from forensics_app.i18n.typography.columns import columns, wrapped
from forensics_app.i18n.typography.isolation import isolated
from forensics_app.model.names import gated
from forensics_app.report.layout.document import Document, Fact, Item, OneReport, Section

_WIDTH = 96
_RULE = "_" * 40
_MARKS = {"yes": "[+]", "no": "[X]", "doubt": "[?]", "none": "[ ]", "note": "[i]"}


def render_text(document: Document) -> bytes:
    """The whole document. Lines are broken between words only: a digest stays whole."""
    return ("\n".join(map(gated, _lines(document))) + "\n").encode("utf-8")


def _lines(document: Document) -> Iterator[str]:
    words = translator_for(document.language)
    yield document.title
    if document.subtitle:
        yield document.subtitle
    if document.demo:
        yield document.demo
    if document.handling is not None:
        yield words.labelled(document.handling.label, ", ".join(document.handling.codes))
    if len(document.reports) > 1:
        yield ""
        for one in document.reports:
            yield f"{one.word}  {one.name}"
    for one in document.reports:
        yield ""
        yield "=" * _WIDTH
        yield from _one(one, document)
    if document.hands is not None:
        yield from ("", document.hands.title)
        yield from _wrapped(document.hands.note, "")
        for box in document.hands.boxes:
            yield from ("", words.labelled(box, _RULE))
    yield ""
    yield document.footer


def _one(report: OneReport, document: Document) -> Iterator[str]:
    yield report.word
    yield report.name
    yield from _wrapped(report.sentence, "")
    for section in report.sections:
        yield from _section(section, document)


def _section(section: Section, document: Document) -> Iterator[str]:
    yield ""
    yield section.title
    yield "-" * min(columns(section.title), _WIDTH)
    if section.intro:
        yield from _wrapped(section.intro, "")
    for fact in section.facts:
        yield from _fact(fact, document)
    for item in section.items:
        yield from _item(item, translator_for(document.language))
    for paragraph in section.paragraphs:
        yield from _wrapped(f"* {paragraph}", "  ")


def _fact(fact: Fact, document: Document) -> Iterator[str]:
    words, value = translator_for(document.language), fact.value
    if document.right_to_left and fact.kind != "words":
        value = isolated(value, left_to_right=fact.kind == "machine" or None)
    yield from _wrapped(words.labelled(fact.label, value), "    ")


def _item(item: Item, words: Translator) -> Iterator[str]:
    yield from _wrapped(f"{_MARKS[item.mark]} {words.labelled(item.word, item.text)}", "    ")
    if item.code:
        yield f"    {item.code}"


def _wrapped(text: str, indent: str) -> list[str]:
    return wrapped(text, _WIDTH, indent=indent)
