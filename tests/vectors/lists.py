"""The sealed lists of a small case, in the words of docs/bundle-format.md, sections 3 and 4."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
from dataclasses import dataclass, replace
from typing import Any

AT = "2026-11-24T13:58:07Z"
COLUMNS = "id,exhibit,source,path,kind,allocated,size,modified,sha256,media_type,tags,data"


def canonical(value: Any) -> bytes:
    """RFC 8785 of a value without numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def fixed_bytes(label: str, size: int = 16) -> bytes:
    """What a real bundle draws at random."""
    return hashlib.shake_128(label.encode()).digest(size)


@dataclass(frozen=True)
class Item:
    """One artifact. `content` None: no content in this bundle."""

    id: str
    name: str
    content: bytes | None
    exhibit: str = "EX-001"

    @property
    def data(self) -> str | None:
        return None if self.content is None else f"data/{self.exhibit}/{self.id}_{self.name}"

    @property
    def digest(self) -> str | None:
        return None if self.content is None else hashlib.sha256(self.content).hexdigest()


ITEMS = (
    Item("AAAAAAAAAAAAAAAA", "note.txt", b"Meet at the warehouse at nine.\n"),
    Item("BBBBBBBBBBBBBBBB", "facture.jpg", b"\xff\xd8\xff\xe0 no real picture \xff\xd9"),
    Item("CCCCCCCCCCCCCCCC", "folder", None),
)


def artifact(item: Item) -> dict[str, Any]:
    """The object of one line of catalog.jsonl."""
    raw = item.name.encode()
    return {
        "type": "sealwright/artifact/1",
        "id": item.id,
        "salt": b64(fixed_bytes("salt " + item.id)),
        "exhibit": item.exhibit,
        "source": "s1",
        "layer": "s1.p1",
        "kind": "directory" if item.content is None else "file",
        "allocated": True,
        "reallocated": False,
        "orphan": False,
        "path": {"bytes": [b64(raw)], "display": [item.name]},
        "stream": None,
        "inode": "12-128-1",
        "size": None if item.content is None else str(len(item.content)),
        "digests": {"md5": None, "sha1": None, "sha256": item.digest},
        "media_type": None if item.content is None else "text/plain",
        "extension_mismatch": False,
        "times": [
            {
                "kind": "modified",
                "raw": "1",
                "value": "2026-11-20T08:00:00Z",
                "precision": "1s",
                "zone": "utc",
            }
        ],
        "extents": [] if item.content is None else [["s1", "4096", str(len(item.content))]],
        "extent_class": "none" if item.content is None else "runs",
        "derivable": "unchecked" if item.content is None else "yes",
        "read": {"outcome": "not-read" if item.content is None else "complete", "gaps": [], "reason": None},
        "link_target": None,
        "mode": None,
        "uid": None,
        "gid": None,
        "exif": [],
        "position": None,
        "tags": ["send"],
        "note": None,
        "data": item.data,
    }


def catalog(items: tuple[Item, ...]) -> bytes:
    return b"".join(canonical(artifact(item)) + b"\n" for item in items)


def catalog_csv(items: tuple[Item, ...]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(COLUMNS.split(","))
    for item in items:
        size = "" if item.content is None else str(len(item.content))
        kind = "directory" if item.content is None else "file"
        about = [item.id, item.exhibit, "s1", f"/{item.name}", kind, "true", size, "2026-11-20T08:00:00Z"]
        media_type = "text/plain" if item.content else ""
        rows.writerow([*about, item.digest or "", media_type, "send", item.data or ""])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _digests() -> dict[str, None]:
    return {"md5": None, "sha1": None, "sha256": None}


def sources() -> bytes:
    medium = {
        "type": "sealwright/source/1",
        "id": "s1",
        "parent": None,
        "exhibit": "EX-001",
        "kind": "medium",
        "format": "raw",
        "name": {"bytes": b64(b"disk.raw"), "display": "disk.raw"},
        "offset": "0",
        "length": "16777216",
        "sector_size": "512",
        "file_system": None,
        "label": None,
        "description": None,
        "state": "walked",
        "digests": _digests(),
        "stored_digests": _digests(),
        "hashes": "none-stored",
        "segments": [{"name": "disk.raw", "size": "16777216"}],
        "acquisition": None,
        "atime_kept": True,
        "notes": [],
    }
    partition = medium | {"id": "s1.p1", "parent": "s1", "kind": "partition", "format": None, "name": None}
    partition |= {"offset": "4096", "length": "16773120", "file_system": "ntfs", "segments": []}
    return b"".join(canonical(line) + b"\n" for line in (medium, partition))


def selection(items: tuple[Item, ...]) -> bytes:
    value = {
        "type": "sealwright/selection/1",
        "rules": [{"rule": "tag", "value": "send"}],
        "by": "Claire Moreau",
        "at": AT,
        "catalogued": str(len(items) + 4),
        "selected": str(len(items)),
        "not_selected": "4",
        "without_content": str(sum(1 for i in items if i.content is None)),
    }
    return canonical(value) + b"\n"


def omissions(count: int = 3) -> bytes:
    value = {"code": "read-failed", "source": "s1", "locator": "/lost", "count": str(count), "stage": "read"}
    return canonical(value | {"detail": None}) + b"\n"


def request() -> bytes:
    value: dict[str, Any] = {
        "type": "sealwright/request/1",
        "instrument": None,
        "authorities": [],
        "requesting_reference": None,
        "executing_reference": None,
        "legal_basis": None,
        "offence": None,
        "urgency": None,
        "limits_of_use": None,
        "retention": None,
        "languages": [],
        "nonce": None,
        "handling": [],
        "case": {
            "reference": "VEC-2026-0001",
            "title": "Warehouse",
            "examiner": "Claire Moreau",
            "agency": "Example Laboratory",
            "country": "FR",
        },
    }
    return canonical(value) + b"\n"


@dataclass(frozen=True)
class Event:
    """What differs from event to event of the ledger. `before`: SHA-256 by subject, as `digests_before`."""

    event: str
    time: str
    clock: str = "computer"
    offset: str | None = "+01:00"
    reason: str | None = None
    id: str | None = None
    sequence: int | None = None
    previous: str | None = None
    refers_to: str | None = None
    before: dict[str, str] | None = None
    authority: str | None = None
    exhibits: tuple[str, ...] = ("EX-001",)


EVENTS = (
    Event("seized", "2026-11-23T12:44:00Z", clock="stated", reason="warrant 12/2026"),
    Event("analysed", "2026-11-24T13:40:00Z", reason="ingest-completed"),
    Event("sealed", "2026-11-24T13:58:05Z", reason="bundle-sealed"),
)


def event_line(event: Event, sequence: int, head: bytes) -> bytes:
    """One line of custody.jsonl without LF."""
    value: dict[str, Any] = {
        "type": "sealwright/custody/1",
        "sequence": str(event.sequence or sequence),
        "event_id": event.id or f"EVENT{'ABCDEFGHIJKLMNOP'[sequence]}AAAAAAAAAA",
        "nonce": b64(fixed_bytes(f"event {sequence}")),
        "previous": event.previous or head.hex(),
        "event": event.event,
        "time_utc": event.time,
        "local_offset": event.offset,
        "clock_source": event.clock,
        "place": "Lyon",
        "persons": [
            {
                "name": "Claire Moreau",
                "role": "examiner",
                "organisation": "Example Laboratory",
                "country": "FR",
                "id": None,
            }
        ],
        "witness": None,
        "exhibits": list(event.exhibits),
        "reason": event.reason,
        "authority_reference": event.authority,
        "tool": {"name": "sealwright", "version": "0.1.0"},
        "physical_seal_before": None,
        "physical_seal_after": None,
        "digests_before": None if event.before is None else _sha256_alone(event.before),
        "digests_after": None,
        "artifacts": [],
        "refers_to": event.refers_to,
        "notes": [],
    }
    return canonical(value)


def _sha256_alone(digests: dict[str, str]) -> dict[str, dict[str, str | None]]:
    return {subject: {"md5": None, "sha1": None, "sha256": hexed} for subject, hexed in digests.items()}


def ledger(events: tuple[Event, ...] = EVENTS) -> bytes:
    """custody.jsonl of these events, each linked to the one before unless it says otherwise."""
    head, lines = bytes(32), []
    for sequence, event in enumerate(events, start=1):
        line = event_line(event, sequence, head)
        lines.append(line + b"\n")
        head = hashlib.sha256(head + hashlib.sha256(line).digest()).digest()
    return b"".join(lines)


def ledger_head(ledger_bytes: bytes) -> tuple[int, str]:
    """Count and head, as section 4 defines them."""
    head = bytes(32)
    lines = ledger_bytes.split(b"\n")[:-1]
    for line in lines:
        head = hashlib.sha256(head + hashlib.sha256(line).digest()).digest()
    return len(lines), head.hex()


def merkle(catalog_bytes: bytes) -> tuple[int, str]:
    """Size and root, by the recursive definition of RFC 9162 section 2.1.1 over sorted leaves."""
    leaves = sorted(hashlib.sha256(b"\0" + line).digest() for line in catalog_bytes.split(b"\n")[:-1])
    return len(leaves), _tree(leaves).hex()


def _tree(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + _tree(leaves[:split]) + _tree(leaves[split:])).digest()


def with_event(index: int, **changes: Any) -> tuple[Event, ...]:
    """EVENTS with one of them changed."""
    events = list(EVENTS)
    events[index] = replace(events[index], **changes)
    return tuple(events)
