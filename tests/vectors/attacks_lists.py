"""A hostile sender: what was sealed contradicts itself. Everything is signed, so only reading finds it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.vectors import lists
from tests.vectors.bundle import Files, Plan
from tests.vectors.lists import EVENTS, ITEMS, Event, with_event
from tests.vectors.vector import Sent, Vector, zipped

CATALOG, CSV, CUSTODY = "metadata/catalog.jsonl", "metadata/catalog.csv", "metadata/custody.jsonl"


def change(path: str, how: Callable[[bytes], bytes]) -> Callable[[], Sent]:
    """A ZIP sealed with one file changed."""

    def act(tree: Files) -> None:
        before = tree[path]
        tree[path] = how(before)
        assert tree[path] != before

    return zipped(Plan(lists=act))


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old, new, 1)


def fields(index: int, **values: Any) -> Callable[[bytes], bytes]:
    """One line of a .jsonl with other values (None of them a number unless meant so)."""

    def act(data: bytes) -> bytes:
        lines = data.split(b"\n")[:-1]
        value = json.loads(lines[index]) | values
        lines[index] = lists.canonical(value)
        return b"".join(line + b"\n" for line in lines)

    return act


def without_key(key: str) -> Callable[[bytes], bytes]:
    def act(data: bytes) -> bytes:
        lines = data.split(b"\n")[:-1]
        value = json.loads(lines[0])
        del value[key]
        lines[0] = lists.canonical(value)
        return b"".join(line + b"\n" for line in lines)

    return act


def swap_lines(data: bytes) -> bytes:
    first, second, *rest = data.split(b"\n")
    return b"\n".join([second, first, *rest])


def duplicate_key(data: bytes) -> bytes:
    return data.replace(b'"allocated":true', b'"allocated":false,"allocated":true', 1)


def events(*changed: Any) -> Callable[[], Sent]:
    return zipped(Plan(events=tuple(changed)))


def _quoted(tree: Files) -> None:
    """A name that a table can only hold in quotes, over two lines."""
    name = 'no"te,\n.txt'
    path = {"bytes": [lists.b64(name.encode())], "display": [name]}
    tree[CATALOG] = fields(0, path=path)(tree[CATALOG])
    tree[CSV] = swap(b"/note.txt", b'"/no""te,\n.txt"')(tree[CSV])


def _payload_without_artifact(tree: Files) -> None:
    extra = b"nobody knows where this is from\n"
    tree["data/EX-001/ZZZZZZZZZZZZZZZZ_extra.txt"] = extra
    octets = sum(len(d) for p, d in tree.items() if p.startswith("data/"))
    info = tree["bag-info.txt"].split(b"\n")
    info[4] = b"Payload-Oxum: %d.%d" % (octets, sum(1 for p in tree if p.startswith("data/")))
    tree["bag-info.txt"] = b"\n".join(info)


def _rewritten(tree: Files) -> None:
    """The ledger's middle line changed without the links behind it, and then sealed."""
    tree[CUSTODY] = tree[CUSTODY].replace(b'"ingest-completed"', b'"ingest-stopped"')


def _head_of_longer(info: list[list[str]]) -> None:
    """The seal names the head of a ledger with one event more."""
    count, head = lists.ledger_head(lists.ledger((*EVENTS[:2], EVENTS[1], EVENTS[2])))
    for line in info:
        if line[0] == "custody-head":
            line[1] = head
        if line[0] == "custody-count":
            line[1] = str(count)


def _merkle(info: list[list[str]]) -> None:
    next(line for line in info if line[0] == "merkle-root")[1] = "00" * 32


def _count(info: list[list[str]]) -> None:
    next(line for line in info if line[0] == "omission-count")[1] = "0"


def without_nonce(tree: Files) -> None:
    """A bag that never had its nonce."""
    nonce = tree.pop("data/seal-nonce.bin")
    octets = sum(len(d) for p, d in tree.items() if p.startswith("data/"))
    before = b"Oxum: %d.3" % (octets + len(nonce))
    tree["bag-info.txt"] = swap(before, b"Oxum: %d.2" % octets)(tree["bag-info.txt"])


def _blocks_of_a_tag_file(tree: Files) -> None:
    """A large tag file takes the place of a large payload file in the list of block digests."""
    tree["VERIFY.fr.txt"] = b"x" * (1 << 20) + b"y"
    value = {"path": "VERIFY.fr.txt", "size": "1048577", "block_size": "1048576", "blake3": ["ab" * 32] * 2}
    tree["metadata/blocks.jsonl"] = lists.canonical(value) + b"\n"


NOT_CANONICAL = ("list-not-canonical",)
LARGE = replace(ITEMS[1], content=b"z" * (1 << 20) + b"!")
DEEP = b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"\n"
TWICE = Plan(items=(ITEMS[0], replace(ITEMS[1], content=ITEMS[0].content), ITEMS[2]))


def _two_lines_one_file(tree: Files) -> None:
    """The second line of the catalogue claims the first one's file."""
    first = ITEMS[0]
    tree[CATALOG] = fields(
        1,
        data=first.data,
        size=str(len(first.content or b"")),
        digests={"md5": None, "sha1": None, "sha256": first.digest},
    )(tree[CATALOG])
    del tree[ITEMS[1].data or ""]
    tree[CSV] = lists.catalog_csv((first, replace(ITEMS[1], content=first.content), ITEMS[2])).replace(
        f"data/EX-001/{ITEMS[1].id}_facture.jpg".encode(), (first.data or "").encode()
    )
    octets = sum(len(d) for p, d in tree.items() if p.startswith("data/"))
    tree["bag-info.txt"] = b"\n".join(
        b"Payload-Oxum: %d.2" % octets if line.startswith(b"Payload-Oxum") else line
        for line in tree["bag-info.txt"].split(b"\n")
    )


VECTORS = [
    Vector("jsonl-duplicate-key", "H19", "a key twice: readers disagree which one counts", change(CATALOG, duplicate_key),
           "altered", "fpp-p", NOT_CANONICAL),
    Vector("jsonl-not-canonical", "H19", "a space after a colon", change(CATALOG, swap(b'":', b'": ')), "altered", "fpp-p",
           NOT_CANONICAL),
    Vector("jsonl-crlf", "H19", "CR before a line feed", change(CATALOG, swap(b"}\n", b"}\r\n")), "altered", "fpp-p",
           NOT_CANONICAL),
    Vector("jsonl-bom", "H19", "a byte order mark", change(CATALOG, lambda d: b"\xef\xbb\xbf" + d), "altered", "fpp-p",
           NOT_CANONICAL),
    Vector("jsonl-escape", "H19", "a letter written as an escape", change(CATALOG, swap(b'"send"', b'"\\u0073end"')),
           "altered", "fpp-p", NOT_CANONICAL),
    Vector("jsonl-blank-line", "H19", "a blank line", change(CATALOG, swap(b"}\n", b"}\n\n")), "altered", "ffp-p",
           ("bag-info-differs", "count-differs", "csv-differs", "list-not-canonical")),
    Vector("jsonl-number", "H19", "a size as a JSON number", change(CATALOG, swap(b'"size":"31"', b'"size":31')), "altered",
           "fpp-p", NOT_CANONICAL),
    Vector("jsonl-unknown-key", "H19", "a key that no artifact has", change(CATALOG, fields(0, zzz="x")), "altered", "fpp-p",
           NOT_CANONICAL),
    Vector("jsonl-missing-key", "H19", "a key left out", change(CATALOG, without_key("note")), "altered", "fpp-p",
           NOT_CANONICAL),
    Vector("jsonl-other-type", "H19", "a line of another type", change(CATALOG, fields(0, type="sealwright/artifact/2")),
           "altered", "fpp-p", NOT_CANONICAL),
    Vector("jsonl-not-utf8", "H19", "bytes that are not UTF-8", change(CATALOG, swap(b"note.txt", b"note.\xfft")), "altered",
           "fpp-p", NOT_CANONICAL),
    Vector("jsonl-no-final-lf", "H19", "the last line feed missing", change("metadata/omissions.jsonl", lambda d: d[:-1]),
           "altered", "fpp-p", NOT_CANONICAL),
    Vector("jsonl-deep-nesting", "-", "twenty thousand nested objects", change("metadata/omissions.jsonl", lambda _: DEEP),
           "altered", "ffp-p", ("bag-info-differs", "count-differs", "list-not-canonical")),
    Vector("json-deep-nesting", "-", "the same in request.json", change("metadata/request.json", lambda _: DEEP), "altered",
           "fpp-p", NOT_CANONICAL),
    Vector("request-not-canonical", "H19", "request.json with a space", change("metadata/request.json", swap(b":", b": ")),
           "altered", "fpp-p", NOT_CANONICAL),
    Vector("catalog-order", "-", "two lines exchanged, in the table too",
           zipped(Plan(items=(ITEMS[1], ITEMS[0], ITEMS[2]))), "altered", "fpp-p", ("list-order",)),
    Vector("merkle-duplicate-id", "H24", "an id twice", zipped(Plan(items=(ITEMS[0], replace(ITEMS[1], id=ITEMS[0].id),
                                                                           ITEMS[2]))),
           "altered", "fpp-p", ("artifact-repeated",)),
    Vector("merkle-root-not-catalogue", "H24", "a root of another catalogue", zipped(Plan(info=_merkle)), "altered",
           "fpp-p", ("merkle-differs",)),
    Vector("artifact-digest-differs", "H20", "the catalogue gives another digest than the manifest",
           change(CATALOG, fields(0, digests={"md5": None, "sha1": None, "sha256": "ab" * 32})), "altered", "fpp-p",
           ("artifact-differs", "csv-differs")),
    Vector("artifact-size-differs", "H20", "another size", change(CATALOG, fields(0, size="32")), "altered", "fpp-p",
           ("artifact-differs", "csv-differs")),
    Vector("artifact-without-file", "H20", "a line names a file that was not sealed",
           change(CATALOG, fields(2, data="data/EX-001/CCCCCCCCCCCCCCCC_x")), "altered", "ffp-p",
           ("artifact-without-file", "count-differs", "csv-differs")),
    Vector("payload-without-artifact", "H20", "a file that the catalogue does not know",
           zipped(Plan(lists=_payload_without_artifact)), "altered", "pfp-p", ("payload-without-artifact",)),
    Vector("payload-twice", "H20", "two lines claim one file", zipped(Plan(lists=_two_lines_one_file)), "altered", "fpp-p",
           ("payload-twice",)),
    Vector("catalog-csv-differs", "H20", "the table for people says another size", change(CSV, swap(b",31,", b",13,")),
           "altered", "fpp-p", ("csv-differs",)),
    Vector("catalog-csv-row-missing", "H20", "a row left out",
           change(CSV, lambda d: b"".join(d.splitlines(keepends=True)[:-1])), "altered", "fpp-p", ("csv-differs",)),
    Vector("catalog-csv-row-added", "H20", "a row too many", change(CSV, lambda d: d + d.splitlines(keepends=True)[-1]),
           "altered", "fpp-p", ("csv-differs",)),
    Vector("catalog-csv-broken-quote", "-", "a quote that never ends", change(CSV, lambda d: d + b'"'), "altered", "fpp-p",
           ("csv-differs",)),
    Vector("oxum-wrong", "H20", "bag-info.txt counts other bytes", change("bag-info.txt", swap(b"Oxum: ", b"Oxum: 1")),
           "altered", "pfp-p", ("bag-info-differs",)),
    Vector("artifact-count-wrong", "H20", "bag-info.txt counts other artifacts",
           change("bag-info.txt", swap(b"Artifact-Count: 3", b"Artifact-Count: 4")), "altered", "pfp-p",
           ("bag-info-differs",)),
    Vector("omission-count-wrong", "H20", "the seal hides the omissions", zipped(Plan(info=_count)), "altered", "pfp-p",
           ("count-differs",)),
    Vector("bag-info-folded", "-", "a folded line", change("bag-info.txt", swap(b"Laboratory\n", b"Lab\n oratory\n")),
           "altered", "fpp-p", ("bag-info-form",)),
    Vector("bag-info-reordered", "-", "lines in another order", change("bag-info.txt", swap_lines), "altered", "fpp-p",
           ("bag-info-form",)),
    Vector("bagit-version", "-", "another version of BagIt", change("bagit.txt", swap(b"1.0", b"0.97")), "altered", "fpp-p",
           ("bagit-text",)),
    Vector("selection-counts", "H27", "the selection says that nothing was left out",
           change("metadata/selection.json", swap(b'"not_selected":"4"', b'"not_selected":"0"')), "altered", "pfp-p",
           ("count-differs",)),
    Vector("sources-order", "-", "a layer before its parent", change("metadata/sources.jsonl", swap_lines), "altered", "fpp-p",
           ("list-order",)),
    Vector("blocks-of-small-file", "-", "block digests of a file that has none",
           change("metadata/blocks.jsonl", lambda _: lists.canonical(
               {"path": ITEMS[0].data, "size": "31", "block_size": "1048576", "blake3": ["ab" * 32]}) + b"\n"),
           "altered", "fpp-p", ("blocks-list",)),
    Vector("nonce-short", "H21", "a nonce of 16 bytes",
           change("data/seal-nonce.bin", lambda d: d[:16]), "altered", "ffp-p", ("bag-info-differs", "nonce-size")),
    Vector("nonce-left-out", "H21", "no nonce, and none listed", zipped(Plan(lists=without_nonce)), "altered", "pfp-p",
           ("tagmanifest-incomplete",)),
    Vector("blocks-of-tag-file", "-", "block digests of a tag file in the place of a payload file's",
           zipped(Plan(items=(ITEMS[0], LARGE, ITEMS[2]), lists=_blocks_of_a_tag_file)), "altered", "fpp-p",
           ("blocks-list", "list-not-canonical")),
    Vector("extent-class-unknown", "H19", "a class of extents that the format doesn't have",
           change(CATALOG, fields(0, extent_class="guessed")), "altered", "fpp-p", NOT_CANONICAL),
    Vector("source-kind-unknown", "H19", "a kind of layer that the format doesn't have",
           change("metadata/sources.jsonl", fields(1, kind="guessed")), "altered", "fpp-p", NOT_CANONICAL),
    Vector("omission-code-empty", "H19", "an omission without a code",
           change("metadata/omissions.jsonl", fields(0, code="")), "altered", "ffp-p",
           ("bag-info-differs", "count-differs", "list-not-canonical")),
    Vector("selection-time-impossible", "H19", "a selection made in month 13",
           change("metadata/selection.json", fields(0, at="2026-13-01T00:00:00Z")), "altered", "fpp-p", NOT_CANONICAL),
    Vector("salt-second-encoding", "H19", "a salt whose last bits a decoder throws away",
           change(CATALOG, swap(b"WCbcyLA==", b"WCbcyLB==")), "altered", "fpp-p", NOT_CANONICAL),
    Vector("catalog-csv-lf", "H20", "rows of the table end with LF alone", change(CSV, lambda d: d.replace(b"\r\n", b"\n")),
           "altered", "fpp-p", ("csv-differs",)),
    Vector("catalog-csv-quote-inside", "H20", "a quote within a cell that has none around it",
           change(CSV, swap(b"/note.txt", b'/no"te.txt')), "altered", "fpp-p", ("csv-differs",)),
    Vector("catalog-csv-formula", "H20", "a cell that a spreadsheet carries out",
           change(CSV, swap(b"/note.txt", b"=1+1")), "altered", "fpp-p", ("csv-differs",)),
    Vector("catalog-csv-formula-quoted", "H20", "the same in quotes",
           change(CSV, swap(b"/note.txt", b'"=HYPERLINK(""x"",""y"")"')), "altered", "fpp-p", ("csv-differs",)),
    Vector("sound-catalog-csv-quoted", "-", "cells in quotes, one of them over two lines",
           zipped(Plan(lists=_quoted)), "verified", "ppp-p"),
    Vector("custody-rewritten", "H17", "a line changed before sealing: the chain was broken when sealed",
           zipped(Plan(lists=_rewritten)), "altered", "ppp-f", ("custody-broken-when-sealed",)),
    Vector("custody-cut", "H17", "events cut off after the seal's head was taken", zipped(Plan(info=_head_of_longer)),
           "altered", "ppp-f", ("custody-head",)),
    Vector("custody-not-sealed-last", "-", "the ledger does not end with the sealing", events(*EVENTS[:2]), "altered",
           "ppp-f", ("custody-not-sealed-last",)),
    Vector("custody-clock-back", "H18", "the computer's clock went back", events(*with_event(2, time="2026-11-24T13:00:00Z")),
           "unconfirmed", "ppp-u", ("custody-clock-back",)),
    Vector("custody-after-seal", "H18", "an event later than the seal", events(*with_event(2, time="2026-11-24T15:00:00Z")),
           "unconfirmed", "ppp-u", ("custody-after-seal",)),
    Vector("custody-zone-unknown", "H18", "no local offset", events(*with_event(0, offset=None)), "unconfirmed", "ppp-u",
           ("custody-zone-unknown",)),
    Vector("custody-sequence", "H18", "a number skipped", events(*with_event(1, sequence=7)), "altered", "ppp-f",
           ("custody-broken-when-sealed",)),
    Vector("custody-event-id-twice", "-", "an event id twice", events(*with_event(1, id="EVENTBAAAAAAAAAA")), "altered",
           "ppp-f", ("custody-broken-when-sealed",)),
    Vector("custody-link", "H17", "a link to another head", events(*with_event(1, previous="ab" * 32)), "altered", "ppp-f",
           ("custody-broken-when-sealed",)),
    Vector("custody-deep-nesting", "-", "a line of nested objects", change(CUSTODY, lambda d: d + DEEP), "altered", "pfp-f",
           ("bag-info-differs", "custody-broken-when-sealed")),
    Vector("custody-hand-over", "H17", "a hand-over that nobody signed",
           events(EVENTS[0], Event("released", "2026-11-23T18:00:00Z", clock="stated"), *EVENTS[1:]), "verified", "ppp-p",
           notes=("custody-hand-overs",)),
    Vector("custody-empty", "-", "an empty ledger", events(), "altered", "ppp-f", ("custody-not-sealed-last",)),
]  # fmt: skip
