"""What comes after the seal: sound stories of addenda and receipts, and what an attacker makes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from tests.vectors import cms, pki
from tests.vectors.addenda import (
    SENT_AT,
    STEP,
    Event,
    Head,
    Made,
    Wish,
    addendum,
    dispatch,
    receipt,
    seal_head,
)
from tests.vectors.attacks_custody import BEFORE_AT, before
from tests.vectors.attacks_seal import ARCHIVE, P7S1, TOKEN, drop, entry, insert
from tests.vectors.bundle import NAME, Built, Plan, build
from tests.vectors.lists import ITEMS, b64
from tests.vectors.pki import COLLEAGUE, SIGNER, WITNESS
from tests.vectors.vector import AXES, Sent, Vector, as_seal, as_zip
from tests.vectors.zipform import Entry

LAB, THIRD = COLLEAGUE, WITNESS
ALL_LABS = ("seal signer", "seal colleague", "seal witness", "time time")
Story = Callable[[Built], list[Made]]


def beside(
    story: Story, plan: Plan | None = None, send: Callable[[Built], Sent] = as_zip
) -> Callable[[], Sent]:
    """The bundle with these addenda beside it."""

    def make() -> Sent:
        built = build(plan or Plan())
        sent = send(built)
        return Sent(sent.main, sent.files | {made.name: made.file for made in story(built)})

    return make


def one(kind: str = "opening", wish: Wish | None = None, **fields: object) -> Story:
    """A single addendum on the seal."""
    return lambda built: [addendum(built, kind, seal_head(built), wish=wish, **fields)]


def _later(steps: int, who: pki.Identity = SIGNER, **wish: object) -> Wish:
    return Wish(who=who, at=SENT_AT + steps * STEP, **wish)  # type: ignore[arg-type]


def _sent_and_received(built: Built) -> list[Made]:
    sent = dispatch(built, to=(LAB,))
    return [sent, receipt(built, sent, wish=_later(1, LAB))]


def whole_story(built: Built) -> list[Made]:
    sent, got = _sent_and_received(built)
    opened = addendum(
        built, "opening", got.head, wish=_later(2, LAB), physical_seal_before="A-1", physical_seal_after="A-2"
    )
    corrected = addendum(
        built, "correction", opened.head, wish=_later(3, LAB), refers_to=opened.digest, reason="seal A-3"
    )
    back = addendum(built, "return", corrected.head, wish=_later(4, LAB))
    gone = addendum(built, "disposal", back.head, wish=_later(5), authority_reference="court order 4/2026")
    return [sent, got, opened, corrected, back, gone]


def _two_labs(built: Built) -> list[Made]:
    sent = dispatch(built, to=(LAB, THIRD))
    return [sent, receipt(built, sent, wish=_later(1, LAB)), receipt(built, sent, wish=_later(1, THIRD))]


def merged(built: Built) -> list[Made]:
    first, second, third = _two_labs(built)
    return [first, second, third, addendum(built, "return", second.head, third.head, wish=_later(2))]


def _fork_by_one(built: Built) -> list[Made]:
    return [dispatch(built, to=(LAB,)), dispatch(built, to=(THIRD,), wish=Wish(label="the other"))]


def _ancestor_gone(built: Built) -> list[Made]:
    return _sent_and_received(built)[1:]


def _malleated_addendum(built: Built) -> list[Made]:
    """A carrier re-encodes the dispatch that the receipt names."""
    sent, got = _sent_and_received(built)
    other = dispatch(built, to=(LAB,), wish=Wish(wish=cms.SignatureWish(low_s=False)))
    assert other.event_json == sent.event_json
    assert other.file != sent.file
    return [replace(sent, file=other.file), got]


def _on_other_encoding(built: Built) -> list[Made]:
    head = seal_head(built) | {"file_sha256": "0" * 64}
    return [dispatch(built, head, to=(LAB,))]


def _on_other_signer(built: Built) -> list[Made]:
    """It names this seal code under another signer's signature."""
    head = seal_head(built) | {"signer_cert_sha256": LAB.fingerprint, "file_sha256": "0" * 64}
    return [dispatch(built, head, to=(LAB,))]


def _of_other_bundle(built: Built) -> list[Made]:
    other = build(Plan(items=ITEMS[1:]))
    made = dispatch(other, to=(LAB,))
    return [made]


def _replayed(built: Built) -> list[Made]:
    """The receipt for an earlier dispatch, pointed at a later one whose nonce it doesn't know."""
    first = dispatch(built, to=(LAB,))
    second = dispatch(built, first.head, to=(LAB,), wish=_later(2, label="again"))
    old = {"event_sha256": second.digest, "nonce": json.loads(first.event_json)["nonce"]}
    return [first, second, receipt(built, second, wish=_later(3, LAB), answers=old)]


def _before_the_dispatch(built: Built) -> list[Made]:
    sent = dispatch(built, to=(LAB,))
    return [sent, receipt(built, sent, wish=_later(-3, LAB))]


def _nonce_twice(built: Built) -> list[Made]:
    first = dispatch(built, to=(LAB,))
    nonce = json.loads(first.event_json)["nonce"]
    return [first, addendum(built, "opening", first.head, wish=_later(1), nonce=nonce)]


def _by_another(built: Built) -> list[Made]:
    sent = dispatch(built, to=(LAB,))
    return [sent, receipt(built, sent, wish=_later(1, THIRD))]


def _by_the_sender(built: Built) -> list[Made]:
    sent = dispatch(built)
    return [sent, receipt(built, sent, wish=_later(1))]


def _by_the_senders_other_certificate(built: Built) -> list[Made]:
    """A third laboratory forwards the bundle, and answers itself under another certificate of its key."""
    sent = dispatch(built, wish=Wish(who=COLLEAGUE))
    return [sent, receipt(built, sent, wish=_later(1, pki.AGAIN))]


def _receipt(**changes: object) -> Story:
    def story(built: Built) -> list[Made]:
        sent = dispatch(built, to=(LAB,))
        return [sent, receipt(built, sent, wish=_later(1, LAB), **changes)]

    return story


def _altered(built: Built) -> Sent:
    """The bundle as the laboratory got it: one byte of its tag manifest's files differs."""
    tree = dict(built.tree)
    tree["VERIFY.en.txt"] = b"How to trust.\n"
    return Sent(built.name, {f"{built.name}/{p}": d for p, d in tree.items()})


def rejected(built: Built) -> list[Made]:
    sent = dispatch(built, to=(LAB,))
    found = [{"code": "file-differs", "subject": "VERIFY.en.txt"}]
    axes = {"content": "fail", "completeness": "pass", "origin": "pass", "time": "none", "custody": "pass"}
    return [
        sent,
        receipt(
            built, sent, wish=_later(1, LAB), outcome="rejected", verdict="altered", axes=axes, findings=found
        ),
    ]


def _stamped(built: Built) -> list[Made]:
    return [addendum(built, "timestamp", seal_head(built), wish=_later(1, time_stamp=True))]


def _stamped_earlier(built: Built) -> list[Made]:
    """Stamped by a trusted authority days before the seal says it was made."""
    wish = Wish(at=SENT_AT - timedelta(days=3), time_stamp=True)
    return [addendum(built, "timestamp", seal_head(built), wish=wish, clock_source="stated")]


def _stamped_before_custody(built: Built) -> list[Made]:
    """Stamped an hour before the token over the end of the ledger."""
    wish = Wish(at=BEFORE_AT - timedelta(minutes=50), time_stamp=True)
    return [addendum(built, "timestamp", seal_head(built), wish=wish)]


def _stamped_something_else(built: Built) -> list[Made]:
    """A time-stamp addendum over an earlier encoding counts for the act, not for this file."""
    head = seal_head(built) | {"file_sha256": "0" * 64}
    return [addendum(built, "timestamp", head, wish=_later(1, time_stamp=True))]


def _named(name: str, story: Story) -> Story:
    return lambda built: [replace(made, name=f"{built.name}.{name}") for made in story(built)]


def _alone(wish: Wish | None = None) -> Callable[[], Sent]:
    def make() -> Sent:
        made = dispatch(build(Plan()), to=(LAB,), wish=wish)
        return Sent(made.name, {made.name: made.file})

    return make


def _garbage(built: Built) -> list[Made]:
    made = dispatch(built)
    return [replace(made, file=b"PK\x05\x06" + bytes(18))]


def _seal_as_addendum(built: Built) -> list[Made]:
    return [replace(dispatch(built), file=built.seal)]


def _key(key: str, value: object) -> Wish:
    return Wish(event=lambda event: event.update({key: value}))


def _without(key: str) -> Wish:
    def change(event: Event) -> None:
        del event[key]

    return Wish(event=change)


def _text(old: bytes, new: bytes) -> Wish:
    def change(text: bytes) -> bytes:
        assert old in text
        return text.replace(old, new, 1)

    return Wish(text=change)


def _info(key: str, value: str) -> Wish:
    def change(lines: list[list[str]]) -> None:
        next(line for line in lines if line[0] == key)[1] = value

    return Wish(info=change)


def _change(name: str, change: Callable[[bytes], bytes]) -> Wish:
    def act(entries: list[Entry]) -> None:
        e = entry(entries, name)
        e.data = change(e.data)

    return Wish(container=act)


def _unsorted(built: Built) -> list[Made]:
    first, second, third = _two_labs(built)

    def swap(event: Event) -> None:
        event["previous"].reverse()

    return [
        first,
        second,
        third,
        addendum(built, "return", second.head, third.head, wish=_later(2, event=swap)),
    ]


def _twice_named(built: Built) -> list[Made]:
    head: Head = seal_head(built)
    return [addendum(built, "opening", head, head)]


_DIGEST_OF_NOTHING = "f" * 64
_KNOWN = dispatch(build(Plan()), to=(LAB,)).digest

# An addendum that doesn't hold says nothing of the bundle, nor of what came after the seal: it is told, no more.
_BAD = ("addendum-altered",)


def _bad(name: str, attack: str, about: str, story: Story, *, later: str = "none") -> Vector:
    return Vector(name, attack, about, beside(story), "verified", "ppp-p", _BAD, trust=ALL_LABS, later=later)


VECTORS = [
    Vector("sound-dispatch", "-", "sent to a laboratory", beside(lambda b: [dispatch(b, to=(LAB,))]), "verified", "ppp-p",
           trust=ALL_LABS, later="confirmed"),
    Vector("sound-receipt", "-", "sent, and received by the laboratory it was sent to", beside(_sent_and_received),
           "verified", "ppp-p", trust=ALL_LABS, later="confirmed"),
    Vector("sound-addenda", "-", "every kind of event, one after the other", beside(whole_story), "verified", "ppp-p",
           trust=ALL_LABS, later="confirmed"),
    Vector("sound-addenda-merged", "-", "two laboratories, and an event that knows of both", beside(merged), "verified",
           "ppp-p", notes=("addendum-fork",), trust=ALL_LABS, later="confirmed"),
    Vector("sound-addendum-timestamp", "-", "a time-stamp added later, the seal untouched", beside(_stamped), "verified",
           "ppppp", notes=("existed-by",), trust=ALL_LABS, later="confirmed"),
    Vector("sound-receipt-seal-only", "H14", "a laboratory that had the small seal alone says so",
           beside(_receipt(scope="seal-only", observed_tagmanifest_sha256=None, verdict="unconfirmed")), "verified", "ppp-p",
           notes=("receipt-seal-only",), trust=ALL_LABS, later="confirmed"),
    Vector("sound-rejected", "H14", "a laboratory that rejects what it got", beside(rejected), "verified", "ppp-p",
           notes=("receipt-rejected",), trust=ALL_LABS, later="confirmed"),
    Vector("sound-expected-event", "H12", "the dispatch that the receiver was told of is there",
           beside(lambda b: [dispatch(b, to=(LAB,))]), "verified", "ppp-p", trust=ALL_LABS, expect_events=(_KNOWN,), later="confirmed"),
    Vector("receipt-for-altered", "H14", "the altered bundle itself, with the receipt that rejects it",
           beside(rejected, send=_altered), "altered", "fpp-p", ("file-differs",), notes=("receipt-rejected",), trust=ALL_LABS, later="confirmed"),
    Vector("addendum-fork-two-labs", "H11", "two laboratories answer the same dispatch: normal", beside(_two_labs),
           "verified", "ppp-p", notes=("addendum-fork",), trust=ALL_LABS, later="confirmed"),
    Vector("addendum-fork-same-signer", "H11", "one signer tells two stories of one moment", beside(_fork_by_one),
           "verified", "ppp-p", ("addendum-fork-same-signer",), trust=ALL_LABS, later="unconfirmed"),
    Vector("addendum-missing-ancestor", "H12", "the dispatch that a receipt names was taken away", beside(_ancestor_gone),
           "verified", "ppp-p", ("addendum-ancestor-missing",), trust=ALL_LABS, later="incomplete"),
    Vector("addendum-ancestor-of-unknown", "H12", "a stranger names what nobody has", beside(_ancestor_gone),
           "verified", "ppp-p", ("addendum-ancestor-unknown", "addendum-unconfirmed")),
    Vector("addendum-rolled-back", "H12", "an event that the receiver was told of is not there",
           beside(lambda b: [dispatch(b, to=(LAB,))]), "verified", "ppp-p", ("addendum-expected-missing",), trust=ALL_LABS,
           expect_events=(_DIGEST_OF_NOTHING,), later="unconfirmed"),
    Vector("addendum-malleated", "H13", "s replaced by n-s in the dispatch that a receipt names",
           beside(_malleated_addendum), "verified", "ppp-p", ("addendum-altered", "addendum-ancestor-missing"), trust=ALL_LABS, later="incomplete"),
    Vector("addendum-on-other-encoding", "H13", "it names the same signature in another file", beside(_on_other_encoding),
           "verified", "ppp-p", ("addendum-other-encoding",), trust=ALL_LABS, later="unconfirmed"),
    Vector("addendum-on-other-signature", "H13", "it names this seal code under another signer", beside(_on_other_signer),
           "verified", "ppp-p", ("addendum-head-differs",), trust=ALL_LABS, later="unconfirmed"),
    Vector("addendum-other-bundle", "H13", "an addendum of another bundle under this one's name", beside(_of_other_bundle),
           "verified", "ppp-p", ("addendum-other-bundle",), trust=ALL_LABS),
    Vector("addendum-before-its-ancestor", "H18", "received more than an hour before it was sent", beside(_before_the_dispatch),
           "verified", "ppp-p", ("addendum-time",), trust=ALL_LABS, later="unconfirmed"),
    Vector("addendum-before-the-seal", "H18", "opened two days before it was sealed", beside(one(wish=_later(-100))),
           "verified", "ppp-p", ("addendum-time",), trust=ALL_LABS, later="unconfirmed"),
    Vector("addendum-in-year-one", "H18", "opened in the first hour of the calendar, before which nothing can be",
           beside(one(wish=_key("time_utc", "0001-01-01T00:00:00Z"))), "verified", "ppp-p", ("addendum-time",), trust=ALL_LABS, later="unconfirmed"),
    Vector("addendum-in-the-last-second", "-", "opened in a leap second after which no calendar goes on",
           beside(one(wish=_key("time_utc", "9999-12-31T23:59:60Z"))), "verified", "ppp-p", trust=ALL_LABS, later="confirmed"),
    Vector("addendum-unknown-signer", "-", "nobody is trusted who wrote it", beside(lambda b: [dispatch(b, wish=Wish(who=LAB))]),
           "verified", "ppp-p", ("addendum-unconfirmed",)),
    Vector("addendum-alone", "-", "an addendum without its bundle", _alone(), "unconfirmed", "-up--", ("addendum-alone",),
           trust=ALL_LABS, later="confirmed"),
    Vector("addendum-alone-form", "H19", "alone, with a key that no addendum has", _alone(_key("comment", None)), "altered",
           "fup--", ("addendum-alone", "addendum-form"), trust=ALL_LABS),
    Vector("addendum-alone-other-event", "H2", "alone, its two texts name different events", _alone(_info("event", "disposal")),
           "altered", "fup--", ("addendum-alone", "addendum-info-differs"), trust=ALL_LABS),
    Vector("receipt-replayed", "H14", "an old receipt pointed at a new dispatch", beside(_replayed), "verified", "ppp-p",
           ("receipt-replayed",), trust=ALL_LABS, later="unconfirmed"),
    Vector("receipt-nonce-twice", "H14", "two events with one nonce", beside(_nonce_twice), "verified", "ppp-p",
           ("receipt-replayed",), trust=ALL_LABS, later="unconfirmed"),
    Vector("receipt-not-recipient", "H14", "somebody receives what was sent to another", beside(_by_another), "verified",
           "ppp-p", ("receipt-not-recipient",), trust=ALL_LABS, later="unconfirmed"),
    Vector("receipt-by-sender", "H14", "the sealing examiner receives the own bundle", beside(_by_the_sender), "verified",
           "ppp-p", notes=("receipt-by-sender",), trust=ALL_LABS, later="confirmed"),
    Vector("receipt-by-sender-other-certificate", "H14", "the sender's key, under another certificate",
           beside(_by_the_senders_other_certificate), "verified", "ppp-p", notes=("receipt-by-sender",),
           trust=(*ALL_LABS, "seal again"), later="confirmed"),
    Vector("receipt-contradicts", "H14", "accepted, and another tag manifest was seen",
           beside(_receipt(observed_tagmanifest_sha256="0" * 64)), "verified", "ppp-p", ("receipt-contradicts",),
           trust=ALL_LABS, later="unconfirmed"),
    Vector("receipt-accepts-failed-axis", "H14", "accepted as verified, and an axis failed",
           beside(_receipt(axes=dict.fromkeys(AXES, "fail"))), "verified", "ppp-p", ("receipt-contradicts",), trust=ALL_LABS, later="unconfirmed"),
    Vector("receipt-accepts-bad-finding", "H14", "accepted as verified, and a file differed",
           beside(_receipt(findings=[{"code": "file-differs", "subject": "data/x"}])), "verified", "ppp-p",
           ("receipt-contradicts",), trust=ALL_LABS, later="unconfirmed"),
    Vector("receipt-seal-only-verified", "H14", "verified, and only the small seal was read",
           beside(_receipt(scope="seal-only", observed_tagmanifest_sha256=None)), "verified", "ppp-p",
           ("receipt-contradicts",), notes=("receipt-seal-only",), trust=ALL_LABS, later="unconfirmed"),
    Vector("receipt-of-other-files", "H14", "accepted, and another file came under the bundle's name",
           beside(_receipt(files=[{"name": f"{NAME}.zip", "size": "1", "sha256": "0" * 64}])), "verified", "ppp-p",
           ("receipt-contradicts",), trust=ALL_LABS, later="unconfirmed"),
    Vector("receipt-accepts-altered", "H14", "accepted, and called altered", beside(_receipt(verdict="altered")),
           "verified", "ppp-p", ("receipt-contradicts",), trust=ALL_LABS, later="unconfirmed"),
    Vector("addendum-timestamp-before-the-seal", "H15", "a trusted time-stamp over the seal, days before it was signed",
           beside(_stamped_earlier), "unconfirmed", "pppup", ("signing-time-far",), notes=("existed-by",), trust=ALL_LABS, later="confirmed"),
    Vector("addendum-timestamp-before-custody-token", "H16", "a trusted time-stamp over the seal, older than the one over its ledger",
           beside(_stamped_before_custody, plan=Plan(lists=before())), "unconfirmed", "pppup", ("timestamp-before-custody",),
           notes=("existed-by", "sealed-after"), trust=ALL_LABS, later="confirmed"),
    Vector("addendum-timestamp-other-encoding", "H3", "the time-stamp is over another encoding of the seal",
           beside(_stamped_something_else), "verified", "ppp-p", ("addendum-other-encoding",), trust=ALL_LABS, later="unconfirmed"),
    _bad("addendum-seal-in-its-place", "H2", "a seal under the name of an addendum", _seal_as_addendum),
    _bad("addendum-event-flipped", "-", "another text in event.json than was signed",
         one(wish=_change("event.json", lambda d: d.replace(b"Lyon", b"Nice")))),
    _bad("addendum-signature-flipped", "-", "a bit of the signature", one(wish=_change(P7S1, lambda d: d[:-1] + bytes([d[-1] ^ 1])))),
    _bad("addendum-countersignature-injected", "H13", "an unsigned attribute put in",
         one(wish=Wish(wish=cms.SignatureWish(countersignature=b"\x30\x00")))),
    _bad("addendum-extra-file", "H37", "a further file", one(wish=Wish(container=insert(Entry("META-INF/note.txt", b"ok\n"), 3)))),
    _bad("addendum-timestamp-stripped", "H2", "the promised tokens were taken out",
         one("timestamp", wish=Wish(time_stamp=True, container=drop(ARCHIVE, TOKEN)))),
    _bad("addendum-info-other-event", "H2", "seal-info.txt and event.json name different events", one(wish=_info("event", "disposal"))),
    _bad("addendum-info-other-reference", "H2", "they name different bundles", one(wish=_info("reference", "VEC-2026-0001-B02"))),
    _bad("addendum-info-other-digest", "H2", "seal-info.txt names another event.json", one(wish=_info("event-sha256", "0" * 64))),
    _bad("addendum-info-kind", "H2", "an addendum that calls itself a seal", one(wish=_info("kind", "seal"))),
    _bad("addendum-key-twice", "H19", "a key that stands twice",
         one(wish=_text(b'{"authority_reference":null', b'{"authority_reference":null,"authority_reference":null'))),
    _bad("addendum-key-unknown", "H19", "a key that no addendum has", one(wish=_key("comment", None))),
    _bad("addendum-key-missing", "H19", "a key is left out", one(wish=_without("witness"))),
    _bad("addendum-number", "H19", "a number instead of a string", one(wish=_key("place", 7))),
    _bad("addendum-no-line-feed", "H19", "no LF at the end", one(wish=Wish(text=lambda d: d[:-1]))),
    _bad("addendum-crlf", "H19", "CR LF at the end", one(wish=Wish(text=lambda d: d[:-1] + b"\r\n"))),
    _bad("addendum-space", "H19", "a space that RFC 8785 has not", one(wish=_text(b":null", b": null"))),
    _bad("addendum-deep-nesting", "-", "ten thousand nested lists",
         one(wish=Wish(text=lambda d: d.replace(b'"notes":[]', b'"notes":' + b"[" * 10_000 + b"]" * 10_000)))),
    _bad("addendum-event-unknown", "-", "an event that no addendum tells", one(wish=_key("event", "lost"))),
    _bad("addendum-nonce-short", "H14", "a nonce of 8 bytes", one(wish=_key("nonce", b64(bytes(8))))),
    _bad("addendum-no-previous", "H11", "it names no head", one(wish=_key("previous", []))),
    _bad("addendum-previous-twice", "H11", "it names one head twice", _twice_named),
    _bad("addendum-time-local", "H18", "a time that is not UTC", one(wish=_key("time_utc", "2026-11-24T16:00:00+01:00"))),
    _bad("addendum-correction-of-nothing", "-", "a correction that doesn't say of what", one("correction")),
    _bad("addendum-receipt-missing", "H14", "a receipt without its object", one("receipt")),
    _bad("addendum-dispatch-in-opening", "-", "a dispatch inside another event",
         one(dispatch={"channel": "post", "recipients": [], "files": []})),
    Vector("addendum-previous-unsorted", "H11", "the heads it names are not sorted", beside(_unsorted), "verified", "ppp-p",
           _BAD, notes=("addendum-fork",), trust=ALL_LABS, later="confirmed"),
    Vector("addendum-receipt-hollow", "H14", "scope all-bytes, and no digest was seen",
           beside(_receipt(observed_tagmanifest_sha256=None)), "verified", "ppp-p", _BAD, trust=ALL_LABS, later="confirmed"),
    Vector("addendum-garbage", "-", "an empty ZIP", beside(_garbage), "verified", "ppp-p", ("addendum-unreadable",), trust=ALL_LABS),
    Vector("addendum-stray-name", "H7", "an addendum under a name that belongs to nothing is not looked at",
           beside(_named("dispatch.asice", lambda b: [dispatch(b, wish=Wish(who=LAB))])), "verified", "ppp-p", ("addendum-unconfirmed",)),
    Vector("addendum-of-seal-alone", "-", "the small seal with its addenda", beside(_sent_and_received, send=as_seal),
           "unconfirmed", "-up--", ("seal-alone",), trust=ALL_LABS, later="confirmed"),
]  # fmt: skip
