"""The page of a receipt as one HTML file (see `html_frame`); what it says is what the PDF says."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from forensics_app.i18n.translator import Translator
from forensics_app.report.forms.receipt_page import ReceiptPage
from forensics_app.report.layout.html_frame import by_hand, html_page


def page_html(page: ReceiptPage, words: Translator) -> bytes:
    """UTF-8. `words`: the language that the page was made in."""
    return html_page(
        _body(page),
        title=page.title,
        style="form",
        language=words.language,
        right_to_left=words.right_to_left,
        handling=page.handling,
    )


def _body(page: ReceiptPage) -> Iterator[str]:
    yield f'<header><h1>{escape(page.title)}</h1><p class="muted">{escape(page.note)}</p></header>'
    yield "<table>"
    for label, value, machine in (*page.facts, *page.files):
        shown = f"<code>{escape(value)}</code>" if machine else escape(value)
        yield f'<tr><th scope="row">{escape(label)}</th><td>{shown}</td></tr>'
    yield "</table>"
    yield f"<h2>{escape(page.verdict)}</h2>"
    yield f"<p>{escape(page.sentence)}</p>"
    yield "<table>"
    for axis, state in page.axes:
        yield f'<tr><th scope="row">{escape(axis)}</th><td>{escape(state)}</td></tr>'
    yield "</table>"
    if page.findings:
        said = (
            f'<li>{escape(sentence)} <code class="muted">{escape(codes)}</code></li>'
            for sentence, codes in page.findings
        )
        yield f"<ul>{''.join(said)}</ul>"
    if page.by_hand:
        yield from by_hand(page.by_hand)
    yield f"<footer>{escape(page.checked_by)}</footer>"
