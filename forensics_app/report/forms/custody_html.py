"""The custody form as one HTML file (see `html_frame`); what it says is what the PDF says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Any

from forensics_app.i18n import current
from forensics_app.model.names import visible
from forensics_app.report.forms.custody_form import CustodyForm, custody_data
from forensics_app.report.forms.custody_labels import FormLabels
from forensics_app.report.layout.html_frame import by_hand, html_page
from forensics_app.report.layout.html_parts import mark_html


def custody_html(form: CustodyForm, labels: FormLabels, *, printed: datetime) -> bytes:
    """UTF-8, in the language of the messages. `printed` (UTC) stands at its end."""
    words = current()
    data = custody_data(form, labels, printed=printed)
    return html_page(
        _body(data),
        title=words.labelled(data["title"], visible(form.name)),
        style="form",
        language=words.language,
        right_to_left=words.right_to_left,
        handling=form.handling,
    )


def _body(data: Mapping[str, Any]) -> Iterator[str]:
    if data["demo"] is not None:
        yield f'<p class="demo">{escape(data["demo"])}</p>'
    yield f"<header><h1>{escape(data['title'])}</h1></header>"
    yield "<table>"
    for label, value in data["facts"]:
        yield f'<tr><th scope="row">{escape(label)}</th><td>{escape(value)}</td></tr>'
    head, digest = data["head"]
    yield f'<tr><th scope="row">{escape(head)}</th><td><code>{escape(digest)}</code></td></tr>'
    yield "</table>"
    yield f'<ul class="checks">{"".join(_check(one, "li") for one in data["checks"])}</ul>'
    yield '<table class="rows"><thead><tr>'
    yield "".join(f'<th scope="col">{escape(name)}</th>' for name in data["columns"])
    yield "</tr></thead>"
    for row in data["rows"]:
        yield from _row(row, len(data["columns"]))
    yield "</table>"
    hand = data["by_hand"]
    yield f"<h2>{escape(hand['title'])}</h2>"
    yield f'<p class="muted">{escape(hand["note"])}</p>'
    yield from by_hand(hand["boxes"])
    yield f"<footer>{escape(data['footer'])}</footer>"


def _row(row: Mapping[str, Any], columns: int) -> Iterator[str]:
    what = f"<b>{escape(row['what'])}</b>" + (f"<p>{escape(row['reason'])}</p>" if row["reason"] else "")
    place = [row["place"], ", ".join(row["exhibits"])]
    cells = (
        f"<b>{escape(row['number'])}</b>",
        "<br>".join(f"<code>{escape(part)}</code>" for part in row["when"]),
        what,
        _lines(row["who"]),
        _lines(part for part in place if part),
        "".join(_check(one, "div") for one in row["checks"]),
    )
    yield f'<tbody><tr class="{"above" if row["more"] else "alone"}">'
    yield "".join(f"<td>{cell}</td>" for cell in cells)
    yield "</tr>"
    if row["more"]:
        yield f'<tr class="below"><td></td><td colspan="{columns - 1}"><dl>'
        yield "".join(_pair(*pair) for pair in row["more"])
        yield "</dl></td></tr>"
    yield "</tbody>"


def _check(one: Mapping[str, str], tag: str) -> str:
    machine = f"<br><code>{escape(one['machine'])}</code>" if "machine" in one else ""
    said = f"{mark_html(one['mark'])}<div>{escape(one['text'])}{machine}</div>"
    return f'<{tag} class="{escape(one["mark"])}">{said}</{tag}>'


def _pair(label: str, value: str, kind: str = "") -> str:
    shown = f"<code>{escape(value)}</code>" if kind else escape(value)
    return f"<dt>{escape(label)}</dt><dd>{shown}</dd>"


def _lines(parts: Iterator[str] | list[str]) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in parts)
