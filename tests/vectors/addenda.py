"""Addenda: what happens after the seal, each in its own container (docs/bundle-format.md, section 11)."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.vectors import cms
from tests.vectors.bundle import SEALED_AT, Built, Plan, container_entries
from tests.vectors.lists import b64, canonical, fixed_bytes
from tests.vectors.pki import SIGNER, Identity
from tests.vectors.vector import AXES
from tests.vectors.zipform import Entry, write

Head = dict[str, str]
Event = dict[str, Any]
SENT_AT = SEALED_AT.replace(hour=15, minute=0, second=0)
STEP = timedelta(minutes=30)


def _same(_: Any) -> None:
    pass


@dataclass
class Wish:
    """How to make an addendum. `event` changes the object before it is written, `text` the bytes of
    event.json, `info` the lines of seal-info.txt.
    """

    who: Identity = SIGNER
    at: datetime = SENT_AT
    time_stamp: bool = False
    event: Callable[[Event], None] = _same
    text: Callable[[bytes], bytes] = lambda data: data
    info: Callable[[list[list[str]]], None] = _same
    container: Callable[[list[Entry]], None] = _same
    seal: str | None = None
    label: str = ""
    wish: cms.SignatureWish = field(default_factory=cms.SignatureWish)


@dataclass(frozen=True)
class Made:
    """One addendum: the name and bytes of its file, event.json, and the head that others name."""

    name: str
    file: bytes
    event_json: bytes
    head: Head

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.event_json).hexdigest()


def head_of(container: bytes, who: Identity, at: datetime) -> Head:
    """What names this container, whose first signature `who` made at `at`."""
    files = contents(container)
    manifest = files["META-INF/ASiCManifest001.xml"]
    return {
        "seal_code": _sha256(files["seal-info.txt"]),
        "manifest_sha256": _sha256(manifest),
        "signed_attrs_sha256": _sha256(cms.signed_attributes(manifest, who, at)),
        "signer_cert_sha256": who.fingerprint,
        "file_sha256": _sha256(container),
    }


def seal_head(built: Built, plan: Plan | None = None) -> Head:
    """The head of a bundle's own seal."""
    plan = plan or Plan()
    return head_of(built.seal, plan.signers[0], plan.sealed_at)


def addendum(built: Built, kind: str, *previous: Head, wish: Wish | None = None, **fields: Any) -> Made:
    """An addendum of `kind` that names these heads; `fields` replace those of event.json."""
    wish = wish or Wish()
    label = f"{kind} {wish.label} {wish.who.fingerprint}"
    event: Event = {
        "type": "sealwright/addendum/1",
        "event": kind,
        "reference": built.name,
        "nonce": b64(fixed_bytes(label)),
        "previous": sorted(previous, key=canonical),
        "time_utc": wish.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "local_offset": "+01:00",
        "clock_source": "computer",
        "place": "Lyon",
        "persons": [_person("Claire Moreau")],
        "witness": None,
        "reason": None,
        "authority_reference": None,
        "physical_seal_before": None,
        "physical_seal_after": None,
        "notes": [],
        "refers_to": None,
        "dispatch": None,
        "receipt": None,
    } | fields
    wish.event(event)
    event_json = wish.text(canonical(event) + b"\n")
    seal = wish.seal or _sha256(contents(built.seal)["seal-info.txt"])
    lines = [
        ["format", "sealwright/1"],
        ["kind", "addendum"],
        ["event", kind],
        ["reference", built.name],
        ["seal", seal],
        ["signer-sha256", wish.who.fingerprint],
        ["time-stamp", "required" if wish.time_stamp else "none"],
        ["event-sha256", _sha256(event_json)],
    ]
    wish.info(lines)
    info = "".join(f"{key}: {value}\n" for key, value in lines).encode()
    plan = Plan(
        signers=(wish.who,),
        sealed_at=wish.at,
        time_stamp=wish.time_stamp,
        stamped_at=wish.at + timedelta(seconds=4),
        archived_at=wish.at + timedelta(seconds=6),
        wish=wish.wish,
        container=wish.container,
    )
    file = write(container_entries(plan, [Entry("seal-info.txt", info), Entry("event.json", event_json)]))
    name = f"{built.name}.{kind}.{_sha256(event_json)[:8]}.asice"
    return Made(name, file, event_json, head_of(file, wish.who, wish.at))


def _person(name: str) -> dict[str, str | None]:
    return {"name": name, "role": None, "organisation": None, "country": None, "id": None}


def dispatch(built: Built, *previous: Head, to: tuple[Identity, ...] = (), wish: Wish | None = None) -> Made:
    """The bundle is sent to the holders of these certificates."""
    recipients = [{"name": "Laboratory", "country": "ES", "certificate_sha256": r.fingerprint} for r in to]
    files = [_file(f"{built.name}.zip", built.zip), _file(f"{built.name}.asice", built.seal)]
    value = {"channel": "courier", "recipients": recipients, "files": files}
    return addendum(built, "dispatch", *(previous or (seal_head(built),)), wish=wish, dispatch=value)


def receipt(built: Built, of: Made, *previous: Head, wish: Wish, **changes: Any) -> Made:
    """A laboratory's word on what it got, answering the dispatch `of`; `changes` are to the object
    `receipt`.
    """
    value: Event = {
        "answers": {"event_sha256": of.digest, "nonce": json.loads(of.event_json)["nonce"]},
        "outcome": "accepted",
        "scope": "all-bytes",
        "observed_tagmanifest_sha256": _sha256(built.tree["tagmanifest-sha256.txt"]),
        "files": [_file(f"{built.name}.zip", built.zip)],
        "verdict": "verified",
        "axes": {axis: "none" if axis == "time" else "pass" for axis in AXES},
        "findings": [{"code": "time-not-attested", "subject": None}],
        "trust": [{"role": "seal", "certificate_sha256": SIGNER.fingerprint}],
        "verifier": {
            "name": "sealwright",
            "version": "0.1.0",
            "digest": "0" * 64,
            "implementation": "openssl",
        },
    } | changes
    return addendum(built, "receipt", *(previous or (of.head,)), wish=wish, receipt=value)


def contents(container: bytes) -> dict[str, bytes]:
    """The files of a container by name."""
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _file(name: str, data: bytes) -> dict[str, str]:
    return {"name": name, "size": str(len(data)), "sha256": _sha256(data)}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
