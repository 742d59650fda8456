"""Tag files that people and other programs read instead of the lists: what they must not say otherwise."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from forensics_app.bundle.layout import CASE, REQUIRED_TAG_FILES, SUPPLEMENT, report_paths
from forensics_app.verify.collector import Findings
from forensics_app.verify.lists.lists_check import RequestFacts

MAX_TEXT_BYTES = 1 << 20
_VERIFY = re.compile(r"VERIFY\.[A-Za-z0-9-]+\.txt\Z")
_BEGIN, _END = b"# BEGIN SEALWRIGHT RECIPE", b"# END SEALWRIGHT RECIPE"
_TYPE = "case-investigation:authorizationType"
_REFERENCES = "case-investigation:authorizationIdentifier"
_EXHIBIT = "case-investigation:exhibitNumber"
_FEW = 5
_SEALED = ".sealed"  # of `X.sealed.zip`
_RUN = re.compile(rb"^    bash (?:\./)?recipe\.sh (\S+)\.zip ", re.MULTILINE)
# SHA-256 of every script that a version of this program sealed; the newest first
RECIPES = frozenset(
    {
        "4e2c17382bcd197e1f706a112665c82e328ef397c9e6e1d03b7724880797fe9a",
        "cc189a6b2cf99f8a199085ae1c2b928bdfb7bfb33f8e86503aeb29411fe0c133",
        "67e789de01fd66b55e6202683ea341864a2adc8df559255d4ce7dfffbb490cf3",
        "9a89fdb4cbae060981200f1e984258eb1fae6fd8b8cd4e97f918a1b7e7ff79f3",
        "8611c49ab31b3aded800d9535aa18ba09a1a2fb79a005186953bba1dda1dccbf",
        "0fe819511ef162bbe702395aa05a9a14df1de0063c0afbd9a584e14343665e12",
    }
)


def verify_texts(paths: Iterable[str]) -> Iterator[str]:
    """Those of a bundle's paths that are texts on how to check it."""
    return (path for path in paths if _VERIFY.match(path))


def check_tag_files(paths: Iterable[str], findings: Findings) -> None:
    """Each tag file is one that the format says something of."""
    named = set(paths)
    known = REQUIRED_TAG_FILES | {SUPPLEMENT} | set(report_paths(named)) | set(verify_texts(named))
    for path in sorted(named - known):
        if not path.startswith("custody/"):  # what lies there is judged with the ledger
            findings.code("tag-file-unexplained", path)


def check_verify_text(path: str, text: bytes, reference: str | None, findings: Findings) -> None:
    """The script in a text on how to check the bundle is one of this program's, and it is told to be run on
    this bundle. A text without such a script is the sender's own, and nothing is said of it.
    """
    script = _script(text)
    if script and hashlib.sha256(script).hexdigest() not in RECIPES:
        findings.code("verify-text-differs", path, None, hashlib.sha256(script).hexdigest())
    for name in _RUN.findall(text) if script and reference is not None else ():
        if reference not in (said := name.decode("utf-8", "replace"), said.removesuffix(_SEALED)):
            findings.code("record-differs", path, reference, said)


def _script(text: bytes) -> bytes:
    """What the text's own `sed` takes out of it."""
    kept: list[bytes] = []
    inside = False
    for line in text.split(b"\n"):
        inside = inside or line.startswith(_BEGIN)
        if inside:
            kept.append(line + b"\n")
        if inside and line.startswith(_END):
            inside = False
    return b"".join(kept)


@dataclass(frozen=True, slots=True)
class SealedFacts:
    """What the lists say, as far as case.jsonld may repeat it; None for what was not read. `events` are the
    kinds of events by their times."""

    request: RequestFacts | None
    reference: str | None
    exhibits: frozenset[str] | None
    digests: frozenset[str] | None
    events: Mapping[str, frozenset[str]] | None


def check_case(text: bytes, sealed: SealedFacts, findings: Findings) -> None:
    """What case.jsonld tells in CASE terms is what the lists tell. It needn't tell anything."""
    for node in _nodes(text):
        for key, value, allowed in _decided(node, sealed):
            if isinstance(value, str) and value not in allowed:
                findings.code("record-differs", f"{CASE} {key}", _several(allowed), value)


def _decided(node: dict[str, Any], sealed: SealedFacts) -> Iterator[tuple[str, object, Collection[str]]]:
    """Key, value and what it may be, of those values of one node that lists decide."""
    kind = str(node.get("@type", "")).rpartition(":")[2]
    request = sealed.request
    if kind == "Investigation" and request is not None:
        yield "core:name", node.get("core:name"), (request.reference,)
        yield "core:description", node.get("core:description"), (request.title,)
    elif kind == "Bundle" and sealed.reference is not None:
        yield "core:name", node.get("core:name"), (sealed.reference,)
    elif kind == "Authorization" and request is not None:
        record = request.record
        yield _TYPE, node.get(_TYPE), (record.instrument or "",)
        references = (record.requesting_reference or "", record.executing_reference or "")
        for value in _each(node.get(_REFERENCES)):
            yield _REFERENCES, value, references
    elif kind == "ProvenanceRecord" and sealed.exhibits is not None:
        yield _EXHIBIT, node.get(_EXHIBIT), sealed.exhibits
    elif kind == "Hash" and sealed.digests is not None:
        said = _value(node.get("types:hashValue"))
        yield "types:hashValue", said.lower() if isinstance(said, str) else None, sealed.digests
    elif kind == "InvestigativeAction" and sealed.events is not None:
        started = _value(node.get("action:startTime"))
        yield "action:startTime", started, sealed.events.keys()
        if isinstance(started, str) and started in sealed.events:
            yield "core:name", node.get("core:name"), sealed.events[started]


def _several(allowed: Collection[str]) -> str:
    """Those that may stand there, where they are few."""
    return ", ".join(sorted(allowed)) or "-" if len(allowed) <= _FEW else "…"


def _value(typed: object) -> object:
    return typed.get("@value") if isinstance(typed, dict) else typed


def _nodes(text: bytes) -> Iterator[dict[str, Any]]:
    try:
        document = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    graph = document.get("@graph") if isinstance(document, dict) else None
    for node in graph if isinstance(graph, list) else ():
        if isinstance(node, dict):
            yield node


def _each(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else (value,)
