"""For every check of the printed recipe a forged bundle that only this check stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.vectors import cms, pki
from tests.vectors.asn1 import seq, tlv
from tests.vectors.attacks_seal import P7S1, entry, info_line, info_of, insert, resign
from tests.vectors.attacks_tree import lines
from tests.vectors.bundle import MANIFEST, NAME, Files, Plan, build, seal_entries
from tests.vectors.lists import ITEMS
from tests.vectors.make_vectors import ALL
from tests.vectors.pki import SIGNER
from tests.vectors.vector import Sent, as_folder, as_zip, zipped
from tests.vectors.zipform import Entry, write

BY_NAME = {v.name: v for v in ALL}
OTHER_TSA_ROOT = pki.root("other time root", "Example Time Root")
OTHER_TSA = pki.leaf("other tsa", "Example Time Authority", OTHER_TSA_ROOT, time_stamping=True)


def _twins(tree: Files) -> None:
    tree["report.txt"], tree["Report.txt"] = b"one\n", b"two\n"


def _linked_mimetype() -> Sent:
    """The seal's mimetype is a link to a file of the bag that holds its text."""
    text = b"application/vnd.etsi.asic-e+zip"
    items = (replace(ITEMS[0], content=text), *ITEMS[1:])

    def tree(files: Files) -> None:
        path = next(p for p in files if p.startswith("seal/"))
        target = f"../x/{NAME}/{items[0].data}".encode()
        link = Entry("mimetype", target, central={"external": 0o120777 << 16})
        entries = seal_entries(Plan(), info_of(files[path]))
        files[path] = write([link, *entries[1:]])

    return as_zip(build(Plan(items=items, tree=tree)))


def _seal_under_other_name() -> Sent:
    """Reference and seal agree, the ZIP's folder has another name."""
    other = "VEC-2026-0001-B09"

    def tree(files: Files) -> None:
        files[f"seal/{other}.asice"] = files.pop(f"seal/{NAME}.asice")

    return as_zip(build(Plan(info=info_line("reference", other), tree=tree)))


def _time_maybe() -> Sent:
    """A seal that promises time in words that promise nothing, with tokens of nobody."""
    plan = Plan(time_stamp=True, authority=OTHER_TSA, info=info_line("time-stamp", "maybe"))
    return as_zip(build(plan))


def _flipped_signature(entries: list[Entry]) -> None:
    target = entry(entries, P7S1)
    target.data = target.data[:-1] + bytes([target.data[-1] ^ 1])


def _two_signers(entries: list[Entry]) -> None:
    """A second signer of the same CA in the one signature file."""
    text = entry(entries, "META-INF/ASiCManifest001.xml").data
    ours, theirs = (cms.signature(text, who, Plan().sealed_at) for who in (SIGNER, pki.COLLEAGUE))
    entry(entries, P7S1).data = _merge(ours, theirs)


def _merge(ours: bytes, theirs: bytes) -> bytes:
    """One SignedData with both certificates and both SignerInfos."""
    infos = [_last_set(p7s) for p7s in (ours, theirs)]
    certificates = tlv(0xA0, *sorted({*SIGNER.chain, *pki.COLLEAGUE.chain}))
    signed = seq(tlv(2, b"\1"), tlv(0x31, cms.SHA256), seq(cms.DATA), certificates, tlv(0x31, *infos))
    return seq(cms.SIGNED_DATA, tlv(0xA0, signed))


def _last_set(p7s: bytes) -> bytes:
    """The one SignerInfo of a signature file that `cms.signature` made: it ends the file."""
    marker = p7s.rindex(b"\x30\x82", 0, p7s.rindex(cms.SHA256))
    start = p7s.rindex(b"\x31\x82", 0, marker + 1)
    return p7s[start + 4 :]


def _undeclared_signer(info: list[list[str]]) -> None:
    next(line for line in info if line[0] == "signer-sha256")[1] = pki.COLLEAGUE.fingerprint


def _replayed(entries: list[Entry]) -> None:
    older = seal_entries(Plan(name="VEC-2020-0001-B01", time_stamp=True), b"format: older\n")
    for name in ("META-INF/ASiCArchiveManifest.xml", "META-INF/timestamp001.tst"):
        entry(entries, name).data = entry(older, name).data


def _empty_folder(path: Path) -> None:
    (path / "report").mkdir()


def _link(path: Path) -> None:
    (path / "report.txt").symlink_to("bagit.txt")


def _folder(plan: Plan, after: Callable[[Path], None] | None = None) -> Callable[[], Sent]:
    return lambda: as_folder(build(plan), after=after)


def _star(all_lines: list[bytes]) -> list[bytes]:
    return [all_lines[0][:65] + b"*" + all_lines[0][66:], *all_lines[1:]]


ONLY: dict[str, Callable[[], Sent]] = {
    "1a": _folder(Plan(lists=_twins)),
    "1b": zipped(Plan(entries=lambda e: e.append(Entry(f"{NAME}/data/", b"")))),
    "1c": zipped(Plan(entries=lambda e: e.append(Entry("seal/readme.txt", b"x")))),
    "1d": zipped(Plan(lists=_twins)),
    "1e": _folder(Plan(), _link),
    "1f": _folder(Plan(), _empty_folder),
    "2a": _linked_mimetype,
    "2b": zipped(Plan(info=lambda info: info.insert(3, ["note", "x"]))),
    "2c": zipped(Plan(info=lambda info: info.insert(3, ["earlier-seal", "not a code"]))),
    "2d": zipped(Plan(info=info_line("kind", "addendum"))),
    "2e": _folder(Plan(info=info_line("reference", "VEC-2026-0001-B09"))),
    "2f": _seal_under_other_name,
    "2g": zipped(Plan(container=lambda e: setattr(e[0], "data", b"application/zip"))),
    "2h": _time_maybe,
    "2i": zipped(Plan(container=insert(Entry("META-INF/note.txt", b"x")))),
    "2j": zipped(Plan(time_stamp=True, authority=OTHER_TSA)),
    "2k": BY_NAME["certificates-named-twice"].make,
    "3a": zipped(Plan(container=_flipped_signature)),
    "3b": zipped(Plan(container=_two_signers)),
    "3c": zipped(Plan(info=_undeclared_signer)),
    "3d": zipped(Plan(signers=(pki.COLLEAGUE,))),
    "3e": BY_NAME["certificates-dropped"].make,
    "4a": zipped(Plan(container=resign(lambda text: text + b"<!-- x -->\n"))),
    "4b": zipped(Plan(time_stamp=True, container=_replayed)),
    "4c": BY_NAME["tagmanifest-edited"].make,
    "5a": zipped(Plan(manifests=lines(MANIFEST, _star))),
    "5b": BY_NAME["manifest-no-final-lf"].make,
    "5c": zipped(Plan(manifests=lines(MANIFEST, lambda x: [x[1], x[0], *x[2:]]))),
    "5d": BY_NAME["manifest-tag-file-elsewhere"].make,
    "5e": BY_NAME["manifest-payload-elsewhere"].make,
    "5f": BY_NAME["tagmanifest-without-bagit"].make,
    "5g": BY_NAME["file-flipped"].make,
    "6a": BY_NAME["extra-report"].make,
}
