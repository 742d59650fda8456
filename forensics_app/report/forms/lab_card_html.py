"""The page of a laboratory's card as one HTML file (see `html_frame`); what it says is what the PDF says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Any

from forensics_app.i18n import current
from forensics_app.model.lab_card import LabCard
from forensics_app.report.forms.lab_card_page import lab_card_data
from forensics_app.report.layout.html_frame import html_page


def lab_card_html(card: LabCard, *, algorithm: str, not_after: str, demo: bool, printed: datetime) -> bytes:
    """UTF-8, in the language of the messages; arguments as for `lab_card_data`."""
    words = current()
    data = lab_card_data(card, algorithm=algorithm, not_after=not_after, demo=demo, printed=printed)
    return html_page(
        _body(data),
        title=data["title"],
        style="form",
        language=words.language,
        right_to_left=words.right_to_left,
    )


def _body(data: Mapping[str, Any]) -> Iterator[str]:
    yield f"<header><h1>{escape(data['title'])}</h1></header>"
    if data["demo"] is not None:
        yield f'<p class="demo">{escape(data["demo"])}</p>'
    yield from (
        f'<h2 lang="{escape(one["lang"])}" dir="auto">{escape(one["name"])}</h2>' for one in data["names"]
    )
    yield "<table>"
    for label, value in data["facts"]:
        yield f'<tr><th scope="row">{escape(label)}</th><td>{escape(value)}</td></tr>'
    yield "</table>"
    yield f"<h2>{escape(data['fingerprint_title'])}</h2>"
    yield '<div class="seal" dir="ltr"><div>'
    yield from (f"<code>{escape(letter)}  {escape(digits)}</code>" for letter, digits in data["rows"])
    yield f'</div><div role="img" aria-label="{escape(data["qr_words"])}">{data["qr"]}</div></div>'
    yield from (f"<p>{escape(paragraph)}</p>" for paragraph in data["text"])
    yield f"<footer>{escape(data['footer'])}</footer>"
