"""Small things that grow: packed and overlapping entries, entities, and files too large for any seal."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from tests.vectors import pki
from tests.vectors.asn1 import octets, seq
from tests.vectors.attacks_seal import P7S1, entry, resign
from tests.vectors.bundle import MANIFEST, Files, Plan
from tests.vectors.pki import SIGNER
from tests.vectors.vector import Vector, zipped
from tests.vectors.zipform import Entry

_ZEROS = bytes(16 << 20)
_LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha" * 20) for n in range(10)
)


def _packed(entries: list[Entry]) -> None:
    """A payload file as a deflated entry of 16 MiB of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(_ZEROS) + packer.flush()
    fields = {"method": 8, "size": len(_ZEROS), "stored": len(packed), "crc": zlib.crc32(_ZEROS)}
    e = next(e for e in entries if e.name.endswith("note.txt"))
    e.data, e.local, e.central = packed, dict(fields), dict(fields)


def _overlapping(entries: list[Entry]) -> None:
    """A thousand further names in the directory for the bytes of the first entry."""
    first = entries[0]
    for number in range(1000):
        again = Entry(first.name + f".{number:04d}", b"", central={"offset": 0})
        again.central |= {"size": len(first.data), "stored": len(first.data), "crc": zlib.crc32(first.data)}
        entries.append(again)


def _claims(entries: list[Entry]) -> None:
    """Both headers claim almost four GiB."""
    e = next(e for e in entries if e.name.endswith("note.txt"))
    e.local = {"size": 0xFFFFFFFE, "stored": 0xFFFFFFFE}
    e.central = dict(e.local)


def _doctype(declarations: bytes, use: bytes) -> Callable[[bytes], bytes]:
    def change(text: bytes) -> bytes:
        head, tail = text.split(b"\n", 1)
        body = tail.replace(b"</asic:ASiCManifest>", use + b"</asic:ASiCManifest>")
        return head + b"\n<!DOCTYPE asic:ASiCManifest [" + declarations + b"]>\n" + body

    return change


def _inflated_p7s(entries: list[Entry]) -> None:
    entry(entries, P7S1).data = seq(octets(bytes(4 << 20)))


def _large_seal(tree: Files) -> None:
    """The seal's container is 9 MiB of something."""
    path = next(p for p in tree if p.startswith("seal/"))
    tree[path] = bytes(9 << 20)


def _large_request(tree: Files) -> None:
    text = tree["metadata/request.json"]
    tree["metadata/request.json"] = text.replace(b'"offence":null', b'"offence":"' + b"x" * (17 << 20) + b'"')


def _long_manifest_line(tree: Files) -> None:
    tree[MANIFEST] += b"0" * 64 + b"  data/" + b"a" * (1 << 20) + b"\n"


_SIGNERS = (SIGNER,) * 60

VECTORS = [
    Vector("zip-bomb-packed", "H37", "a deflated entry that grows a thousand times", zipped(Plan(entries=_packed)), "altered",
           "ffp-p", ("artifact-differs", "bag-info-differs", "blocks-list", "file-differs", "zip-field", "zip-local-differs", "zip-overlap", "zip-truncated")),
    Vector("zip-bomb-overlap", "H37", "a thousand names for the same bytes", zipped(Plan(entries=_overlapping)), "altered",
           "ffp-p", ("file-unlisted", "zip-crc", "zip-gap", "zip-local-differs", "zip-overlap")),
    Vector("zip-bomb-claims", "H37", "an entry that claims four GiB", zipped(Plan(entries=_claims)), "altered",
           "ffp-p", ("artifact-differs", "bag-info-differs", "blocks-list", "file-too-large", "zip-overlap")),
    Vector("signature-chain-of-eleven", "-", "eleven certificates in one chain: refused before any is looked at",
           lambda: zipped(Plan(signers=(pki.deep_signer(10),)))(), "altered", "ppf-p", ("signature-not-canonical",)),
    Vector("sound-chain-of-ten", "-", "ten certificates in one chain", lambda: zipped(Plan(signers=(pki.deep_signer(9),)))(),
           "verified", "ppp-p", trust=("seal signer_of_ten",)),
    Vector("manifest-entities", "H6", "entities within entities in the signed manifest",
           zipped(Plan(container=resign(_doctype(_LAUGHS, b"&l9;")))), "altered", "fpp-p", ("seal-manifest",)),
    Vector("manifest-external-entity", "H6", "an entity that names a file of the receiver",
           zipped(Plan(container=resign(_doctype(b'<!ENTITY x SYSTEM "file:///etc/passwd">', b"&x;")))), "altered", "fpp-p",
           ("seal-manifest",)),
    Vector("manifest-oversize", "H6", "four MiB of comments in the signed manifest",
           zipped(Plan(container=resign(lambda text: text + b"<!--" + b" " * (4 << 20) + b"-->\n"))), "altered", "fpp-p",
           ("seal-manifest",)),
    Vector("manifest-line-oversize", "H10", "a line of one MiB in the payload manifest",
           zipped(Plan(manifests=_long_manifest_line)), "altered",
           "fpp-p", ("file-differs", "manifest-not-canonical")),
    Vector("p7s-oversize", "H38", "a signature file of four MiB", zipped(Plan(container=_inflated_p7s)), "altered", "ppf-p",
           ("signature-not-canonical",)),
    Vector("seal-oversize", "H37", "a seal of nine MiB", zipped(Plan(tree=_large_seal)), "unreadable",
           "--f--", ("seal-unreadable",)),
    Vector("json-oversize", "H19", "a request of seventeen MiB", zipped(Plan(lists=_large_request)), "altered", "fpp-p",
           ("list-too-large",)),
    Vector("seal-sixty-signers", "H38", "more signatures than a seal can hold", zipped(Plan(signers=_SIGNERS)), "unreadable",
           "f-f--", ("seal-unreadable", "seal-zip")),
]  # fmt: skip
