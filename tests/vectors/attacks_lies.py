"""A trusted sender who contradicts himself: every rule of form is kept, and no two lists need agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.vectors import lists
from tests.vectors.attacks_lists import CATALOG, CSV, change, fields, swap
from tests.vectors.bundle import Files, Plan
from tests.vectors.lists import EVENTS, ITEMS, Event, with_event
from tests.vectors.vector import Sent, Vector, zipped

SOURCES, OMISSIONS, CASE = "metadata/sources.jsonl", "metadata/omissions.jsonl", "metadata/case.jsonld"
BAG_INFO, SELECTION = "bag-info.txt", "metadata/selection.json"
NOTE = ITEMS[0]
NO_DIGESTS: dict[str, str | None] = {"md5": None, "sha1": None, "sha256": None}
Step = tuple[str, Callable[[bytes], bytes]]


def steps(*changed: Step, events: tuple[Event, ...] = EVENTS) -> Callable[[], Sent]:
    """A ZIP sealed with several files changed."""

    def act(tree: Files) -> None:
        for path, how in changed:
            before = tree[path]
            tree[path] = how(before)
            assert tree[path] != before, path

    return zipped(Plan(lists=act, events=events))


def first_line(**values: Any) -> Callable[[], Sent]:
    """The first artifact's line with other values that no table shows."""
    return change(CATALOG, fields(0, **values))


def _moved(tree: Files) -> None:
    """The first content lies in the folder of another exhibit."""
    old = NOTE.data or ""
    new = old.replace("EX-001", "EX-002")
    tree[new] = tree.pop(old)
    for path in (CATALOG, CSV):
        tree[path] = tree[path].replace(old.encode(), new.encode())


def _read(outcome: str, reason: str | None, *gaps: tuple[str, str]) -> dict[str, Any]:
    return {"outcome": outcome, "gaps": [list(gap) for gap in gaps], "reason": reason}


def _path(name: str, shown: str) -> dict[str, Any]:
    return {"bytes": [lists.b64(name.encode())], "display": [shown]}


def _extra_tag_file(tree: Files) -> None:
    tree["notes/IMPORTANT.txt"] = b"The exhibits were all found in the suspect's bag.\n"


def _other_recipe(tree: Files) -> None:
    script = b"# BEGIN SEALWRIGHT RECIPE\necho PASS\n# END SEALWRIGHT RECIPE\n"
    tree["VERIFY.en.txt"] = b"How to verify.\n\n" + script


def _recorded(reference: str) -> tuple[Event, ...]:
    event = Event("accessed", "2026-11-24T13:45:00Z", reason="request-recorded", authority=reference)
    return (*EVENTS[:2], event, EVENTS[2])


def _case(*nodes: dict[str, Any]) -> Callable[[bytes], bytes]:
    return lambda _: lists.canonical({"@graph": list(nodes)}) + b"\n"


DIGESTS_OF_S1 = (SOURCES, fields(0, digests=NO_DIGESTS | {"sha256": "ab" * 32}, hashes="none-stored"))
SAME_PLACE = {"path": _path("note.txt", "note.txt"), "inode": "12-128-1"}


VECTORS = [
    # what the verdict rests on
    Vector("lie-other-exhibit", "H20", "content of one exhibit under another",
           zipped(Plan(items=(replace(NOTE, exhibit="EX-002"), *ITEMS[1:]))), "unconfirmed", "ppp-p",
           ("record-exhibit-differs",), notes=("record-differs",)),
    Vector("lie-layer-of-other-exhibit", "H20", "a layer under another exhibit than its medium",
           change(SOURCES, fields(1, exhibit="EX-002")), "unconfirmed", "ppp-p", ("record-exhibit-differs",)),
    Vector("lie-content-of-another", "H20", "a content in the folder of another exhibit", zipped(Plan(lists=_moved)),
           "unconfirmed", "ppp-p", ("content-of-another",)),
    Vector("lie-source-unknown", "H20", "an artifact of a source that no list has",
           steps((CATALOG, fields(0, source="s9")), (CSV, swap(b",s1,/note", b",s9,/note"))), "unconfirmed", "ppp-p",
           ("record-layer-unknown", "record-source-unknown")),
    Vector("lie-layer-unknown", "H20", "an artifact in a layer that no list has", first_line(layer="s1.p9"),
           "unconfirmed", "ppp-p", ("record-layer-unknown",)),
    Vector("lie-omission-source-unknown", "H20", "an omission of a source that no list has",
           change(OMISSIONS, fields(0, source="s9")), "unconfirmed", "ppp-p", ("record-source-unknown",)),
    Vector("lie-rule-source-unknown", "H20", "the whole medium of a source that no list has",
           change(SELECTION, swap(b'"rule":"tag","value":"send"', b'"rule":"media","value":"s9"')), "unconfirmed", "ppp-p",
           ("record-source-unknown",)),
    Vector("lie-extents-outside", "H20", "extents behind the end of their layer",
           first_line(extents=[["s1", "16777200", "31"]]), "unconfirmed", "ppp-p", ("extents-outside",)),
    Vector("lie-extents-layer-unknown", "H20", "extents in a layer that no list has",
           first_line(extents=[["s7", "4096", "31"]]), "unconfirmed", "ppp-p", ("record-layer-unknown",)),
    Vector("lie-extents-half-zeros", "H20", "an extent with a layer and without an offset",
           first_line(extents=[["s1", None, "31"]]), "unconfirmed", "ppp-p", ("extents-contradict",)),
    Vector("lie-derivable-without-extents", "H20", "derivable from nothing", first_line(extents=[]), "unconfirmed", "ppp-p",
           ("extents-contradict",)),
    Vector("lie-derivable-none", "H20", "derivable, and without a place", first_line(extents=[], extent_class="none"),
           "unconfirmed", "ppp-p", ("extents-contradict",)),
    Vector("lie-all-sparse", "H20", "nothing but holes, at a place of the medium", first_line(extent_class="all-sparse"),
           "unconfirmed", "ppp-p", ("extents-contradict",)),
    Vector("lie-partial-undeclared", "H27", "read in part, and no omission says so",
           first_line(read=_read("partial", "content-partial", ("0", "4"))), "unconfirmed", "ppp-p",
           ("omission-not-declared",)),
    Vector("lie-unreadable-undeclared", "H27", "not readable, and no omission says so",
           change(CATALOG, fields(2, read=_read("unreadable", "content-unreadable"))), "unconfirmed", "ppp-p",
           ("omission-not-declared",)),
    Vector("lie-hashes-agree", "H20", "hashes that agree over digests that differ",
           change(SOURCES, fields(0, digests=NO_DIGESTS | {"sha256": "ab" * 32},
                                  stored_digests=NO_DIGESTS | {"sha256": "cd" * 32}, hashes="agree")),
           "unconfirmed", "ppp-p", ("record-hashes-differ",)),
    Vector("lie-hashes-agree-without", "H20", "hashes that agree where none is stored",
           change(SOURCES, fields(0, hashes="agree")), "unconfirmed", "ppp-p", ("record-hashes-differ",)),
    # what else follows from the lists
    Vector("lie-directory-with-content", "H20", "a directory that has content",
           steps((CATALOG, fields(0, kind="directory")), (CSV, swap(b",file,true,31", b",directory,true,31"))),
           "verified", "ppp-p", notes=("artifact-contradicts",)),
    Vector("lie-not-read-with-content", "H20", "content of what was not read", first_line(read=_read("not-read", None)),
           "verified", "ppp-p", notes=("artifact-contradicts",)),
    Vector("lie-path-with-two-contents", "H20", "one file of one file system with two contents",
           steps((CATALOG, fields(1, **SAME_PLACE)), (CSV, swap(b"/facture.jpg", b"/note.txt"))), "verified", "ppp-p",
           notes=("path-with-two-contents",)),
    Vector("lie-salt-twice", "H21", "one salt on two lines",
           change(CATALOG, fields(1, salt=lists.b64(lists.fixed_bytes("salt " + NOTE.id)))), "verified", "ppp-p",
           notes=("salt-repeated",)),
    Vector("lie-salt-zero", "H21", "a salt of zeros", first_line(salt=lists.b64(bytes(16))), "verified", "ppp-p",
           notes=("nonce-zero",)),
    Vector("lie-nonce-zero", "H21", "a nonce of zeros", change("data/seal-nonce.bin", lambda _: bytes(32)), "verified",
           "ppp-p", notes=("nonce-zero",)),
    Vector("lie-display", "H19", "a name shown as another", first_line(path=_path("note.txt", "receipt.pdf")), "verified",
           "ppp-p", notes=("display-differs",)),
    Vector("lie-display-moved", "H19", "a component shown on the line before its own",
           steps((CATALOG, fields(0, path={"bytes": [lists.b64(b"note.txt")], "display": ["note.txt", "facture.jpg"]})),
                 (CATALOG, fields(1, path={"bytes": [lists.b64(b"facture.jpg")], "display": []}))), "verified", "ppp-p",
           notes=("display-differs",)),
    Vector("lie-stream-display", "H19", "a stream shown as another",
           steps((CATALOG, fields(0, stream={"bytes": lists.b64(b"hidden"), "display": "visible"})),
                 (CSV, swap(b"/note.txt", b"/note.txt:hidden"))), "verified", "ppp-p", notes=("display-differs",)),
    Vector("lie-source-name", "H19", "an image shown under another name",
           change(SOURCES, swap(b'"display":"disk.raw"', b'"display":"stick.raw"')), "verified", "ppp-p",
           notes=("display-differs",)),
    Vector("lie-csv-path", "H20", "the table for people shows another path", change(CSV, swap(b"/note.txt", b"/diary.txt")),
           "verified", "ppp-p", notes=("csv-shows-other",)),
    Vector("lie-csv-modified", "H20", "the table for people shows another time",
           change(CSV, swap(b"2026-11-20T08", b"2019-11-20T08")), "verified", "ppp-p", notes=("csv-shows-other",)),
    Vector("lie-csv-deleted", "H20", "the table for people calls a file deleted",
           change(CSV, swap(b",file,true,31", b",file,false,31")), "verified", "ppp-p", notes=("csv-shows-other",)),
    Vector("lie-agency", "H20", "bag-info.txt names another laboratory",
           change(BAG_INFO, swap(b"Example Laboratory", b"Another Laboratory")), "verified", "ppp-p",
           notes=("record-differs",)),
    Vector("lie-selected-by", "H20", "the selection was made by somebody else",
           change(SELECTION, swap(b"Claire Moreau", b"Nobody Known")), "verified", "ppp-p", notes=("record-differs",)),
    Vector("lie-request-of-another", "H20", "the ledger recorded a request under another reference",
           zipped(Plan(events=_recorded("EIO-9-1999"))), "verified", "ppp-p", notes=("record-differs",)),
    Vector("lie-case-reference", "H20", "case.jsonld is of another case",
           change(CASE, _case({"@type": "case-investigation:Investigation", "core:name": "OTHER-1"})), "verified", "ppp-p",
           notes=("record-differs",)),
    Vector("lie-case-exhibit", "H20", "case.jsonld has an exhibit that no list has",
           change(CASE, _case({"@type": "case-investigation:ProvenanceRecord",
                               "case-investigation:exhibitNumber": "EX-666"})), "verified", "ppp-p",
           notes=("record-differs",)),
    Vector("lie-case-hash", "H20", "case.jsonld has a hash that no source has",
           steps(DIGESTS_OF_S1, (CASE, _case({"@type": "types:Hash", "types:hashValue": {"@value": "CD" * 32}}))),
           "verified", "ppp-p", notes=("record-differs",)),
    Vector("lie-case-event", "H17", "case.jsonld tells of an event that the ledger lacks",
           change(CASE, _case({"@type": "case-investigation:InvestigativeAction", "core:name": "seized",
                               "action:startTime": {"@value": "2020-01-01T00:00:00Z"}})), "verified", "ppp-p",
           notes=("record-differs",)),
    Vector("lie-ledger-digest", "H17", "the ledger gives a source another digest",
           steps(DIGESTS_OF_S1, events=with_event(1, before={"s1": "cd" * 32})), "verified", "ppp-p",
           notes=("ledger-differs",)),
    Vector("lie-ledger-source", "H17", "the ledger has a source that no list has",
           zipped(Plan(events=with_event(1, before={"s9": "cd" * 32}))), "verified", "ppp-p", notes=("ledger-differs",)),
    Vector("lie-bagging-date", "H18", "bagged in 1970", change(BAG_INFO, swap(b"2026-11-24", b"1970-01-01")), "verified",
           "ppp-p", notes=("date-contradicts",)),
    Vector("lie-selection-date", "H18", "selected after the signing",
           steps((SELECTION, swap(b"2026-11-24T", b"2027-02-24T")), (BAG_INFO, swap(b"2026-11-24", b"2027-02-24"))), "verified",
           "ppp-p", notes=("date-contradicts",)),
    Vector("lie-computer-in-1999", "H18", "a computer's clock of 1999",
           zipped(Plan(events=with_event(0, time="1999-01-01T00:00:00Z", clock="computer"))), "verified", "ppp-p",
           notes=("date-contradicts",)),
    Vector("lie-recorded-before", "H18", "an event recorded two days before it happened",
           zipped(Plan(events=with_event(0, time="2026-11-26T00:00:00Z"))), "unconfirmed", "ppp-u", ("custody-after-seal",),
           notes=("date-contradicts",)),
    Vector("old-seizure", "H18", "seized in 1999, recorded now: possible, and told",
           zipped(Plan(events=with_event(0, time="1999-01-01T00:00:00Z"))), "verified", "ppp-p",
           notes=("custody-date-remote",)),
    Vector("lie-tag-file", "H20", "a tag file that the format doesn't have", zipped(Plan(lists=_extra_tag_file)), "verified",
           "ppp-p", notes=("tag-file-unexplained",)),
    Vector("lie-verify-text", "H20", "a script of the sender's own that always passes", zipped(Plan(lists=_other_recipe)),
           "verified", "ppp-p", notes=("verify-text-differs",)),
]  # fmt: skip
