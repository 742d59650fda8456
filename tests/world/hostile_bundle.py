"""A bundle whose sender wrote hostile text into every field of every list that takes any."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import msgspec

from forensics_app.custody.chain import check_chain
from forensics_app.verify.files import records
from tests.vectors import lists
from tests.vectors.attacks_request import REQUEST, record
from tests.vectors.bundle import Files, Plan, build

HOSTILE = "x\x1b]0;owned\x07\x9b31m\r\nforged,line\t\u202egnp.exe\u2066\u200f<script>\u2028end"
_KINDS = {
    "metadata/sources.jsonl": records.Source,
    "metadata/catalog.jsonl": records.Artifact,
    "metadata/selection.json": records.Selection,
    "metadata/omissions.jsonl": records.Omission,
    REQUEST: records.Request2,
}
_CUSTODY = "metadata/custody.jsonl"
_KEPT = frozenset({"data", "bytes"})
ACQUISITION = dict.fromkeys(
    ("examiner", "case_number", "evidence_number", "description", "notes", "acquired_at", "system_date",
     "tool", "tool_version", "operating_system", "model", "serial_number"), "x",
)  # fmt: skip


def assert_tame(text: str) -> None:
    """Nothing that a terminal, a browser or a reader's eye obeys."""
    bad = [c for c in text if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")]
    assert not bad, ascii(text[:2000])


def hostile_bundle() -> bytes:
    """The ZIP, of format 2: earlier formats have no grammar that would refuse it."""
    return build(Plan(lists=_poison, info=lambda lines: lines[0].__setitem__(1, "sealwright/2"))).zip


def _poison(tree: Files) -> None:
    tree[REQUEST] = record()
    tree["bag-info.txt"] = tree["bag-info.txt"].replace(b"sealwright/1", b"sealwright/2")
    tree["bag-info.txt"] = tree["bag-info.txt"].replace(b"Example Laboratory", b"Lab\x1b[2J\x07\xe2\x80\xae")
    sources = [json.loads(line) for line in tree["metadata/sources.jsonl"].splitlines()]
    for source in sources:
        source |= {"label": "x", "description": "x", "notes": ["x"], "acquisition": ACQUISITION}
    tree["metadata/sources.jsonl"] = b"".join(lists.canonical(source) + b"\n" for source in sources)
    artifacts = [json.loads(line) for line in tree["metadata/catalog.jsonl"].splitlines()]
    for artifact in artifacts:
        artifact |= {"exif": [{"tag": "x", "value": "x"}], "note": "x", "mode": "x", "uid": "x", "gid": "x"}
    tree["metadata/catalog.jsonl"] = b"".join(lists.canonical(artifact) + b"\n" for artifact in artifacts)
    for path, kind in _KINDS.items():
        tree[path] = b"".join(_hostile(line, kind) for line in tree[path].splitlines())
    first, second = tree["metadata/sources.jsonl"].splitlines()
    second = lists.canonical(json.loads(second) | {"id": f"{HOSTILE}.p1"})
    tree["metadata/sources.jsonl"] = first + b"\n" + second + b"\n"
    tree[_CUSTODY] = _hostile_ledger(tree[_CUSTODY])


def _hostile(line: bytes, kind: type[Any]) -> bytes:
    value, reader = json.loads(line), msgspec.json.Decoder(kind)
    for place in list(_leaves(value)):
        other = json.loads(json.dumps(value))
        _set(other, place, HOSTILE)
        try:
            reader.decode(lists.canonical(other))
        except msgspec.ValidationError:
            continue
        value = other
    for name in _names(value):
        name["bytes"] = (
            [base64.b64encode(HOSTILE.encode()).decode()] if isinstance(name["bytes"], list) else
            base64.b64encode(HOSTILE.encode()).decode()
        )  # fmt: skip
    return lists.canonical(value) + b"\n"


def _hostile_ledger(ledger: bytes) -> bytes:
    """Every text that a line may hold, and the chain made again over it."""
    head, made = bytes(32), b""
    for line in ledger.splitlines():
        value = json.loads(line) | {"previous": head.hex()}
        for place in list(_leaves(value)):
            other = json.loads(json.dumps(value))
            _set(other, place, HOSTILE)
            if place[0] not in ("type", "sequence", "previous", "nonce", "event_id") and _is_event(other):
                value = other
        text = lists.canonical(value)
        made += text + b"\n"
        head = hashlib.sha256(head + hashlib.sha256(text).digest()).digest()
    return made


def _is_event(value: dict[str, Any]) -> bool:
    """Whether the line alone, as the first of a ledger, is in its form."""
    alone = value | {"sequence": "1", "previous": "0" * 64}
    return check_chain([lists.canonical(alone)]).unbroken


def _leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, str):
        if not _KEPT.intersection(place):
            yield place
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, (*place, key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from _leaves(one, (*place, at))


def _names(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if set(value) == {"bytes", "display"}:
            yield value
        for one in value.values():
            yield from _names(one)
    elif isinstance(value, list):
        for one in value:
            yield from _names(one)


def _set(value: Any, place: tuple[Any, ...], text: str) -> None:
    for key in place[:-1]:
        value = value[key]
    value[place[-1]] = text
