"""The evidence report as one HTML file that loads nothing and runs nothing.

Its content security policy forbids everything but its own style sheet, named by digest, and pictures that
stand in the file itself; every value is escaped. Printed, the handling codes stand on every page: the whole
report is the body of one table whose head they are, which browsers repeat.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from importlib import resources

from forensics_app.report.evidence_chart import chart_svg
from forensics_app.report.evidence_document import (
    Cell,
    Chart,
    EvidenceDocument,
    Fact,
    Item,
    Picture,
    Row,
    Section,
    Table,
)

# drawn in text, so that neither colour nor a picture is needed to tell them apart
_MARKS = {"yes": "✓", "no": "✕", "doubt": "△", "none": "○", "note": "i"}


def render_html(document: EvidenceDocument) -> bytes:
    """The whole document, UTF-8."""
    text = "\n".join(_page(document)) + "\n"
    return text.encode("utf-8", "backslashreplace")


def _page(document: EvidenceDocument) -> Iterator[str]:
    style = (resources.files("resources") / "templates" / "evidence.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    direction = "rtl" if document.right_to_left else "ltr"
    yield "<!DOCTYPE html>"
    yield f'<html lang="{escape(document.language)}" dir="{direction}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{escape(document.title)}: {escape(document.reference)}</title>"
    yield f"<style>{style}</style>"
    yield "</head>"
    yield "<body>"
    yield '<table class="sheet" role="presentation"><thead><tr><td>'
    yield _running_head(document)
    yield "</td></tr></thead><tbody><tr><td>"
    yield f"<header><h1>{escape(document.title)}</h1>"
    yield f"<p>{_name(document.reference)}</p><p>{_name(document.subtitle)}</p></header>"
    yield from _standing(document)
    yield "<main>"
    for section in document.sections:
        yield from _section(section)
    yield "</main>"
    yield f"<footer>{escape(document.footer)}</footer>"
    yield "</td></tr></tbody></table>"
    yield "</body>"
    yield "</html>"


def _running_head(document: EvidenceDocument) -> str:
    """What stands on every page."""
    said = []
    if document.demo:
        said.append(f'<strong class="demo">{escape(document.demo)}</strong>')
    if document.handling:
        said.append(f'<strong class="handling">{escape(document.handling)}</strong>')
    return " ".join(said)


def _standing(document: EvidenceDocument) -> Iterator[str]:
    standing = document.standing
    yield f'<div class="standing {escape(standing.verdict)}"><h2>{escape(standing.word)}</h2>'
    yield from (f"<p>{escape(sentence)}</p>" for sentence in standing.sentences)
    yield "</div>"


def _section(section: Section) -> Iterator[str]:
    yield f"<section><h3>{escape(section.title)}</h3>"
    if section.intro:
        yield f"<p>{escape(section.intro)}</p>"
    if section.items:
        yield '<ul class="items">'
        yield from map(_item, section.items)
        yield "</ul>"
    if section.facts:
        yield from _facts(section.facts)
    if section.chart is not None:
        yield _chart(section.chart)
    for table in section.tables:
        yield from _table(table)
    if section.pictures:
        yield '<div class="pictures">'
        yield from map(_picture, section.pictures)
        yield "</div>"
    yield from (f"<p>{escape(paragraph)}</p>" for paragraph in section.paragraphs)
    yield "</section>"


def _facts(facts: tuple[Fact, ...]) -> Iterator[str]:
    yield "<dl>"
    for fact in facts:
        yield f"<dt>{escape(fact.label)}</dt><dd>{_value(fact.value, fact.kind)}</dd>"
    yield "</dl>"


def _item(item: Item) -> str:
    code = f' <code dir="ltr">{escape(item.code)}</code>' if item.code else ""
    said = f"<strong>{escape(item.word)}</strong> {escape(item.text)}{code}"
    return f'<li class="{item.mark}">{_mark(item.mark)}{said}</li>'


def _mark(mark: str) -> str:
    return f'<span class="mark" aria-hidden="true">{_MARKS[mark]}</span>'


def _chart(chart: Chart) -> str:
    return (
        f'<figure><div class="chart" dir="ltr" role="img" aria-label="{escape(chart.alt)}">'
        f"{chart_svg(chart)}<p><span>{escape(chart.first)}</span><span>{escape(chart.last)}</span></p></div>"
        f"<figcaption>{escape(chart.alt)}</figcaption></figure>"
    )


def _table(table: Table) -> Iterator[str]:
    if table.title:
        yield f"<h4>{escape(table.title)}</h4>"
    yield '<div class="wide"><table class="rows"><thead><tr>'
    yield "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    yield "</tr></thead><tbody>"
    for row in table.rows:
        yield from _row(row, len(table.columns))
    yield "</tbody></table></div>"
    if table.note:
        yield f'<p class="note">{escape(table.note)}</p>'


def _row(row: Row, columns: int) -> Iterator[str]:
    lone = "" if row.below else ' class="lone"'
    yield f"<tr{lone}>{''.join(f'<td>{_cell(cell)}</td>' for cell in row.cells)}</tr>"
    if row.below:
        yield f'<tr class="below"><td colspan="{columns}">'
        yield from _facts(row.below)
        yield "</td></tr>"


def _cell(cell: Cell) -> str:
    value = _value(cell.text, cell.kind)
    return value if cell.mark is None else f'<span class="{cell.mark}">{_mark(cell.mark)}{value}</span>'


def _picture(picture: Picture) -> str:
    return (
        f'<figure><img src="data:image/png;base64,{escape(picture.png)}" alt="{escape(picture.alt)}">'
        f'<figcaption><code dir="ltr">{escape(picture.name)}</code></figcaption></figure>'
    )


def _value(value: str, kind: str) -> str:
    if kind == "machine":
        return f'<code dir="ltr">{escape(value)}</code>'
    return _name(value) if kind == "name" else escape(value)


def _name(value: str) -> str:
    return f"<bdi>{escape(value)}</bdi>"
