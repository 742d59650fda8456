"""The cover sheet as one HTML file (see `html_frame`); what it says is what the PDF says.

Every value is escaped, and the picture of the code is drawn here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from forensics_app.i18n.translator import Translator
from forensics_app.model.cover_sheet import CoverSheet
from forensics_app.report.forms.cover_sheet import cover_sheet_data, side_by_side
from forensics_app.report.layout.handling_marks import handling_marks
from forensics_app.report.layout.html_frame import by_hand, html_page


def cover_sheet_html(sheet: CoverSheet, languages: tuple[Translator, ...]) -> bytes:
    """UTF-8; in one language, or in the first two side by side."""
    languages = side_by_side(languages)
    data = cover_sheet_data(sheet, languages, size="")
    return html_page(
        _body(data, languages),
        title=languages[0].labelled(data["title"][0], data["reference"]),
        style="form",
        language=languages[0].language,
        right_to_left=languages[0].right_to_left,
        handling=handling_marks(languages[0], sheet.report.bundle.request),
    )


def _body(data: dict[str, Any], languages: tuple[Translator, ...]) -> Iterator[str]:
    yield f'<header><p class="muted">{escape(data["sender"])}</p>'
    yield _both("h1", data["title"], languages)
    yield f'<p class="reference" dir="ltr">{escape(data["reference"])}</p></header>'
    if data["demo"] is not None:
        yield _both("p", data["demo"], languages, "demo")
    yield "<table>"
    yield from (_fact(fact, languages) for fact in data["facts"])
    yield "</table>"
    for one in data["warnings"]:
        yield _both("p", one["texts"], languages, one["kind"])
    yield from _seal(data, languages)
    yield from _files(data, languages)
    if data["open"] is not None:
        yield from _opening(data["open"], languages)
    yield _both("h2", data["how_title"], languages)
    yield '<div class="both">'
    for words, steps in zip(languages, data["how"], strict=True):
        yield f"<ol {_of(words)}>{''.join(f'<li>{escape(step)}</li>' for step in steps)}</ol>"
    yield "</div>"
    yield from by_hand(" · ".join(dict.fromkeys(labels)) for labels in data["by_hand"])
    line = escape(" · ".join(dict.fromkeys(data["by_hand_line"])))
    yield f'<p class="muted">{line}</p>'
    yield f"<footer>{_both('p', data['footer'], languages)}</footer>"


def _seal(data: dict[str, Any], languages: tuple[Translator, ...]) -> Iterator[str]:
    yield _both("h2", data["code_title"], languages)
    yield '<div class="seal" dir="ltr"><div>'
    yield from (f"<code>{escape(letter)}  {escape(digits)}</code>" for letter, digits in data["rows"])
    yield _both("p", data["short"][0], languages, "muted")
    yield f'<code class="short">{escape(data["short"][1])}</code></div>'
    yield f'<div role="img" aria-label="{escape(data["qr_words"])}">{data["qr"]}</div></div>'


def _files(data: dict[str, Any], languages: tuple[Translator, ...]) -> Iterator[str]:
    for group in data["files"]:
        yield _both("h2", group["title"], languages)
        yield "<table>"
        for name, sizes, digest in group["files"]:
            shown = escape(" · ".join(dict.fromkeys(sizes)))
            yield f'<tr><td><b dir="ltr">{escape(name)}</b><br><code>SHA-256 {escape(digest)}</code></td>'
            yield f"<td>{shown}</td></tr>"
        yield "</table>"
        if group["note"] is not None:
            yield _both("p", group["note"], languages)
    yield _both("p", data["signer"]["labels"], languages, "muted")
    yield '<div class="seal" dir="ltr"><div>'
    yield from (f"<code>{escape(letter)}  {escape(row)}</code>" for letter, row in data["signer"]["rows"])
    yield "</div></div>"


def _opening(said: dict[str, Any], languages: tuple[Translator, ...]) -> Iterator[str]:
    yield _both("h2", said["title"], languages)
    yield _both("p", [" ".join(steps) for steps in said["steps"]], languages)
    if said["digests"]:
        yield _both("p", said["labels"], languages, "muted")
        yield from (f"<p><code>{escape(digest)}</code></p>" for digest in said["digests"])
        if said["more"]:
            yield _both("p", said["more"], languages)


def _fact(fact: dict[str, Any], languages: tuple[Translator, ...]) -> str:
    """The values between their labels, once where both languages say the same."""
    labels, cells = [], []
    for words, label, value in zip(languages, fact["labels"], fact["values"], strict=True):
        shown = f"<code>{escape(value)}</code>" if fact["machine"] else escape(value)
        labels.append(f'<th scope="row" {_of(words)}>{escape(label)}</th>')
        cells.append(f"<td {_of(words)}>{shown}</td>")
    if len(cells) > 1 and fact["same"]:
        cells = [cells[0].replace("<td ", '<td colspan="2" ', 1)]
    return f"<tr>{labels[0]}{''.join(cells)}{''.join(labels[1:])}</tr>"


def _both(tag: str, texts: Sequence[str], languages: tuple[Translator, ...], kind: str = "") -> str:
    """The same in each language side by side; once where it is the same word."""
    named = f' class="{escape(kind)}"' if kind else ""
    alike = len(set(texts)) == 1
    shown = list(zip(languages, texts, strict=True))[: 1 if alike else None]
    made = "".join(f"<{tag}{named} {_of(words)}>{escape(text)}</{tag}>" for words, text in shown)
    return made if len(shown) == 1 else f'<div class="both">{made}</div>'


def _of(words: Translator) -> str:
    return f'lang="{escape(words.language)}" dir="{"rtl" if words.right_to_left else "ltr"}"'
