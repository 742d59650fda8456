"""The entry of the program in software centres (AppStream), and what its owner has to say (project.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
PROJECT: dict[str, Any] = tomllib.loads((HERE / "project.toml").read_text(encoding="utf-8"))


def entry(version: str, date: str, project: Mapping[str, Any] = PROJECT) -> str:
    """The XML text. `date` as 2026-12-01. Raises ValueError for an address that is not of https."""
    text = (HERE / "desktop" / "org.sealwright.Sealwright.metainfo.xml").read_text(encoding="utf-8")
    developer = escape(project["maintainer"].split(" <")[0])
    for pattern, value in (
        ("@VERSION@", escape(version)),
        ("@DATE@", date),
        ("@DEVELOPER@", developer),
        ("  <!-- addresses -->\n", _homepage(project["homepage"]) + _screenshots(project)),
    ):
        text = text.replace(pattern, value)
    return text


def _homepage(address: str) -> str:
    return f'  <url type="homepage">{_checked(address)}</url>\n' if address else ""


def _screenshots(project: Mapping[str, Any]) -> str:
    if not project["screenshots"]:
        return ""
    folder = _checked(project["screenshots"].rstrip("/"))
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


def _checked(address: str) -> str:
    if not address.startswith("https://"):
        raise ValueError(f"{address} in project.toml is no https address")
    return escape(address)
