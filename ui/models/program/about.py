"""What this program consists of, from what is installed: versions and licences, and what helps to mend it."""

from __future__ import annotations

import os
import platform
import re
import sys
from dataclasses import dataclass
from importlib import metadata

from PySide6.QtCore import QSysInfo, qVersion
from PySide6.QtGui import QGuiApplication

from forensics_app import __version__
from forensics_app.i18n import current
from ui.theme import theme

OWN = "sealwright"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LONGEST_LICENCE = 60


@dataclass(frozen=True, slots=True)
class Library:
    """As its own package says; `licence` empty where it says nothing."""

    name: str
    version: str
    licence: str


def libraries() -> tuple[Library, ...]:
    """Every library that this program needs, directly or through another, as far as it is installed."""
    found: dict[str, Library] = {}
    waiting = [OWN, "pyside6-essentials"]
    seen: set[str] = set()
    while waiting:
        key = _normal(waiting.pop())
        if key in seen:
            continue
        seen.add(key)
        try:
            package = metadata.distribution(key)
        except metadata.PackageNotFoundError:
            continue
        name = package.metadata["Name"] or key
        if key != OWN:
            found[key] = Library(name, package.version, licence_of(package))
        waiting += [_required(line) for line in package.requires or () if "extra ==" not in line]
    return tuple(found[key] for key in sorted(found))


def licence_of(package: metadata.Distribution) -> str:
    """What the package says of its licence, shortest form first."""
    facts = package.metadata
    if "License-Expression" in facts:
        return facts["License-Expression"]
    classes = [
        line.rpartition("::")[2].strip()
        for line in facts.get_all("Classifier") or ()
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    if classes:
        return ", ".join(dict.fromkeys(classes))
    stated = facts["License"].strip().splitlines() if "License" in facts else []
    return stated[0][:_LONGEST_LICENCE] if stated else ""


def diagnostics() -> str:
    """What whoever mends a fault asks first. No names, no paths, nothing of any case."""
    screen = QGuiApplication.primaryScreen()
    size = "-" if screen is None else f"{screen.size().width()}x{screen.size().height()}"
    scale = "-" if screen is None else f"{screen.devicePixelRatio():g}"
    lines = [
        f"sealwright {__version__}",
        f"Python {platform.python_version()} ({sys.implementation.name})",
        f"Qt {qVersion()}, {QSysInfo.buildAbi()}",
        f"system {QSysInfo.prettyProductName()}, kernel {platform.release()}, {platform.machine()}",
        f"platform {QGuiApplication.platformName()}, screen {size}, scale {scale}",
        f"processors {os.cpu_count()}",
        f"language {current().language}, colours {theme().tokens.name}, text {round(theme().scale * 100)} %",
        *(f"{one.name} {one.version}" for one in libraries()),
    ]
    return "\n".join(lines)


def _required(line: str) -> str:
    found = _NAME.match(line)
    return "" if found is None else found.group()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
