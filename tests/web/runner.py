"""Runs the script of the built page under Node, and says in its words whom a vector's receiver trusts."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.judging.judges import require_judge
from tests.vectors import pki, revocation

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "packaging" / "web-verifier"
PAGE = ROOT / "resources" / "verifier" / "sealwright-verifier.html"
CHECKED_AT = "2026-11-25T08:00:00Z"

needs_node = pytest.mark.usefixtures("node")


@dataclass
class Trusted:
    """One entry of the receiver's trust, as node-cli.mjs takes it."""

    role: str
    pem: str
    label: str
    authority: bool
    subject: str | None = None
    revoked: str | None = None


@dataclass
class Task:
    """One bundle to check."""

    path: str
    trust: list[Trusted] = field(default_factory=list)
    crls: list[str] = field(default_factory=list)
    now: str = CHECKED_AT
    expect: list[str] = field(default_factory=list)
    language: str = "en"


def task(path: Path, words: tuple[str, ...], folder: Path, expect: tuple[str, ...] = ()) -> Task:
    """A task whose trust is said in the words of a vector; certificates and lists are put into `folder`."""
    made = Task(str(path), expect=list(expect))
    for text in words:
        kind, who, *rest = text.split()
        if kind == "crl":
            name = "-".join((who, *rest)).replace(":", "")
            made.crls.append(_kept(folder / f"{name}.crl", revocation.by_words(who, *rest)))
        elif kind == "revoked":
            for entry in made.trust:
                if entry.pem == _pem(who, folder):
                    entry.revoked = rest[0]
        else:
            subject = _pem(rest[1], folder) if rest else None
            role, authority = kind.removesuffix("-ca"), kind.endswith("-ca")
            made.trust.append(Trusted(role, _pem(who, folder), f"the lab of {who}", authority, subject))
    return made


def run(tasks: list[Task], folder: Path) -> list[dict[str, Any]]:
    """The reports, in the form of `verify --json`, by the page's own script in one Node process."""
    batch = folder / "batch.json"
    batch.write_text(json.dumps([asdict(one) for one in tasks]), encoding="utf-8")
    done = subprocess.run(
        [require_judge("node"), str(SOURCE / "node-cli.mjs"), "--batch", str(batch)],
        capture_output=True,
        check=True,
    )
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(reports) == len(tasks)
    for one, report in zip(tasks, reports, strict=True):
        assert "crash" not in report, (one.path, report.get("crash"))
    return reports


def said_of_details(values: list[str], language: str, folder: Path) -> list[str]:
    """Details of omissions in the words of the page."""
    file = folder / f"details-{language}.json"
    file.write_text(json.dumps({language: values}), encoding="utf-8")
    done = subprocess.run(
        [require_judge("node"), str(SOURCE / "node-cli.mjs"), "--details", str(file)],
        capture_output=True,
        check=True,
    )
    said: list[str] = json.loads(done.stdout)
    return said


def codes(report: dict[str, Any]) -> set[str]:
    """Codes of all findings but notes."""
    return {f["code"] for f in report["findings"] if f["severity"] != "note"}


def notes(report: dict[str, Any]) -> set[str]:
    """Codes of the notes."""
    return {f["code"] for f in report["findings"] if f["severity"] == "note"}


def _pem(who: str, folder: Path) -> str:
    certificate = x509.load_der_x509_certificate(pki.by_name(who).certificate)
    return _kept(folder / f"{who}.pem", certificate.public_bytes(Encoding.PEM))


def _kept(path: Path, data: bytes) -> str:
    if not path.exists():
        path.write_bytes(data)
    return str(path)
