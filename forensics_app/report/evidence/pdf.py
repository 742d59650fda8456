"""The evidence report as PDF/A pages; the words and their order are those of the HTML form."""

from __future__ import annotations

import base64
import re
import struct
from dataclasses import asdict
from typing import Any

from forensics_app.i18n.translator import translator_for
from forensics_app.report.evidence.chart import chart_svg
from forensics_app.report.evidence.document import EvidenceDocument, Picture

TEMPLATE = "evidence"
_UNBROKEN = re.compile(r"[^\s\u200b]{25,}")
_STEP = 12
_PNG_HEAD = 32  # characters of base64 in which the size of a PNG stands
_BREAK = "\u200b"  # where a line may end within a word; the template turns it into what leaves no character
_FIRST_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def page_data(document: EvidenceDocument) -> dict[str, Any]:
    """What the template lays out."""
    data = asdict(document)
    for section, made in zip(document.sections, data["sections"], strict=True):
        if section.chart is not None:
            made["chart"] |= {"svg": chart_svg(section.chart)}
        made["pictures"] = [_picture(one) for one in section.pictures]
        made["title"] = breakable(section.title)
        for table in made["tables"]:
            table["note"] = breakable(table["note"])
            for row in table["rows"]:
                for cell in row["cells"]:
                    cell["text"] = _laid(cell["text"], cell["kind"], document)
                _lay_facts(row["below"], document)
        _lay_facts(made["facts"], document)
        for item in made["items"]:
            item["text"], item["word"] = breakable(item["text"]), breakable(item["word"])
            item["code"] = breakable(item["code"])
    data["name"] = translator_for(document.language).labelled(document.title, document.reference)
    data["reference"] = breakable(document.reference)
    data["subtitle"] = breakable(document.subtitle)
    data["footer"] = breakable(document.footer)
    data["standing"]["sentences"] = [breakable(s) for s in document.standing.sentences]
    return data


def breakable(text: str) -> str:
    """`text` with places to end a line in words that are longer than a column may be wide."""
    return _UNBROKEN.sub(_with_breaks, text)


def _with_breaks(found: re.Match[str]) -> str:
    word = found[0]
    return _BREAK.join(word[at : at + _STEP] for at in range(0, len(word), _STEP))


def _lay_facts(facts: Any, document: EvidenceDocument) -> None:
    for fact in facts:
        fact["value"] = _laid(fact["value"], fact["kind"], document)


def _laid(text: str, kind: str, document: EvidenceDocument) -> str:
    broken = breakable(text)
    return f"{_FIRST_ISOLATE}{broken}{_POP_ISOLATE}" if kind == "name" and document.right_to_left else broken


def _picture(picture: Picture) -> dict[str, str]:
    """Within a drawing, since a template takes no bytes; the drawing is as large as it likes.

    A broad picture leaves no room below it; a high one is no higher than it may be broad.
    """
    width, height = struct.unpack(">II", base64.b64decode(picture.png[:_PNG_HEAD])[16:24])
    high = min(100, max(1, round(100 * height / max(1, width))))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 {high}" width="100" height="{high}">'
        f'<image width="100" height="{high}" href="data:image/png;base64,{picture.png}"/></svg>'
    )
    return {"svg": svg, "name": breakable(picture.name), "alt": picture.alt}
