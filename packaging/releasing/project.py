"""What only the owner of the project can say: project.toml, and what is still missing there."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PROJECT: dict[str, Any] = tomllib.loads((Path(__file__).parent / "project.toml").read_text(encoding="utf-8"))


def checked(address: str) -> str:
    """The address. Raises ValueError for one that is not of https."""
    if not address.startswith("https://"):
        raise ValueError(f"{address} in project.toml is no https address")
    return address


def missing(project: Mapping[str, Any] = PROJECT) -> list[str]:
    """What a release would not say, one sentence each."""
    found = []
    if project["maintainer"].endswith("@localhost>"):
        found.append("maintainer: the packages name an address that nobody reads")
    for name, what in (
        ("homepage", "the packages name no page of the project"),
        ("security", "packages and bills name no address for reports of vulnerabilities"),
        ("screenshots", "software centres show no pictures"),
    ):
        if not project[name]:
            found.append(f"{name}: {what}")
    return found
