"""One HTML file that loads nothing and runs nothing, around whatever a form or report says.

Its content security policy forbids everything but its own style sheet, named by digest. What is put into it
is escaped already.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from importlib import resources

from forensics_app.report.handling_marks import HandlingMarks


def html_page(
    body: Iterable[str],
    *,
    title: str,
    style: str,
    language: str,
    right_to_left: bool,
    handling: HandlingMarks | None = None,
) -> bytes:
    """The whole file, UTF-8. `body`: lines of HTML; `style`: the name of a sheet in `resources/templates`.

    `handling` stands on top of the page, and of every page that is printed: the whole body is the body of
    one table whose head it is, and browsers repeat heads.
    """
    sheet = (resources.files("resources") / "templates" / f"{style}.css").read_text(encoding="utf-8")
    lines = (
        *_head(title, sheet, f'lang="{escape(language)}" dir="{"rtl" if right_to_left else "ltr"}"'),
        *(body if handling is None else _marked(body, handling)),
        "</body>",
        "</html>",
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")


def _head(title: str, sheet: str, of: str) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(sheet.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield "<!DOCTYPE html>"
    yield f"<html {of}>"
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{escape(title)}</title>"
    yield f"<style>{sheet}</style>"
    yield "</head>"
    yield "<body>"


def _marked(body: Iterable[str], handling: HandlingMarks) -> Iterator[str]:
    codes = " · ".join(f'<bdi dir="ltr">{escape(code)}</bdi>' for code in handling.codes)
    yield '<table class="sheet" role="presentation"><thead><tr><td>'
    yield f"<strong>{escape(handling.label)}: {codes}</strong>"
    yield "</td></tr></thead><tbody><tr><td>"
    yield from body
    yield "</td></tr></tbody></table>"


def by_hand(boxes: Iterable[str]) -> Iterator[str]:
    """Room to write, to sign and to stamp on paper."""
    yield '<div class="hands">'
    yield from (f'<div><p class="muted">{escape(name)}</p></div>' for name in boxes)
    yield "</div>"
