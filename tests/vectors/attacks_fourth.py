"""Format 4: the seal names the certificates of each signature, and identifiers have a grammar."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.vectors import lists
from tests.vectors.addenda import SENT_AT, Made, Wish, addendum, dispatch, receipt
from tests.vectors.attacks_addenda import ALL_LABS, LAB, beside
from tests.vectors.attacks_chains import alone, crossed
from tests.vectors.attacks_lists import CATALOG, fields
from tests.vectors.attacks_request import RECORD, REQUEST, record
from tests.vectors.attacks_supplements import FIRST, SUPPLEMENT, said
from tests.vectors.attacks_trust import TIME_TRUST
from tests.vectors.bundle import Built, Files, Plan
from tests.vectors.lists import EVENTS, ITEMS
from tests.vectors.pki import COLLEAGUE, SIGNER, Identity
from tests.vectors.vector import Vector, zipped

SOURCES, OMISSIONS = "metadata/sources.jsonl", "metadata/omissions.jsonl"
SELECTION, CUSTODY, BAG_INFO = "metadata/selection.json", "metadata/custody.jsonl", "bag-info.txt"
WORD = "sealwright/4"
FORM = ("identifier-form",)
ACQUISITION = dict.fromkeys(
    ("examiner", "case_number", "evidence_number", "description", "notes", "acquired_at", "system_date",
     "tool", "tool_version", "operating_system", "model", "serial_number")
)  # fmt: skip
Lines = list[list[str]]
LATER = SENT_AT + timedelta(hours=1)


def set_digest(who: Identity) -> str:
    """Of the certificates that a signature by `who` holds, in the order of DER."""
    return hashlib.sha256(b"".join(sorted(who.chain))).hexdigest()


def naming(signers: Iterable[Identity], *, word: str = WORD) -> Callable[[Lines], None]:
    """The lines of format 4, which name the certificates of these signers' signatures."""

    def act(lines: Lines) -> None:
        lines[0][1] = word
        at = next(n for n, line in enumerate(lines) if line[0] == "time-stamp")
        lines[at:at] = [["certificates-sha256", set_digest(who)] for who in signers]

    return act


def fourth(
    *changed: tuple[str, Callable[[bytes], bytes]],
    named: tuple[Identity, ...] | None = None,
    request: bytes | None = None,
    bag_word: str = WORD,
    word: str = WORD,
    **plan: Any,
) -> Plan:
    """A bundle of format 4 with several files changed; its seal names the certificates of `named`, of the
    signers themselves where nobody is given."""

    def act(tree: Files) -> None:
        tree[REQUEST] = record() if request is None else request
        tree[BAG_INFO] = tree[BAG_INFO].replace(b"sealwright/1", bag_word.encode())
        for path, how in changed:
            tree[path] = how(tree.get(path, b""))

    made = Plan(lists=act, **plan)
    return replace(made, info=naming(made.signers if named is None else named, word=word))


def _vector(
    name: str, about: str, plan: Plan, *expected: Any, trust: tuple[str, ...] = ("seal signer",)
) -> Vector:
    verdict, axes, codes, *notes = expected
    attack = "-" if name.startswith("sound") else "H13" if name.startswith("certificates") else "H19"
    return Vector(name, attack, about, zipped(plan), verdict, axes, codes, tuple(*notes), trust)


def _other(
    name: str, about: str, signers: tuple[Identity, ...], named: tuple[Identity, ...], **more: Any
) -> Vector:
    """Another set of certificates than the one that the seal names."""
    plan = fourth(named=named, signers=signers, **more.pop("plan", {}))
    return _vector(name, about, plan, "altered", more.pop("axes", "ppf-p"), ("certificates-differ",), **more)


def _unfit(name: str, about: str, *changed: tuple[str, Callable[[bytes], bytes]], **plan: Any) -> Vector:
    return _vector(f"identifier-{name}", about, fourth(*changed, **plan), "altered", "fpp-p", FORM)


def _exhibit(value: str) -> tuple[str, Callable[[bytes], bytes]]:
    return SOURCES, fields(0, exhibit=value)


def _case(**changes: str) -> bytes:
    return record(case=RECORD["case"] | changes)


def _organization(value: str) -> tuple[str, Callable[[bytes], bytes]]:
    return BAG_INFO, lambda data: data.replace(b"Example Laboratory", value.encode())


def _time(**changes: str) -> tuple[str, Callable[[bytes], bytes]]:
    time = lists.artifact(ITEMS[0])["times"][0]
    return CATALOG, fields(0, times=[time | changes])


def _of_exhibit(value: str) -> Plan:
    """Everything is of one exhibit, whose folder has a name of sixty characters."""
    folder = value[:60]

    def act(tree: Files) -> None:
        for path in [p for p in tree if p.startswith("data/EX-001/")]:
            tree[path.replace("EX-001", folder)] = tree.pop(path)
        for path in (CATALOG, "metadata/catalog.csv"):
            tree[path] = tree[path].replace(b"data/EX-001/", f"data/{folder}/".encode())
        for path in (CATALOG, "metadata/catalog.csv", SOURCES):
            tree[path] = tree[path].replace(b"EX-001", value.encode())

    plan = fourth(events=tuple(replace(e, exhibits=(value,)) for e in EVENTS))
    return _then(plan, act)


def _then(plan: Plan, act: Callable[[Files], None]) -> Plan:
    """The same, with more done to the lists."""
    before = plan.lists

    def both(tree: Files) -> None:
        before(tree)
        act(tree)

    return replace(plan, lists=both)


def _supplement() -> Plan:
    """It follows a seal that its own names too."""

    def info(lines: Lines) -> None:
        naming((SIGNER,))(lines)
        lines.insert(3, ["earlier-seal", FIRST])

    return replace(fourth((SUPPLEMENT, lambda _: said())), info=info)


def _opened(built: Built, *, named: Identity = LAB, who: Identity = LAB, word: str = WORD) -> list[Made]:
    """Sent by the sealer in format 4, opened by the laboratory."""
    sent = dispatch(built, to=(LAB,), wish=Wish(info=naming((SIGNER,))))
    wish = Wish(who=who, at=LATER, info=naming((named,), word=word))
    return [sent, addendum(built, "opening", sent.head, wish=wish)]


def _received(built: Built) -> list[Made]:
    sent = dispatch(built, to=(LAB,), wish=Wish(info=naming((SIGNER,))))
    return [sent, receipt(built, sent, wish=Wish(who=LAB, at=LATER, info=naming((LAB,))))]


def _story(name: str, about: str, *expected: Any, plan: Plan | None = None, **opened: Any) -> Vector:
    codes, notes, later = expected
    make = beside(lambda built: _opened(built, **opened), plan or fourth())
    return Vector(name, "-" if name.startswith("sound") else "H13", about, make, "verified", "ppp-p", codes,
                  notes, ALL_LABS, later=later)  # fmt: skip


LONG = "L" * 200
VECTORS = (
    # what is bound
    _vector("sound-format-4", "the seal names the certificates of its signature", fourth(), "verified", "ppp-p", ()),
    _vector("sound-format-4-signer-alone", "the set is the signer's certificate alone, and named as that",
            fourth(signers=(alone(SIGNER),)), "verified", "ppp-p", ()),
    _vector("sound-format-4-cosigned-time", "two signers, each with its set, and time-stamps",
            fourth(signers=(SIGNER, COLLEAGUE), time_stamp=True), "verified", "ppppp", (),
            trust=("seal colleague", *TIME_TRUST)),
    _vector("sound-format-4-supplement", "a supplement in format 4", _supplement(), "verified", "ppp-p", (),
            ("supplement-adds",)),
    _other("certificates-dropped", "a carrier left out the certificates above the signer", (alone(SIGNER),), (SIGNER,)),
    _other("certificates-added", "a carrier put the issuer above a signer who sealed without it", (SIGNER,), (alone(SIGNER),)),
    _other("certificates-exchanged", "a carrier put another certificate over the name and key of the signer's authority there",
           (crossed(),), (SIGNER,)),
    _other("certificates-dropped-before-cosigner", "the first of two sets is another one: the second signature is over it",
           (alone(SIGNER), COLLEAGUE), (SIGNER, COLLEAGUE), trust=("seal signer", "seal colleague")),
    _other("certificates-dropped-of-cosigner", "the second of two sets lacks the issuer", (SIGNER, alone(COLLEAGUE)),
           (SIGNER, COLLEAGUE), trust=("seal signer", "seal colleague")),
    _other("certificates-named-in-another-order", "two sets named in the other's place", (SIGNER, COLLEAGUE),
           (COLLEAGUE, SIGNER), trust=("seal signer", "seal colleague")),
    _other("certificates-dropped-time", "certificates left out below an archive token that a colluding sender ordered",
           (alone(SIGNER),), (SIGNER,), plan={"time_stamp": True}, axes="ppfpp", trust=TIME_TRUST),
    _vector("certificates-not-named", "format 4 whose seal names no certificates", fourth(named=()), "altered", "f-p--",
            ("seal-info-form",)),
    _vector("certificates-named-twice", "two lines for one signer", fourth(named=(SIGNER, COLLEAGUE)), "altered", "f-p--",
            ("seal-info-form",)),
    _vector("certificates-named-in-format-3", "the new line in a seal of format 3", fourth(word="sealwright/3",
            bag_word="sealwright/3"), "altered", "f-p--", ("seal-info-form",)),
    _vector("format-4-in-the-seal-alone", "bag-info.txt says format 2, the seal 4", fourth(bag_word="sealwright/2"), "altered",
            "pfp-p", ("bag-info-differs",)),
    _vector("format-4-in-bag-info-alone", "bag-info.txt says format 4, the seal 2",
            replace(fourth(), info=lambda lines: lines[0].__setitem__(1, "sealwright/2")), "altered", "pfp-p",
            ("bag-info-differs",)),
    _vector("format-4-with-first-request", "format 4 with a request record of format 1", fourth(request=lists.request()),
            "altered", "fpp-p", ("request-version",)),
    # what comes after it
    _story("sound-format-4-addenda", "addenda of format 4 name their certificates", (), (), "confirmed"),
    Vector("sound-format-4-receipt", "-", "a receipt of format 4", beside(_received, fourth()), "verified", "ppp-p", (), (),
           ALL_LABS, later="confirmed"),
    _story("sound-format-4-addenda-of-format-1", "addenda of format 4 after a bundle of format 1", (), (), "confirmed", plan=Plan()),
    _story("addendum-certificates-dropped", "a carrier left out the certificates above an addendum's signer", ("addendum-altered",),
           (), "confirmed", who=alone(LAB)),
    _story("addendum-certificates-of-format-1", "an addendum of format 1 with the new line", ("addendum-altered",), (),
           "confirmed", word="sealwright/1"),
    _story("addendum-of-format-2", "an addendum of a format that addenda don't have", ("addendum-unreadable",),
           (), "confirmed", word="sealwright/2"),
    # identifiers
    _vector("sound-identifiers-at-their-bounds", "identifiers and lines as long as they can be, of several scripts",
            fourth((SOURCES, fields(1, label="V" * 4000, description="محفظة 证据 Ünïcode\u3000x")),
                   request=record(requesting_reference="R" * 200, executing_reference="证" * 200)), "verified", "ppp-p", ()),
    _vector("sound-identifier-exhibit-of-200", "an exhibit number of 200 characters", _of_exhibit(LONG), "verified", "ppp-p", ()),
    _unfit("exhibit-of-201", "an exhibit number of 201 characters", _exhibit("L" * 201)),
    _unfit("exhibit-empty", "an exhibit number without a character", _exhibit("")),
    _unfit("exhibit-esc", "an exhibit number that clears the terminal", _exhibit("EX-\x1b[2J001")),
    _unfit("exhibit-bel", "an exhibit number that rings", _exhibit("EX-001\x07")),
    _unfit("exhibit-lf", "an exhibit number of two lines", _exhibit("EX-001\nEX-002")),
    _unfit("exhibit-rlo", "an exhibit number that turns its direction", _exhibit("EX-\u202e100")),
    _unfit("exhibit-c1", "an exhibit number with a control of eight bits", _exhibit("EX-\x9b2J001")),
    _unfit("exhibit-joiner", "two exhibit numbers that look alike", _exhibit("EX\u200d-001")),
    _unfit("exhibit-filler", "an exhibit number with a letter of no ink", _exhibit("EX\u3164-001")),
    _unfit("exhibit-tags-plane", "an exhibit number with invisible tags", _exhibit("EX-001\U000e0041")),
    _unfit("exhibit-private", "an exhibit number of private use", _exhibit("EX-\ue000")),
    _unfit("exhibit-no-character", "an exhibit number with what is no character", _exhibit("EX-\U0001ffff")),
    _unfit("exhibit-of-artifact", "an artifact's exhibit number that begins a second line", (CATALOG, fields(0, exhibit="EX-001\nx"))),
    _unfit("layer-lf", "a layer that forges a row of another list", (CATALOG, fields(0, layer="s1.p1\ns1"))),
    _unfit("layer-form", "a layer in capital letters", (SOURCES, fields(1, id="S1.P1"))),
    _unfit("source-as-path", "a source that is a path", (CATALOG, fields(0, source="../s1"))),
    _unfit("omission-source", "an omission of a source that is two lines", (OMISSIONS, fields(0, source="s1\nx"))),
    _unfit("label-esc", "a volume's label that colours the terminal", (SOURCES, fields(1, label="DATA\x1b[31m"))),
    _unfit("label-of-4001", "a volume's label of 4,001 characters", (SOURCES, fields(1, label="V" * 4001))),
    _unfit("description-rlm", "a partition's name with a mark of direction", (SOURCES, fields(1, description="a\u200fb"))),
    _unfit("segment-lf", "an image file's name of two lines",
           (SOURCES, fields(0, segments=[{"name": "disk\n.raw", "size": "16777216"}]))),
    _unfit("acquisition-esc", "the serial number of a medium that clears the terminal",
           (SOURCES, fields(0, acquisition=ACQUISITION | {"serial_number": "\x1b[2J"}))),
    _unfit("tag-bel", "a tag that rings", (CATALOG, fields(0, tags=["se\x07nd"]))),
    _unfit("time-esc", "a time's value that clears the terminal", _time(value="\x1b[2J")),
    _unfit("time-raw-rlo", "a time's raw value that turns its direction", _time(raw="\u202e1")),
    _unfit("media-type-lf", "a media type of two lines", (CATALOG, fields(0, media_type="text/plain\nx"))),
    _unfit("inode-esc", "an inode that clears the terminal", (CATALOG, fields(0, inode="\x1b[2J"))),
    _unfit("agency-bel", "an agency in bag-info.txt that rings", _organization("Example \x07Laboratory")),
    _unfit("case-agency-rlo", "an agency that turns its direction", request=_case(agency="Example \u202eLaboratory")),
    _unfit("case-reference-of-201", "a case reference of 201 characters", request=_case(reference="R" * 201)),
    _unfit("case-title-lf", "a title of two lines", request=_case(title="Warehouse\nEX-002")),
    _unfit("requesting-reference-of-201", "a reference of 201 characters", request=record(requesting_reference="R" * 201)),
    _unfit("authority-esc", "an authority's name that clears the terminal",
           request=record(authorities=[RECORD["authorities"][0] | {"name": "\x1bc"}])),
    _unfit("handling-bel", "a marking that rings",
           request=record(handling=[RECORD["handling"][0] | {"value": "RED\x07"}])),
    _unfit("selection-by-lf", "an examiner of two lines", (SELECTION, fields(0, by="Claire\nMoreau"))),
    _unfit("custody-exhibit-esc", "an exhibit number in the ledger that clears the terminal",
           events=(EVENTS[0], replace(EVENTS[1], exhibits=("EX-\x1bc001",)), EVENTS[2])),
)  # fmt: skip
