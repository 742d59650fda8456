"""One HTML file that loads nothing and runs nothing, around whatever a form or report says.

Its content security policy forbids everything but its own style sheet, named by digest. What is put into it
is escaped already.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape

from forensics_app.model.names import gated
from forensics_app.report.layout.handling_marks import HandlingMarks
from forensics_app.resource_files import RESOURCES


def html_page(
    body: Iterable[str],
    *,
    title: str,
    style: str,
    language: str,
    right_to_left: bool,
    handling: HandlingMarks | None = None,
    demo: str = "",
    pictures: bool = False,
) -> bytes:
    """The whole file, UTF-8. `body`: lines of HTML; `style`: the name of a sheet in `resources/templates`,
    which adds to `page.css`; `pictures`: whether pictures that stand in the file itself may be shown.

    `handling` and `demo` stand on top of the page, and of every page that is printed: the whole body is the
    body of one table whose head they are, and browsers repeat heads.
    """
    folder = RESOURCES / "templates"
    sheet = "".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in ("page", style))
    direction = "rtl" if right_to_left else "ltr"
    running = [] if handling is None else [_codes(handling)]
    if demo:
        running.append(f'<strong class="demo">{escape(demo)}</strong>')
    lines = (
        *_head(title, sheet, f'lang="{escape(language)}" dir="{direction}"', pictures=pictures),
        *(_below(running, body) if running else body),
        "</body>",
        "</html>",
    )
    return "".join(f"{gated(line)}\n" for line in lines).encode("utf-8", "backslashreplace")


def _head(title: str, sheet: str, of: str, *, pictures: bool) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(sheet.encode("utf-8")).digest()).decode("ascii")
    shown = "img-src data:; " if pictures else ""
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; {shown}base-uri 'none'; form-action 'none'"
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


def _codes(handling: HandlingMarks) -> str:
    codes = " · ".join(f'<bdi dir="ltr">{escape(code)}</bdi>' for code in handling.codes)
    return f'<strong class="handling">{escape(handling.label)}: {codes}</strong>'


def _below(running: Iterable[str], body: Iterable[str]) -> Iterator[str]:
    yield '<table class="sheet" role="presentation"><thead><tr><td>'
    yield "<br>".join(running)
    yield "</td></tr></thead><tbody><tr><td>"
    yield from body
    yield "</td></tr></tbody></table>"


def by_hand(boxes: Iterable[str]) -> Iterator[str]:
    """Room to write, to sign and to stamp on paper."""
    yield '<div class="hands">'
    yield from (f'<div><p class="muted">{escape(name)}</p></div>' for name in boxes)
    yield "</div>"
