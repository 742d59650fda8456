"""A whole parcel, step by step, with a place to tamper after each step (docs/parcel-format.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from tests.vectors import bundle as bundles
from tests.vectors.addenda import contents
from tests.vectors.attacks_fourth import fourth, set_digest
from tests.vectors.bundle import SEALED_AT, container_entries
from tests.vectors.lists import canonical, fixed_bytes
from tests.vectors.parcels import cms_form, holders
from tests.vectors.parcels.cms_form import MessageWish
from tests.vectors.parcels.holders import PHRASE, holder
from tests.vectors.pki import SIGNER, Identity
from tests.vectors.zipform import Entry, write

Files = dict[str, bytes]
NAME = "P-1"
MADE_AT = SEALED_AT + timedelta(hours=1)
HEADER_BYTES = 128


def _nothing(_: Any) -> None:
    pass


@dataclass(frozen=True)
class Inside:
    """What is in the parcel: the bytes of a bundle's ZIP, and its seal code."""

    zip: bytes
    code: str


@cache
def sealed() -> Inside:
    """A sound bundle of format 4."""
    built = bundles.build(fourth())
    return Inside(built.zip, hashlib.sha256(contents(built.seal)["seal-info.txt"]).hexdigest())


@dataclass(frozen=True)
class Entrance:
    """One way into the envelope: what the list says of it, and its RecipientInfo for a content key."""

    listed: dict[str, Any] | None
    info: Callable[[bytes], bytes]


def certificate(word: str, **wish: Any) -> Entrance:
    """For the holder of this word."""
    who = holder(word)
    listed = {"kind": "certificate", "sha256": who.fingerprint}
    if word.startswith("rsa"):
        return Entrance(listed, lambda key: cms_form.transport(who.certificate, key, **wish))
    return Entrance(listed, lambda key: cms_form.agreement(who.certificate, key, word, **wish))


def passphrase(phrase: str | None = PHRASE, label: str = "", **wish: Any) -> Entrance:
    """For who knows it; for nobody where it is None."""
    raw = None if phrase is None else phrase.encode()
    listed = {"kind": "passphrase", "sha256": None}
    return Entrance(listed, lambda key: cms_form.password(raw, key, label, **wish))


EVERYBODY = (*map(certificate, holders.KINDS), passphrase())


@dataclass
class Plan:
    """What to build. Each hook gets the thing just made and changes it in place.

    `places` are [number, count, payload offset, payload bytes, padding] of each volume, `headers` their
    first 128 bytes, `contents` all that is encrypted. `volumes` are the finished ones, `facts` the object
    of parcel.json, `text` its bytes, `info` the lines of seal-info.txt, `received` all files as they arrive.
    `extra` are RecipientInfos that the list does not count, given the content key. `room` is how many bytes
    besides its header a volume holds.
    """

    label: str = "one"
    inside: Inside | None = None
    entrances: tuple[Entrance, ...] = EVERYBODY
    shares: tuple[int, int] | None = (2, 3)
    extra: tuple[Callable[[bytes], bytes], ...] = ()
    room: int = 6144
    unit: int = 4096
    signers: tuple[Identity, ...] = (SIGNER,)
    made_at: datetime = MADE_AT
    time_stamp: bool = False
    envelope_text: Callable[[bytes], bytes] = lambda text: text
    envelope_wish: MessageWish = field(default_factory=MessageWish)
    volume_wishes: dict[int, MessageWish] = field(default_factory=dict)
    volume_keys: dict[int, bytes] = field(default_factory=dict)
    volume_infos: Callable[[int, bytes], tuple[bytes, ...]] = lambda number, key: ()
    places: Callable[[list[list[int]]], None] = _nothing
    headers: Callable[[list[bytes]], None] = _nothing
    contents: Callable[[list[bytes]], None] = _nothing
    volumes: Callable[[list[bytes]], None] = _nothing
    envelope: Callable[[bytes], bytes] = lambda data: data
    facts: Callable[[dict[str, Any]], None] = _nothing
    text: Callable[[bytes], bytes] = lambda text: text
    info: Callable[[list[list[str]]], None] = _nothing
    container: Callable[[list[Entry]], None] = _nothing
    received: Callable[[Files], None] = _nothing

    @property
    def parcel(self) -> str:
        """Its number."""
        return fixed_bytes(f"parcel {self.label}").hex()

    @property
    def key(self) -> bytes:
        return fixed_bytes(f"parcel key {self.label}", 32)


@dataclass(frozen=True)
class Made:
    """`files` are what arrives, by name; `shares` the lines that were handed out."""

    files: Files
    shares: tuple[bytes, ...]


def build(plan: Plan) -> Made:
    """Make it."""
    inside = plan.inside or sealed()
    volumes = _volumes(plan, inside.zip)
    plan.volumes(volumes)
    envelope = plan.envelope(_envelope(plan))
    shares = () if plan.shares is None else holders.share_lines(plan.parcel, *plan.shares)
    facts: dict[str, Any] = {
        "type": "sealwright/parcel/1",
        "parcel": plan.parcel,
        "seal": inside.code,
        "made_at": plan.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "unit": str(plan.unit),
        "envelope": file_facts(f"{NAME}.key.p7m", envelope),
        "volumes": [file_facts(volume_name(n), data) for n, data in enumerate(volumes, 1)],
        "recipients": [dict(e.listed) for e in plan.entrances if e.listed is not None],
        "shares": None
        if plan.shares is None
        else {"threshold": str(plan.shares[0]), "digests": [_sha256(line) for line in shares]},
        "handling": [],
    }
    plan.facts(facts)
    files = {f"{NAME}.parcel.asice": signed(plan, facts), f"{NAME}.key.p7m": envelope}
    files |= {volume_name(n): data for n, data in enumerate(volumes, 1)}
    plan.received(files)
    return Made(files, shares)


def signed(plan: Plan, facts: dict[str, Any]) -> bytes:
    """The container of the list."""
    text = plan.text(canonical(facts) + b"\n")
    lines = [
        ["format", "sealwright/4"],
        ["kind", "parcel"],
        *(["signer-sha256", s.fingerprint] for s in plan.signers),
        *(["certificates-sha256", set_digest(s)] for s in plan.signers),
        ["time-stamp", "required" if plan.time_stamp else "none"],
        ["parcel-sha256", _sha256(text)],
    ]
    plan.info(lines)
    info = "".join(f"{key}: {value}\n" for key, value in lines).encode()
    how = bundles.Plan(
        signers=plan.signers,
        sealed_at=plan.made_at,
        time_stamp=plan.time_stamp,
        stamped_at=plan.made_at + timedelta(seconds=4),
        archived_at=plan.made_at + timedelta(seconds=6),
        container=plan.container,
    )
    return write(container_entries(how, [Entry("seal-info.txt", info), Entry("parcel.json", text)]))


def _volumes(plan: Plan, zipped: bytes) -> list[bytes]:
    padded = -(-len(zipped) // plan.unit) * plan.unit
    starts = range(0, padded, plan.room)
    places = []
    for number, start in enumerate(starts, 1):
        length = min(plan.room, padded - start)
        payload = max(0, min(length, len(zipped) - start))
        places.append([number, len(starts), start, payload, length - payload])
    plan.places(places)
    headers = [header(plan.parcel, number, count, payload) for number, count, _, payload, _ in places]
    plan.headers(headers)
    inner = [
        head + zipped[start : start + payload] + bytes(padding)
        for head, (_, _, start, payload, padding) in zip(headers, places, strict=True)
    ]
    plan.contents(inner)
    return [_volume(plan, number, content) for number, content in enumerate(inner, 1)]


def _volume(plan: Plan, number: int, content: bytes) -> bytes:
    label = f"{plan.label} volume {number}"
    content_key = fixed_bytes(f"content key {label}", 32)
    key = plan.volume_keys.get(number, plan.key)
    own = cms_form.kek(bytes.fromhex(plan.parcel), key, content_key)
    infos = (own, *plan.volume_infos(number, content_key))
    return cms_form.message(infos, content_key, label, content, plan.volume_wishes.get(number, MessageWish()))


def header(parcel: str, number: int, count: int, payload: int) -> bytes:
    """The first bytes of a volume's content."""
    return f"sealwright/parcel/1 {parcel} {number}/{count} {payload}".ljust(127).encode() + b"\n"


def _envelope(plan: Plan) -> bytes:
    label = f"{plan.label} envelope"
    content_key = fixed_bytes(f"content key {label}", 32)
    infos = [entrance.info(content_key) for entrance in plan.entrances]
    if plan.shares is not None:
        infos.append(cms_form.kek(cms_form.SHARES_ID, holders.shares_key(plan.parcel), content_key))
    infos += [more(content_key) for more in plan.extra]
    text = plan.envelope_text(f"sealwright/parcel/1 {plan.parcel} {plan.key.hex()}\n".encode())
    return cms_form.message(tuple(infos), content_key, label, text, plan.envelope_wish)


def volume_name(number: int) -> str:
    return f"{NAME}.v{number:05d}.p7m"


def file_facts(name: str, data: bytes) -> dict[str, str]:
    """What the list says of a file."""
    return {"name": name, "size": str(len(data)), "sha256": _sha256(data)}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
