"""What this program consists of, from what is installed: versions, licences, and what it was tested with.

A report that names the program's version alone leaves out who computed the digests and who parsed the file
systems; this names them all.
"""

from __future__ import annotations

import importlib
import platform
import re
import sys
from dataclasses import dataclass
from importlib import metadata

from forensics_app import __version__
from forensics_app.resource_files import LOCK
from forensics_app.system.native_libraries import libarchive_version

OWN = "sealwright"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
_LONGEST_LICENCE = 60
_MISSING = "-"


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


def tested_versions() -> dict[str, str]:
    """Normalised name -> the version that this release was tested with; empty where the list is missing."""
    if not LOCK.is_file():
        return {}
    pairs = _LOCKED.findall(LOCK.read_text(encoding="ascii"))
    return {_normal(name): version for name, version in pairs}


def components() -> tuple[tuple[str, str], ...]:
    """(name, version) of the program, of Python, of each library of the system that is loaded, and of each
    package; one that is not there has the version `-`.
    """
    return (
        (OWN, __version__),
        ("Python", f"{platform.python_version()} ({sys.implementation.name})"),
        ("OpenSSL (Python)", _openssl()),
        ("OpenSSL (cryptography)", _openssl_of_cryptography()),
        ("SQLite", str(importlib.import_module("sqlite3").sqlite_version)),
        ("The Sleuth Kit", _sleuth_kit()),
        ("libarchive", libarchive_version() or _MISSING),
        ("libmagic", _libmagic()),
        *((one.name, one.version) for one in libraries()),
    )


def version_lines() -> list[str]:
    """One component a line. A package in another version than the tested one says so, for programs and
    people alike: these lines are no message and have one form in every language.
    """
    tested = tested_versions()
    lines = []
    for name, version in components():
        wanted = tested.get(_normal(name), version)
        lines.append(
            f"{name} {version}" + ("" if _plain(wanted) == _plain(version) else f" (tested with {wanted})")
        )
    return lines


def _openssl() -> str:
    import ssl  # here, as below: nobody but this list pays for loading them

    return ssl.OPENSSL_VERSION.removeprefix("OpenSSL ")


def _openssl_of_cryptography() -> str:
    # as above
    from cryptography.hazmat.backends.openssl import backend

    return backend.openssl_version_text().removeprefix("OpenSSL ")


def _sleuth_kit() -> str:
    """Its package's version is the binding's, by date; this is the version of the library in it."""
    try:
        return str(importlib.import_module("pytsk3").get_version())
    except ImportError:
        return _MISSING


def _libmagic() -> str:
    try:
        number = int(importlib.import_module("magic").version())
    except (ImportError, NotImplementedError):  # the package is there, the library of the system isn't
        return _MISSING
    return f"{number // 100}.{number % 100:02}"


def _plain(version: str) -> str:
    """Without the leading zeros that one list writes and the other doesn't: 2.012 is 2.12."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", version)


def _required(line: str) -> str:
    found = _NAME.match(line)
    return "" if found is None else found.group()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
