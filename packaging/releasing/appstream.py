"""The entry of the program in software centres (AppStream)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from project import PROJECT, checked

HERE = Path(__file__).parent


def entry(version: str, date: str, project: Mapping[str, Any] = PROJECT) -> str:
    """The XML text. `date` as 2026-12-01. Raises ValueError for an address that is not of https."""
    text = (HERE / "desktop" / "org.sealwright.Sealwright.metainfo.xml").read_text(encoding="utf-8")
    developer = escape(project["maintainer"].split(" <")[0])
    for pattern, value in (
        ("@VERSION@", escape(version)),
        ("@DATE@", date),
        ("@DEVELOPER@", developer),
        ("  <!-- addresses -->\n", _addresses(project) + _screenshots(project)),
    ):
        text = text.replace(pattern, value)
    return text


def _addresses(project: Mapping[str, Any]) -> str:
    found = {"homepage": project["homepage"], "contact": project["security"]}
    return "".join(
        f'  <url type="{kind}">{escape(checked(address))}</url>\n'
        for kind, address in found.items()
        if address
    )


def _screenshots(project: Mapping[str, Any]) -> str:
    if not project["screenshots"]:
        return ""
    folder = escape(checked(project["screenshots"].rstrip("/")))
    lines = []
    for number, (name, caption) in enumerate(project["pictures"].items()):
        kind = ' type="default"' if number == 0 else ""
        lines += [
            f"    <screenshot{kind}>",
            f"      <caption>{escape(caption)}</caption>",
            f'      <image type="source">{folder}/{escape(name)}</image>',
            "    </screenshot>",
        ]
    return "\n".join(["  <screenshots>", *lines, "  </screenshots>"]) + "\n"
