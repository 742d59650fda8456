"""Hand-overs signed by both sides, the token before the sealing, and what an attacker makes of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.vectors import cms, lists, pki
from tests.vectors.attacks_trust import NO_TIME, TIME_TRUST
from tests.vectors.bundle import SEALED_AT, Files, Plan
from tests.vectors.lists import EVENTS, Event
from tests.vectors.pki import COLLEAGUE, TIME, WITNESS
from tests.vectors.vector import Vector, foldered, zipped

GIVER, TAKER = COLLEAGUE, WITNESS
BOTH = ("seal signer", "seal colleague", "seal witness")
GIVEN_AT = datetime(2026, 11, 24, 13, 45, 0, tzinfo=UTC)
BEFORE_AT = SEALED_AT - timedelta(seconds=1)
_GIVEN_ID, _TAKEN_ID = "EVENTGIVENAAAAAA", "EVENTTAKENAAAAAA"
Hook = Callable[[Files], None]


@dataclass(frozen=True)
class HandOver:
    """Two events before the sealing. `released` and `received` change them; who signs, and when."""

    giver: pki.Identity | None = GIVER
    taker: pki.Identity | None = TAKER
    at: datetime = GIVEN_AT
    names_line: str | None = None
    names_signature: str | None = None
    refers_to: str = _GIVEN_ID

    def events(self) -> tuple[Event, ...]:
        """The whole ledger: the taker's line names the giver's, and the signature over it."""
        early, given = EVENTS[:2], Event("released", "2026-11-24T13:45:00Z", id=_GIVEN_ID)
        line = lists.ledger((*early, given)).split(b"\n")[2]
        before = {"released_event": self.names_line or hashlib.sha256(line).hexdigest()}
        if self.giver is not None:
            p7s = cms.signature(line, self.giver, self.at)
            before["released_signature"] = self.names_signature or hashlib.sha256(p7s).hexdigest()
        time = "2026-11-24T13:46:00Z"
        taken = Event("received", time, id=_TAKEN_ID, refers_to=self.refers_to, before=before)
        return (*early, given, taken, EVENTS[2])

    def sign(self, tree: Files) -> None:
        """Put both signatures into the bag."""
        lines = tree["metadata/custody.jsonl"].split(b"\n")
        for sequence, who in ((3, self.giver), (4, self.taker)):
            if who is not None:
                tree[f"custody/{sequence}.p7s"] = cms.signature(lines[sequence - 1], who, self.at)


def handed(hand_over: HandOver = HandOver(), then: Hook = lambda tree: None, **plan: Any) -> Plan:
    """A bundle with this hand-over; `then` changes the files before they are sealed."""

    def hook(tree: Files) -> None:
        hand_over.sign(tree)
        then(tree)

    return Plan(events=hand_over.events(), lists=hook, **plan)


def _replace(path: str, change: Callable[[bytes], bytes]) -> Hook:
    def act(tree: Files) -> None:
        tree[path] = change(tree[path])

    return act


def _drop(path: str) -> Hook:
    def act(tree: Files) -> None:
        del tree[path]

    return act


def _rename(path: str, to: str) -> Hook:
    def act(tree: Files) -> None:
        tree[to] = tree.pop(path)

    return act


def _swap(tree: Files) -> None:
    one, other = "custody/3.p7s", "custody/4.p7s"
    tree[one], tree[other] = tree[other], tree[one]


def _over_other_line(tree: Files) -> None:
    lines = tree["metadata/custody.jsonl"].split(b"\n")
    tree["custody/4.p7s"] = cms.signature(lines[0], TAKER, GIVEN_AT)


def _two(path: str) -> Hook:
    """A second SignerInfo in it, which most readers pass over."""

    def act(tree: Files) -> None:
        lines = tree["metadata/custody.jsonl"].split(b"\n")
        tree[path] = cms.signature(lines[3], TAKER, GIVEN_AT, wish=cms.SignatureWish(signer_infos=2))

    return act


def before(
    who: pki.Identity = TIME, at: datetime = BEFORE_AT, hashed: bytes | None = None, **token: Any
) -> Hook:
    """`custody/before.tst`, whose imprint is the head of the ledger itself."""

    def act(tree: Files) -> None:
        _, head = lists.ledger_head(tree["metadata/custody.jsonl"])
        value = bytes.fromhex(head) if hashed is None else hashed
        tree["custody/before.tst"] = cms.token(b"", who, at, serial=9, hashed=value, **token)

    return act


def _over_hash_of_head(tree: Files) -> None:
    _, head = lists.ledger_head(tree["metadata/custody.jsonl"])
    before(hashed=hashlib.sha256(bytes.fromhex(head)).digest())(tree)


def _stamped(hook: Hook, **plan: Any) -> Plan:
    return Plan(lists=hook, **plan)


def _begun(case: str) -> Plan:
    first = Event("accessed", "2026-11-23T12:40:00Z", reason="case-created", authority=case)
    return Plan(events=(first, *EVENTS))


def _wrong(name: str, about: str, plan: Plan, *codes: str, attack: str = "H17") -> Vector:
    return Vector(name, attack, about, zipped(plan), "altered", "ppp-f", codes, trust=BOTH)


VECTORS = [
    Vector("sound-hand-over", "H17", "given and taken, signed by both", zipped(handed()), "verified", "ppp-p",
           notes=("custody-hand-overs",), trust=BOTH),
    Vector("sound-hand-over-time", "H17", "the same, time-stamped", zipped(handed(time_stamp=True)), "verified", "ppppp",
           notes=("custody-hand-overs",), trust=(*BOTH, "time time")),
    Vector("sound-hand-over-folder", "H17", "the same unpacked", foldered(plan=handed()), "verified", "ppp-p", trust=BOTH),
    Vector("sound-before-token", "H16", "no earlier than the token over the ledger's head", zipped(_stamped(before())),
           "verified", "ppp-p", notes=("sealed-after", *NO_TIME), trust=TIME_TRUST),
    Vector("sound-before-token-time", "H16", "between two tokens", zipped(_stamped(before(), time_stamp=True)), "verified",
           "ppppp", notes=("sealed-after",), trust=TIME_TRUST),
    Vector("before-token-of-unknown", "H16", "nobody trusts its authority, and nothing rests on it",
           zipped(_stamped(before(pki.OTHER_TIME))), "verified", "ppp-p", trust=TIME_TRUST),
    Vector("before-token-other-head", "H16", "the token is over another ledger's head", zipped(_stamped(before(hashed=bytes(32)))),
           "altered", "pppfp", ("timestamp-imprint",), trust=TIME_TRUST),
    Vector("before-token-hash-of-head", "H16", "the token is over the digest of the head, not the head",
           zipped(_stamped(_over_hash_of_head)), "altered", "pppfp", ("timestamp-imprint",), trust=TIME_TRUST),
    Vector("token-before-ingest", "H16", "the seal's token is older than the token it should follow",
           zipped(_stamped(before(at=SEALED_AT + timedelta(hours=2)), time_stamp=True)), "unconfirmed", "pppup",
           ("timestamp-before-custody",), trust=TIME_TRUST),
    Vector("backdated-before-token", "H15", "the signing time is days before the token over the ledger",
           zipped(_stamped(before(at=SEALED_AT), sealed_at=SEALED_AT - timedelta(days=2))), "unconfirmed", "pppuu",
           ("custody-after-seal", "signing-time-far"), trust=TIME_TRUST),
    Vector("before-token-malleated", "H13", "s replaced by n-s in it", zipped(_stamped(before(low_s=False))), "altered",
           "pppfp", ("timestamp-not-canonical",), trust=TIME_TRUST),
    Vector("before-token-garbage", "-", "no token at all", zipped(_stamped(lambda tree: tree.update({"custody/before.tst": b"0"}))),
           "altered", "pppfp", ("timestamp-not-canonical",), trust=TIME_TRUST),
    Vector("before-token-usage", "-", "made with a certificate that is not for that", zipped(_stamped(before(pki.NO_TIME))),
           "altered", "pppfp", ("timestamp-usage",), trust=TIME_TRUST),
    Vector("custody-handover-one-sided", "H17", "the giver alone signed", zipped(handed(HandOver(taker=None))), "verified",
           "ppp-p", notes=("custody-hand-over-one-sided", "custody-hand-overs"), trust=BOTH),
    Vector("custody-handover-unsigned", "H17", "neither signed", zipped(handed(HandOver(giver=None, taker=None))), "verified",
           "ppp-p", notes=("custody-hand-overs",), trust=BOTH),
    Vector("custody-handover-one-signer", "H17", "one key signed for both", zipped(handed(HandOver(taker=GIVER))), "verified",
           "ppp-p", notes=("custody-hand-over-one-signer",), trust=BOTH),
    Vector("custody-handover-strangers", "H17", "signed by people whom nobody knows", zipped(handed()), "verified", "ppp-p",
           notes=("custody-signer-unknown",)),
    Vector("custody-handover-line-replaced", "H17", "the taker names another line than the giver's",
           zipped(handed(HandOver(names_line="0" * 64))), "altered", "ppp-f", ("custody-hand-over-differs",), trust=BOTH),
    Vector("custody-handover-signature-replaced", "H17", "the taker names another signature than the giver's",
           zipped(handed(HandOver(names_signature="0" * 64))), "altered", "ppp-f", ("custody-hand-over-differs",), trust=BOTH),
    Vector("custody-handover-signature-removed", "H17", "the giver's signature that the taker names was left out",
           zipped(handed(then=_drop("custody/3.p7s"))), "incomplete", "ppp-f", ("custody-signature-missing",), trust=BOTH),
    Vector("custody-handover-of-nothing", "H17", "the taker answers an event that is not there",
           zipped(handed(HandOver(refers_to="EVENTZZZZAAAAAAA"))), "unconfirmed", "ppp-u", ("custody-refers-to-nothing",),
           trust=BOTH),
    Vector("custody-handover-revoked", "H15", "the giver's certificate is revoked", zipped(handed()), "unconfirmed", "ppp-u",
           ("custody-signer-revoked",), trust=(*BOTH, "revoked colleague 2026-11-20T00:00:00Z")),
    Vector("custody-signature-late", "H18", "signed after the seal", zipped(handed(HandOver(at=SEALED_AT + timedelta(days=1)))),
           "unconfirmed", "ppp-u", ("custody-signature-late",), trust=BOTH),
    Vector("custody-signature-expired", "H15", "signed with a certificate that had ended",
           zipped(handed(HandOver(giver=pki.ENDED))), "unconfirmed", "ppp-u", ("custody-signer-not-valid-then",),
           trust=(*BOTH, "seal ended")),
    Vector("custody-signer-expired", "H15", "the giver's certificate ended since, and nothing but their word dates the signature",
           zipped(handed(HandOver(giver=pki.EXPIRED))), "verified", "ppp-p",
           notes=("custody-signer-expired", "custody-hand-over-one-sided"), trust=(*BOTH, "seal expired")),
    Vector("sound-custody-signer-expired-time", "H15", "the same, and a trusted time-stamp dates the seal",
           zipped(handed(HandOver(giver=pki.EXPIRED), time_stamp=True)), "verified", "ppppp", notes=("custody-hand-overs",),
           trust=(*BOTH, "seal expired", "time time")),
    Vector("custody-signer-usage", "H1", "the giver's certificate is for logging in, not for signing",
           zipped(handed(HandOver(giver=pki.NOT_FOR_SIGNING))), "verified", "ppp-p",
           notes=("custody-signer-usage", "custody-hand-over-one-sided"), trust=(*BOTH, "seal not_for_signing")),
    Vector("custody-signature-weak", "-", "an RSA key of 1024 bits",
           lambda: zipped(handed(HandOver(giver=pki.weak_signer())))(), "altered", "ppp-f", ("custody-signature-weak",),
           trust=(*BOTH, "seal weak")),
    Vector("sound-custody-begun", "H18", "a ledger that says for which case it was begun", zipped(_begun("VEC-2026-0001")),
           "verified", "ppp-p"),
    Vector("custody-other-case", "H18", "a ledger that was begun for another case", zipped(_begun("VEC-2026-0002")), "altered",
           "ppp-f", ("custody-other-case",)),
    _wrong("custody-signature-other-line", "a signature over another line",
           handed(then=_over_other_line), "custody-signature-invalid"),
    _wrong("custody-signatures-swapped", "each signature under the other's number",
           handed(then=_swap), "custody-hand-over-differs", "custody-signature-invalid"),
    _wrong("custody-signature-flipped", "a bit of the signature",
           handed(then=_replace("custody/4.p7s", lambda d: d[:-1] + bytes([d[-1] ^ 1]))), "custody-signature-invalid"),
    _wrong("custody-signature-trailing-byte", "a byte behind it",
           handed(then=_replace("custody/4.p7s", lambda d: d + b"\0")), "custody-signature-form"),
    _wrong("custody-signature-two-signers", "two SignerInfos", handed(then=_two("custody/4.p7s")),
           "custody-signature-form", attack="H38"),
    _wrong("custody-signature-empty", "an empty file", handed(then=_replace("custody/4.p7s", lambda d: b"")),
           "custody-signature-form"),
    _wrong("custody-signature-orphan", "a signature over a line that is not there",
           handed(then=_rename("custody/4.p7s", "custody/9.p7s")), "custody-signature-orphan"),
    _wrong("custody-signature-leading-zero", "a second name for one number",
           handed(then=_rename("custody/4.p7s", "custody/04.p7s")), "custody-signature-orphan"),
    _wrong("custody-folder-other-file", "something else in the folder of signatures",
           handed(then=lambda tree: tree.update({"custody/note.txt": b"signed by both\n"})), "custody-signature-orphan"),
]  # fmt: skip
