"""A whole bundle, step by step, with a place to tamper after each step (docs/bundle-format.md,
sections 1 to 9).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tests.vectors import cms, lists
from tests.vectors.lists import EVENTS, ITEMS, Event, Item
from tests.vectors.pki import SIGNER, TIME, Identity
from tests.vectors.zipform import Entry, Layout, write

NAME = "VEC-2026-0001-B01"
SEALED_AT = datetime(2026, 11, 24, 13, 58, 7, tzinfo=UTC)
STAMPED_AT = SEALED_AT + timedelta(seconds=4)
ARCHIVED_AT = SEALED_AT + timedelta(seconds=6)
CHECKED_AT = datetime(2026, 11, 25, 8, 0, 0, tzinfo=UTC)
MANIFEST, TAGMANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
_ASIC = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" '
    'xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
)

Files = dict[str, bytes]


def _nothing(_: object) -> None:
    pass


@dataclass
class Plan:
    """What to build. Each hook gets the thing just made and changes it in place.

    `lists`: tag and payload files before the manifests. `manifests`: both manifests are there too. `info`:
    the lines of seal-info.txt as a list of [key, value]. `container`: the seal's entries. `tree`: all files
    of the sealed bag by path. `entries`, `layout`: the ZIP. `stated`: what each signer says the time is,
    where that isn't `sealed_at`. `revocation` and `answers` are CRLs and OCSP
    responses that each signature embeds (level LT, with the last token LTA).
    """

    name: str = NAME
    items: tuple[Item, ...] = ITEMS
    events: tuple[Event, ...] = EVENTS
    signers: tuple[Identity, ...] = (SIGNER,)
    sealed_at: datetime = SEALED_AT
    stated: tuple[datetime, ...] = ()
    time_stamp: bool = False
    authority: Identity = TIME
    stamped_at: datetime = STAMPED_AT
    archived_at: datetime = ARCHIVED_AT
    revocation: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()
    wish: cms.SignatureWish = field(default_factory=cms.SignatureWish)
    lists: Callable[[Files], None] = _nothing
    manifests: Callable[[Files], None] = _nothing
    info: Callable[[list[list[str]]], None] = _nothing
    container: Callable[[list[Entry]], None] = _nothing
    tree: Callable[[Files], None] = _nothing
    entries: Callable[[list[Entry]], None] = _nothing
    layout: Callable[[Layout], None] = _nothing


@dataclass(frozen=True)
class Built:
    """`zip` and `seal` are the two files that are sent; `tree` the same as a folder would hold it."""

    name: str
    zip: bytes
    seal: bytes
    tree: Files


def build(plan: Plan) -> Built:
    """Make it."""
    tree = _as_sealed(plan)
    seal = tree[f"seal/{plan.name}.asice"]
    plan.tree(tree)
    entries = [Entry(f"{plan.name}/{path}", data) for path, data in tree.items()]
    plan.entries(entries)
    layout = Layout()
    plan.layout(layout)
    return Built(plan.name, write(entries, layout), seal, tree)


def change(files: Files, path: str) -> None:
    """Another first byte of a file."""
    files[path] = bytes((files[path][0] ^ 1, *files[path][1:]))


def sealed_tree(plan: Plan) -> Files:
    """The files of the bag by path, the seal among them, in the order of a ZIP."""
    tree = _as_sealed(plan)
    plan.tree(tree)
    return tree


def _as_sealed(plan: Plan) -> Files:
    tree = _files(plan)
    plan.lists(tree)
    tree[MANIFEST] = manifest({p: d for p, d in tree.items() if p.startswith("data/")})
    tree[TAGMANIFEST] = manifest({p: d for p, d in tree.items() if not p.startswith("data/")})
    plan.manifests(tree)
    tree[f"seal/{plan.name}.asice"] = _seal(plan, tree)
    return tree


def manifest(files: Files) -> bytes:
    """The lines of a BagIt manifest over `files`."""
    lines = [f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items())]
    return "".join(lines).encode()


def seal_again(tree: Files, plan: Plan) -> None:
    """Put a new seal over the tree as it is: what an attacker with some certificate of his own does."""
    tree[f"seal/{plan.name}.asice"] = _seal(plan, tree)


def _files(plan: Plan) -> Files:
    payload = {"data/seal-nonce.bin": lists.fixed_bytes("bundle", 32)}
    payload |= {i.data: i.content for i in plan.items if i.data is not None and i.content is not None}
    ledger = lists.ledger(plan.events)
    tags = {
        "metadata/sources.jsonl": lists.sources(),
        "metadata/catalog.jsonl": lists.catalog(plan.items),
        "metadata/catalog.csv": lists.catalog_csv(plan.items),
        "metadata/selection.json": lists.selection(plan.items),
        "metadata/omissions.jsonl": lists.omissions(),
        "metadata/custody.jsonl": ledger,
        "metadata/request.json": lists.request(),
        "metadata/case.jsonld": b'{"@graph":[]}\n',
        "metadata/blocks.jsonl": b"",
        "VERIFY.en.txt": b"How to verify.\n",
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": _bag_info(plan, payload, ledger),
    }
    return payload | tags


def _bag_info(plan: Plan, payload: Files, ledger: bytes) -> bytes:
    octets = sum(len(d) for d in payload.values())
    lines = [
        "Bag-Software-Agent: vectors",
        "Bagging-Date: 2026-11-24",
        f"External-Identifier: {plan.name}",
        "Source-Organization: Example Laboratory",
        f"Payload-Oxum: {octets}.{len(payload)}",
        "Sealwright-Format: sealwright/1",
        f"Sealwright-Artifact-Count: {len(plan.items)}",
        "Sealwright-Omission-Count: 3",
        f"Sealwright-Custody-Count: {lists.ledger_head(ledger)[0]}",
    ]
    return "".join(line + "\n" for line in lines).encode()


def _seal(plan: Plan, tree: Files) -> bytes:
    size, root = lists.merkle(tree.get("metadata/catalog.jsonl", b""))
    count, head = lists.ledger_head(tree.get("metadata/custody.jsonl", b""))
    lines = [
        ["format", "sealwright/1"],
        ["kind", "seal"],
        ["reference", plan.name],
        *(["signer-sha256", s.fingerprint] for s in plan.signers),
        ["time-stamp", "required" if plan.time_stamp else "none"],
        ["tagmanifest-sha256", hashlib.sha256(tree.get(TAGMANIFEST, b"")).hexdigest()],
        ["merkle-root", root],
        ["merkle-size", str(size)],
        ["custody-head", head],
        ["custody-count", str(count)],
        ["omission-count", "3"],
    ]
    plan.info(lines)
    info = "".join(f"{key}: {value}\n" for key, value in lines).encode()
    return write(seal_entries(plan, info))


def seal_entries(plan: Plan, info: bytes) -> list[Entry]:
    """The entries of a seal over this seal-info.txt, the container hook applied."""
    return container_entries(plan, [Entry("seal-info.txt", info)])


def container_entries(plan: Plan, roots: list[Entry]) -> list[Entry]:
    """The entries of a container with these root files, the container hook applied."""
    entries = [Entry("mimetype", b"application/vnd.etsi.asic-e+zip"), *roots]
    for number, who in enumerate(plan.signers, start=1):
        target = f"META-INF/signature{number:03d}.p7s"
        text = asic_manifest(target, "application/pkcs7-signature", entries[1:])
        stated = plan.stated[number - 1] if plan.stated else plan.sealed_at
        token = None
        if plan.time_stamp:
            value = cms.signature_value(text, who, stated, plan.wish)
            token = cms.token(value, plan.authority, plan.stamped_at)
        entries.append(Entry(f"META-INF/ASiCManifest{number:03d}.xml", text))
        wish = replace(plan.wish, lists=plan.revocation, answers=plan.answers)
        p7s = cms.signature(text, who, stated, token=token, wish=wish)
        entries.append(Entry(target, p7s))
    if plan.time_stamp:
        target = "META-INF/timestamp001.tst"
        text = asic_manifest(target, "application/vnd.etsi.timestamp-token", entries[1:])
        entries.append(Entry("META-INF/ASiCArchiveManifest.xml", text))
        entries.append(Entry(target, cms.token(text, plan.authority, plan.archived_at, serial=2)))
    plan.container(entries)
    return entries


def asic_manifest(target: str, media_type: str, over: list[Entry]) -> bytes:
    """The text of an ASiC manifest (section 8)."""
    lines = [f'<asic:SigReference URI="{target}" MimeType="{media_type}"/>\n']
    for entry in over:
        digest = base64.b64encode(hashlib.sha256(entry.data).digest()).decode()
        lines.append(
            f'<asic:DataObjectReference URI="{entry.name}">'
            '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
            f"<ds:DigestValue>{digest}</ds:DigestValue></asic:DataObjectReference>\n"
        )
    return (_ASIC + "".join(lines) + "</asic:ASiCManifest>\n").encode()
