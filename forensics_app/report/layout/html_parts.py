"""What the web pages of all reports are made of: values, facts, items. Every value is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from forensics_app.report.layout.document import Fact, Item, Kind

_MARKS = {"yes": "✓", "no": "✕", "doubt": "△", "none": "○", "ring": "○", "note": "i"}
"""Drawn in text, so that neither colour nor a picture is needed to tell them apart."""


def mark_html(mark: str) -> str:
    """The sign alone; words beside it say the same."""
    return f'<span class="mark" aria-hidden="true">{_MARKS[mark]}</span>'


def name_html(value: str) -> str:
    """What comes from evidence or people: it keeps its own direction."""
    return f"<bdi>{escape(value)}</bdi>"


def value_html(value: str, kind: Kind) -> str:
    """A value as its kind is shown."""
    if kind == "machine":
        return f'<code dir="ltr">{escape(value)}</code>'
    return name_html(value) if kind == "name" else escape(value)


def facts_html(facts: Iterable[Fact]) -> Iterator[str]:
    """Labels and values; nothing for no facts."""
    pairs = [f"<dt>{escape(f.label)}</dt><dd>{value_html(f.value, f.kind)}</dd>" for f in facts]
    if pairs:
        yield f"<dl>{''.join(pairs)}</dl>"


def items_html(items: Iterable[Item]) -> Iterator[str]:
    """A list with a sign before each item; nothing for no items."""
    lines = [f'<li class="{item.mark}">{mark_html(item.mark)}<div>{_said(item)}</div></li>' for item in items]
    if lines:
        yield f'<ul class="items">{"".join(lines)}</ul>'


def _said(item: Item) -> str:
    code = f' <code dir="ltr">{escape(item.code)}</code>' if item.code else ""
    return f"<strong>{escape(item.word)}</strong> {escape(item.text)}{code}"
