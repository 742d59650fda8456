"""Attacks on the way: files changed, added, removed; manifests; the folder form."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.vectors.attacks_trust import BIG, BIG_PLAN
from tests.vectors.bundle import MANIFEST, NAME, TAGMANIFEST, Files, Plan, build, manifest
from tests.vectors.lists import ITEMS
from tests.vectors.vector import Sent, Vector, as_folder, foldered, zipped

NOTE = ITEMS[0].data or ""


def sent_with(change: Callable[[Files], None], plan: Plan | None = None) -> Callable[[], Sent]:
    """A ZIP whose files were changed after sealing."""
    return zipped(replace(plan or Plan(), tree=change))


def sealed_with(change: Callable[[Files], None]) -> Callable[[], Sent]:
    """A ZIP whose manifests were changed before sealing: the sender himself does it."""
    return zipped(Plan(manifests=change))


def add(path: str, data: bytes = b"added\n") -> Callable[[Files], None]:
    return lambda tree: tree.update({path: data})


def remove(path: str) -> Callable[[Files], None]:
    def act(tree: Files) -> None:
        del tree[path]

    return act


def edit(path: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def act(tree: Files) -> None:
        before = tree[path]
        tree[path] = before.replace(old, new, 1)
        assert tree[path] != before

    return act


def lines(path: str, how: Callable[[list[bytes]], list[bytes]]) -> Callable[[Files], None]:
    """The lines of a manifest (with their LF) changed; the tag manifest keeps up with the other one."""

    def act(tree: Files) -> None:
        tree[path] = b"".join(how(tree[path].splitlines(keepends=True)))
        if path == MANIFEST:
            tags = {p: d for p, d in tree.items() if not p.startswith("data/") and p != TAGMANIFEST}
            tree[TAGMANIFEST] = manifest(tags)

    return act


def first_line(how: Callable[[bytes], bytes]) -> Callable[[list[bytes]], list[bytes]]:
    return lambda all_lines: [how(all_lines[0]), *all_lines[1:]]


def _bsd(line: bytes) -> bytes:
    digest, path = line[:64], line[66:-1]
    return b"SHA256 (" + path + b") = " + digest + b"\n"


def _flip(tree: Files) -> None:
    data = bytearray(tree[NOTE])
    data[3] ^= 1
    tree[NOTE] = bytes(data)


def _flip_block(tree: Files) -> None:
    data = bytearray(tree[BIG.data or ""])
    data[2**20 + 17] ^= 1
    tree[BIG.data or ""] = bytes(data)


def _payload_in_tag_manifest(tree: Files) -> None:
    """A payload file listed in the tag manifest instead of the other one."""
    payload = {p: d for p, d in tree.items() if p.startswith("data/") and p != NOTE}
    tree[MANIFEST] = manifest(payload)
    tags = {p: d for p, d in tree.items() if not p.startswith("data/") and p != TAGMANIFEST}
    tree[TAGMANIFEST] = manifest(tags | {NOTE: tree[NOTE]})


def _tag_in_payload_manifest(tree: Files) -> None:
    payload = {p: d for p, d in tree.items() if p.startswith("data/")}
    tree[MANIFEST] = manifest(payload | {"VERIFY.en.txt": tree["VERIFY.en.txt"]})
    tags = {
        p: d for p, d in tree.items() if not p.startswith("data/") and p not in (TAGMANIFEST, "VERIFY.en.txt")
    }
    tree[TAGMANIFEST] = manifest(tags)


def _case_twins(tree: Files) -> None:
    tree["report.txt"], tree["Report.txt"] = b"one\n", b"two\n"


def _without_bagit(tree: Files) -> None:
    del tree["bagit.txt"]
    lines(TAGMANIFEST, lambda all_lines: [x for x in all_lines if b"bagit.txt" not in x])(tree)


def _without_manifest_line(tree: Files) -> None:
    lines(TAGMANIFEST, lambda all_lines: [x for x in all_lines if b"  manifest-sha256" not in x])(tree)


def _link(path: Path) -> None:
    (path / "report.txt").symlink_to("bagit.txt")


def _linked_folder(path: Path) -> None:
    (path / "report").symlink_to("metadata")


def _file_becomes_link(path: Path) -> None:
    target = path.parent / "elsewhere.txt"
    (path / "VERIFY.en.txt").rename(target)
    (path / "VERIFY.en.txt").symlink_to(target)


def _hard_link(path: Path) -> None:
    os.link(path / NOTE, path.parent / "other-name.txt")


def _pipe(path: Path) -> None:
    os.mkfifo(path / "report.txt")


def _file_becomes_pipe(path: Path) -> None:
    (path / "VERIFY.en.txt").unlink()
    os.mkfifo(path / "VERIFY.en.txt")


def _empty_folder(path: Path) -> None:
    (path / "report").mkdir()


def _litter(path: Path) -> None:
    (path / "data" / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (path / "Thumbs.db").write_bytes(b"x")


def _odd_name(path: Path) -> None:
    (path / "line\nfeed").write_bytes(b"x")


def _renamed_with_two_seals() -> Sent:
    built = build(Plan())
    sent = as_folder(built, folder="received")
    return Sent("received", sent.files | {"received/seal/other.asice": built.seal})


UNLISTED, MISSING = ("file-unlisted",), ("file-missing",)
FORM = ("manifest-not-canonical",)

VECTORS = [
    Vector("file-flipped", "-", "one bit of a payload file", sent_with(_flip), "altered", "fpp-p", ("file-differs",)),
    Vector("file-block-flipped", "-", "one bit in the second MiB of a large file", sent_with(_flip_block, BIG_PLAN),
           "altered", "fpp-p", ("file-differs",), notes=("blocks-differ",)),
    Vector("file-truncated", "-", "a payload file cut",
           sent_with(lambda t: t.update({NOTE: t[NOTE][:-1]})), "altered", "ffp-p",
           ("artifact-differs", "bag-info-differs", "file-differs")),
    Vector("ledger-changed", "H17", "an event changed on the way", sent_with(edit("metadata/custody.jsonl", b"Lyon", b"Nice")),
           "altered", "fpp-f", ("custody-broken", "custody-head", "file-differs")),
    Vector("ledger-flipped", "-", "a quote of an event changed on the way",
           sent_with(edit("metadata/custody.jsonl", b'"place"', b'"plate"')), "altered", "fpp-f",
           ("custody-form", "custody-head", "file-differs")),
    Vector("file-missing", "-", "a payload file removed", sent_with(remove(NOTE)), "incomplete", "pfp-p", MISSING),
    Vector("tag-file-missing", "-", "the catalogue removed", sent_with(remove("metadata/catalog.jsonl")), "incomplete",
           "pfp-p", MISSING),
    Vector("ledger-missing", "-", "the custody ledger removed", sent_with(remove("metadata/custody.jsonl")), "incomplete",
           "pfp--", MISSING),
    Vector("bagit-missing", "-", "bagit.txt removed", sent_with(remove("bagit.txt")), "incomplete", "pfp-p", MISSING),
    Vector("manifest-removed", "-", "the payload's manifest removed", sent_with(remove(MANIFEST)), "incomplete", "-fp-p",
           MISSING),
    Vector("tagmanifest-removed", "-", "the tag manifest removed", sent_with(remove(TAGMANIFEST)), "incomplete", "-fp-p",
           ("manifest-missing",)),
    Vector("tagmanifest-edited", "H4", "a report added, listed too", sent_with(
        lambda t: (add("report.txt")(t), t.update({TAGMANIFEST: manifest(
            {p: d for p, d in t.items() if not p.startswith(("data/", "seal/")) and p != TAGMANIFEST})}))[0]),
        "altered", "fpp-p", ("tagmanifest-differs",)),
    Vector("extra-report", "H4", "a report added", sent_with(add("report/report.fr.html")), "altered", "pfp-p", UNLISTED),
    Vector("extra-in-seal-folder", "H4", "an addendum put into seal/", sent_with(add("seal/addendum-001.asice")), "altered",
           "pfp-p", UNLISTED),
    Vector("extra-tagmanifest-md5", "H4", "a second tag manifest", sent_with(add("tagmanifest-md5.txt")), "altered",
           "pfp-p", UNLISTED),
    Vector("fetch-txt", "H4", "a fetch.txt", sent_with(add("fetch.txt")), "altered", "pfp-p", UNLISTED),
    Vector("extra-payload", "H4", "a payload file added", sent_with(add("data/EX-001/X_extra.txt")), "altered", "pfp-p",
           UNLISTED),
    Vector("extra-verify-text", "H4", "a recipe in another language added", sent_with(add("VERIFY.fr.txt")), "altered",
           "pfp-p", UNLISTED),
    Vector("path-device-name", "-", "a name that Windows can't store", sent_with(add("metadata/CON.txt")), "altered", "pfp-p",
           ("file-unlisted", "path-not-allowed")),
    Vector("path-file-as-folder", "-", "a file that is a folder too", sent_with(add("bagit.txt/x")), "altered", "pfp-p",
           ("file-unlisted", "path-conflict")),
    Vector("path-control-characters", "-", "a name that turns the line around",
           sent_with(add("report_\u202egpj.exe")), "altered", "pfp-p", ("file-unlisted", "path-not-allowed")),
    Vector("path-case-twin-sealed", "H9", "two sealed names that differ in case only",
           zipped(Plan(lists=_case_twins)), "altered", "pfp-p", ("zip-duplicate",)),
    Vector("manifest-bsd-line", "H10", "a line in BSD form", sealed_with(lines(MANIFEST, first_line(_bsd))), "altered",
           "ffp-p", (*FORM, "artifact-without-file", "bag-info-differs", "file-unlisted")),
    Vector("manifest-star", "H10", "binary mode marked by a star",
           sealed_with(lines(MANIFEST, first_line(lambda x: x[:65] + b"*" + x[66:]))), "altered", "ffp-p",
           (*FORM, "artifact-without-file", "bag-info-differs", "file-unlisted")),
    Vector("manifest-backslash", "H10", "an escaped line", sealed_with(lines(MANIFEST, first_line(lambda x: b"\\" + x))),
           "altered", "ffp-p", (*FORM, "artifact-without-file", "bag-info-differs", "file-unlisted")),
    Vector("manifest-dash", "H10", "a line for standard input",
           sealed_with(lines(MANIFEST, lambda x: [*x, x[0][:66] + b"-\n"])), "altered", "fpp-p", FORM),
    Vector("manifest-upper-case", "H10", "digests in capitals",
           sealed_with(lines(MANIFEST, first_line(lambda x: x[:64].upper() + x[64:]))), "altered", "ffp-p",
           (*FORM, "artifact-without-file", "bag-info-differs", "file-unlisted")),
    Vector("manifest-crlf", "H10", "CR before the line feeds",
           sealed_with(lines(MANIFEST, first_line(lambda x: x[:-1] + b"\r\n"))), "altered", "ffp-p",
           (*FORM, "artifact-without-file", "bag-info-differs", "file-unlisted")),
    Vector("manifest-no-final-lf", "H10", "the last line feed missing",
           sealed_with(lines(MANIFEST, lambda x: [*x[:-1], x[-1][:-1]])), "altered", "fpp-p", FORM),
    Vector("manifest-dotdot", "H10", "a path that leaves the bag",
           sealed_with(lines(MANIFEST, lambda x: [*x, b"ab" * 32 + b"  data/../../x\n"])), "altered", "fpp-p", FORM),
    Vector("manifest-unsorted", "H10", "two lines exchanged", sealed_with(lines(MANIFEST, lambda x: [x[1], x[0], *x[2:]])),
           "altered", "ffp-p", (*FORM, "artifact-without-file", "bag-info-differs", "file-unlisted")),
    Vector("manifest-repeated", "H10", "a line twice", sealed_with(lines(MANIFEST, lambda x: [x[0], *x])), "altered",
           "fpp-p", FORM),
    Vector("manifest-payload-elsewhere", "H10", "a payload file in the tag manifest", sealed_with(_payload_in_tag_manifest),
           "altered", "pfp-p", ("artifact-without-file", "bag-info-differs", "file-unlisted", "manifest-scope")),
    Vector("manifest-tag-file-elsewhere", "H10", "a tag file in the payload's manifest",
           sealed_with(_tag_in_payload_manifest), "altered", "pfp-p", ("file-unlisted", "manifest-scope")),
    Vector("tagmanifest-without-manifest", "H10", "the tag manifest leaves out the other one",
           sealed_with(_without_manifest_line), "altered", "pfp-p", ("file-unlisted", "tagmanifest-incomplete")),
    Vector("tagmanifest-without-bagit", "H10", "no bagit.txt, and none listed", sealed_with(_without_bagit), "altered",
           "pfp-p", ("tagmanifest-incomplete",)),
    Vector("metadata-other-file", "H4", "a file in metadata/ that the format doesn't know, sealed",
           zipped(Plan(lists=add("metadata/catalog.json"))), "altered", "pfp-p", ("path-not-allowed",)),
    Vector("tag-file-in-data-by-case", "H9", "a tag file that other systems put among the payload",
           zipped(Plan(lists=add("DATA/EX-001/X_extra.txt"))), "altered", "pfp-p", ("path-not-allowed",)),
    Vector("folder-case-twin", "H9", "two sealed names that differ in case only", foldered(plan=Plan(lists=_case_twins)),
           "altered", "pfp-p", ("folder-case-twin",)),
    Vector("folder-symlink-added", "H5", "a link added", foldered(_link), "altered", "pfp-p", ("folder-link",)),
    Vector("folder-symlinked-dir", "H5", "a linked folder added", foldered(_linked_folder), "altered", "pfp-p",
           ("folder-link",)),
    Vector("folder-file-becomes-link", "H5", "a file replaced by a link to the same content", foldered(_file_becomes_link),
           "altered", "pfp-p", ("file-missing", "folder-link")),
    Vector("folder-pipe", "H34", "a pipe added: nobody waits for it", foldered(_pipe), "altered", "pfp-p",
           ("folder-special-file",)),
    Vector("folder-file-becomes-pipe", "H34", "a file replaced by a pipe", foldered(_file_becomes_pipe), "altered", "pfp-p",
           ("file-missing", "folder-special-file")),
    Vector("folder-hard-link", "H34", "a file has a second name elsewhere", foldered(_hard_link), "unconfirmed", "upp-p",
           ("folder-hard-link",)),
    Vector("folder-empty-folder", "H34", "an empty folder added", foldered(_empty_folder), "altered", "pfp-p",
           ("folder-empty",)),
    Vector("folder-litter", "H34", "what operating systems leave behind", foldered(_litter), "altered", "pfp-p",
           ("litter", "path-not-allowed")),
    Vector("folder-odd-name", "-", "a name with a line feed", foldered(_odd_name), "altered", "pfp-p",
           ("file-unlisted", "path-not-allowed")),
    Vector("folder-renamed-two-seals", "H34", "renamed, with two seals: which one counts is unknown",
           _renamed_with_two_seals, "altered", "-f---", ("file-unlisted", "seal-missing")),
    Vector("folder-flipped", "-", "one bit of a payload file", foldered(plan=Plan(tree=_flip)), "altered", "fpp-p",
           ("file-differs",)),
]  # fmt: skip

__all__ = ["NAME", "VECTORS"]
