"""A sender's contradiction, and the file taken away that shows it most plainly: what is left must still tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.vectors import lists
from tests.vectors.attacks_lists import CATALOG, CSV, fields, swap, without_nonce
from tests.vectors.attacks_tree import remove
from tests.vectors.attacks_trust import BIG, BIG_PLAN
from tests.vectors.bundle import Files, Plan
from tests.vectors.lists import ITEMS
from tests.vectors.vector import Sent, Vector, zipped

NOTE, PICTURE = ITEMS[0], ITEMS[1]
BLOCKS, CUSTODY, OMISSIONS = "metadata/blocks.jsonl", "metadata/custody.jsonl", "metadata/omissions.jsonl"
SELECTION = "metadata/selection.json"


def _without(path: str | None, lie: Callable[[Files], None], plan: Plan | None = None) -> Callable[[], Sent]:
    """Sealed with the lie, and then the file removed."""
    return zipped(replace(plan or Plan(), lists=lie, tree=remove(path or "")))


def _note_and_catalogue(tree: Files) -> None:
    remove(NOTE.data or "")(tree)
    remove(CATALOG)(tree)


def _in(path: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def act(tree: Files) -> None:
        before = tree[path]
        tree[path] = swap(old, new)(before)
        assert tree[path] != before

    return act


def _other_digest(tree: Files) -> None:
    """The catalogue and its table give another digest than the manifest."""
    for path in (CATALOG, CSV):
        _in(path, (NOTE.digest or "").encode(), b"ab" * 32)(tree)


def _one_file_more(tree: Files) -> None:
    """A file that no line of the catalogue has; bag-info.txt counts it."""
    extra = b"nobody knows where this is from\n"
    tree["data/EX-001/ZZZZZZZZZZZZZZZZ_extra.txt"] = extra
    octets = sum(len(d) for p, d in tree.items() if p.startswith("data/"))
    before = b"Oxum: %d.3" % (octets - len(extra))
    _in("bag-info.txt", before, b"Oxum: %d.4" % octets)(tree)


def _claimed_twice(tree: Files) -> None:
    """The second line of the catalogue has the first one's file, beside its own that is gone from the bag."""
    digests = {"md5": None, "sha1": None, "sha256": NOTE.digest}
    tree[CATALOG] = fields(1, data=NOTE.data, size=str(len(NOTE.content or b"")), digests=digests)(
        tree[CATALOG]
    )
    rows = lists.catalog_csv((NOTE, replace(PICTURE, content=NOTE.content), ITEMS[2]))
    tree[CSV] = rows.replace(f"data/EX-001/{PICTURE.id}_facture.jpg".encode(), (NOTE.data or "").encode())
    gone = tree.pop(PICTURE.data or "")
    octets = sum(len(d) for p, d in tree.items() if p.startswith("data/"))
    _in("bag-info.txt", b"Oxum: %d.3" % (octets + len(gone)), b"Oxum: %d.2" % octets)(tree)


def _other_block_size(tree: Files) -> None:
    BIG_PLAN.lists(tree)
    _in(BLOCKS, b'"size":"%d"' % len(BIG.content or b""), b'"size":"%d"' % (len(BIG.content or b"") - 1))(
        tree
    )


def _artifact_count(tree: Files) -> None:
    _in("bag-info.txt", b"Artifact-Count: 3", b"Artifact-Count: 4")(tree)


def _selected(tree: Files) -> None:
    _in(SELECTION, b'"selected":"3"', b'"selected":"4"')(tree)
    _in(SELECTION, b'"catalogued":"7"', b'"catalogued":"8"')(tree)


LACKS = ("file-missing",)
COUNTS = ("bag-info-differs", "file-missing")
VECTORS = (
    Vector("missing-file-other-octets", "H20", "bag-info.txt counts other bytes, and a payload file is gone",
           _without(NOTE.data, _in("bag-info.txt", b"Oxum: ", b"Oxum: 1")), "altered", "pfp-p", COUNTS),
    Vector("missing-nonce-other-octets", "H20", "bag-info.txt counts other bytes, and the nonce is gone",
           _without("data/seal-nonce.bin", _in("bag-info.txt", b"Oxum: ", b"Oxum: 1")), "altered", "pfp-p", COUNTS),
    Vector("missing-file-and-catalogue-other-files", "H20", "one file more by bag-info.txt; catalogue and a file are gone",
           zipped(Plan(lists=_in("bag-info.txt", b".3\n", b".4\n"), tree=_note_and_catalogue)),
           "altered", "pfp-p", COUNTS),
    Vector("missing-file-other-digest", "H20", "the catalogue gives a file that is gone another digest than the manifest",
           _without(NOTE.data, _other_digest), "altered", "ffp-p", ("artifact-differs", *LACKS)),
    Vector("missing-file-claimed-twice", "-", "two artifacts have one file, which is gone",
           _without(NOTE.data, _claimed_twice), "altered", "ffp-p", (*LACKS, "payload-twice")),
    Vector("missing-file-without-artifact", "H20", "a file of no artifact, which is gone",
           _without("data/EX-001/ZZZZZZZZZZZZZZZZ_extra.txt", _one_file_more), "altered", "pfp-p",
           (*LACKS, "payload-without-artifact")),
    Vector("missing-file-other-block-size", "-", "block digests give a file that is gone another size than the catalogue",
           _without(BIG.data, _other_block_size, BIG_PLAN), "altered", "ffp-p", ("blocks-list", *LACKS)),
    Vector("missing-catalogue-other-count", "H20", "bag-info.txt counts one artifact more than the seal, and the catalogue is gone",
           _without(CATALOG, _artifact_count), "altered", "pfp-p", COUNTS),
    Vector("missing-catalogue-other-selection", "H20", "one artifact more selected than the seal has, and the catalogue is gone",
           _without(CATALOG, _selected), "altered", "pfp-p", ("count-differs", *LACKS)),
    Vector("missing-catalogue-other-table", "H20", "a row more in the table than artifacts in the seal; the catalogue is gone",
           _without(CATALOG, lambda tree: tree.update({CSV: tree[CSV] + tree[CSV].splitlines(keepends=True)[-1]})),
           "altered", "ffp-p", ("csv-differs", *LACKS)),
    Vector("missing-catalogue-broken-table", "-", "a quote that never ends in the table, and the catalogue is gone",
           _without(CATALOG, lambda tree: tree.update({CSV: tree[CSV] + b'"'})), "altered", "ffp-p", ("csv-differs", *LACKS)),
    Vector("missing-catalogue-no-nonce", "H21", "no nonce was listed, and the catalogue is gone",
           _without(CATALOG, without_nonce), "altered", "pfp-p", (*LACKS, "tagmanifest-incomplete")),
    Vector("missing-ledger-other-count", "H17", "bag-info.txt counts one event more than the seal, and the ledger is gone",
           _without(CUSTODY, _in("bag-info.txt", b"Custody-Count: ", b"Custody-Count: 1")), "altered", "pfp--", COUNTS),
    Vector("missing-omissions-other-count", "H20", "bag-info.txt counts other omissions than the seal, and the list is gone",
           _without(OMISSIONS, _in("bag-info.txt", b"Omission-Count: ", b"Omission-Count: 1")), "altered", "pfp-p", COUNTS),
)  # fmt: skip
