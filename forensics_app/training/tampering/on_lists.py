"""A hostile sender: the seal is sound, and what was sealed contradicts itself. Only reading finds it."""

from __future__ import annotations

from dataclasses import replace

from forensics_app.bundle.layout import BAG_INFO, CATALOG, CATALOG_CSV, CUSTODY, OMISSIONS
from forensics_app.custody.chain import split_lines
from forensics_app.model.findings import Axis, Verdict
from forensics_app.model.sealed_json import JsonValue
from forensics_app.training.tampering.attack import Attack, Reason
from forensics_app.training.tampering.held import HeldBundle
from forensics_app.training.tampering.workshop import NotApplicableError, Received, Workshop, joined

_FAR = str(1 << 50)  # a petabyte: no source is that large


def _with_content(shop: Workshop) -> tuple[int, dict[str, JsonValue]]:
    """A line of the catalogue whose content is sealed, by chance: its number from 0, and what it says."""
    found = [(number, line) for number, line in enumerate(shop.catalogue()) if line["data"]]
    if not found:
        raise NotApplicableError
    return shop.chance.choice(found)


def _table_differs(shop: Workshop) -> Received:
    """The table that people open in a spreadsheet shows another digest than the list that counts."""
    _, line = _with_content(shop)
    digest = str(_sha256(line)).encode("ascii")
    table = shop.base.files[CATALOG_CSV]
    other = table.replace(digest, digest[::-1], 1)
    if other == table:
        raise NotApplicableError
    return shop.send(shop.seal(shop.base.with_files({CATALOG_CSV: other})), CATALOG_CSV)


def _digest_differs(shop: Workshop) -> Received:
    """Catalogue and table agree on a digest that is not the sealed file's."""
    number, line = _with_content(shop)
    digest = _sha256(line)
    digests = line["digests"]
    if not isinstance(digests, dict) or digest == digest[::-1]:
        raise NotApplicableError
    held = shop.with_line(CATALOG, number, digests={**digests, "sha256": digest[::-1]})
    table = held.files[CATALOG_CSV]
    old = digest.encode("ascii")
    held = held.with_files({CATALOG_CSV: table.replace(old, old[::-1], 1)})
    return shop.send(shop.seal(held), CATALOG)


def _sha256(line: dict[str, JsonValue]) -> str:
    digests = line["digests"]
    if not isinstance(digests, dict) or not isinstance(digests["sha256"], str):
        raise NotApplicableError
    return digests["sha256"]


def _listed_away(shop: Workshop) -> Received:
    """An artifact taken out of every list, its content left in the bundle."""
    number, line = _with_content(shop)
    lines, _ = split_lines(shop.base.files[CATALOG])
    wanted = f'"{line["id"]}"'.encode("ascii")
    rows = shop.base.files[CATALOG_CSV].split(b"\r\n")
    kept = [row for row in rows if not row.startswith((wanted, wanted.strip(b'"')))]
    if len(kept) != len(rows) - 1:
        raise NotApplicableError
    held = shop.base.with_files(
        {
            CATALOG: joined(lines[:number] + lines[number + 1 :]),
            CATALOG_CSV: b"\r\n".join(kept),
            BAG_INFO: _counting(shop.base, "Sealwright-Artifact-Count", -1),
        }
    )
    return shop.send(shop.seal(held), str(line["data"]))


def _counting(held: HeldBundle, key: str, more: int) -> bytes:
    """bag-info.txt with another count."""
    lines = held.files[BAG_INFO].decode("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith(f"{key}: "))
    lines[at] = f"{key}: {int(lines[at].partition(': ')[2]) + more}"
    return "\n".join(lines).encode("utf-8")


def _omission_hidden(shop: Workshop) -> Received:
    """A line taken out of what could not be read; the seal still has the true count."""
    lines, _ = split_lines(shop.base.files[OMISSIONS])
    if not lines:
        raise NotApplicableError
    del lines[shop.chance.randrange(len(lines))]
    return shop.send(shop.seal(shop.base.with_files({OMISSIONS: joined(lines)})), OMISSIONS)


def _other_root(shop: Workshop) -> Received:
    """The seal promises a tree over another catalogue: what was never listed could be shown later."""
    keys = (shop.who.signer,)
    held = shop.base.with_manifests().promising(keys, stamped=False)
    wrong = replace(held.info, merkle_root=held.info.merkle_root[::-1])
    if wrong == held.info:
        raise NotApplicableError
    return shop.send(replace(held, info=wrong).sealed(keys, at=shop.at), CATALOG)


def _custody_edited(shop: Workshop) -> Received:
    """An early entry of the ledger rewritten, and everything sealed again by somebody inside."""
    lines, _ = split_lines(shop.base.files[CUSTODY])
    if len(lines) < 3:
        raise NotApplicableError
    held = shop.with_line(CUSTODY, shop.chance.randrange(len(lines) - 2), place="Elsewhere")
    return shop.send(shop.seal(held), CUSTODY)


def _custody_cut(shop: Workshop) -> Received:
    """The last entry, which announces the sealing, cut off."""
    lines, _ = split_lines(shop.base.files[CUSTODY])
    if len(lines) < 2:
        raise NotApplicableError
    held = shop.base.with_files(
        {CUSTODY: joined(lines[:-1]), BAG_INFO: _counting(shop.base, "Sealwright-Custody-Count", -1)}
    )
    return shop.send(shop.seal(held), CUSTODY)


def _outside(shop: Workshop) -> Received:
    """An artifact that is said to lie far beyond the end of its source."""
    for number, line in sorted(enumerate(shop.catalogue()), key=lambda _: shop.chance.random()):
        extents = line["extents"]
        first = extents[0] if isinstance(extents, list) and extents else None
        if line["data"] and isinstance(extents, list) and isinstance(first, list) and first[1] is not None:
            moved: JsonValue = [[first[0], _FAR, first[2]], *extents[1:]]
            return shop.send(shop.seal(shop.with_line(CATALOG, number, extents=moved)), CATALOG)
    raise NotApplicableError


ATTACKS = (
    Attack(
        "table-differs",
        3,
        _table_differs,
        Verdict.ALTERED,
        Axis.CONTENT,
        "csv-differs",
        Reason.LISTS_DISAGREE,
        "3.2",
    ),
    Attack(
        "digest-differs",
        3,
        _digest_differs,
        Verdict.ALTERED,
        Axis.CONTENT,
        "artifact-differs",
        Reason.LISTS_DISAGREE,
        "3.1",
    ),
    Attack(
        "listed-away",
        3,
        _listed_away,
        Verdict.ALTERED,
        Axis.COMPLETENESS,
        "payload-without-artifact",
        Reason.LISTED_AWAY,
        "3.1",
    ),
    Attack(
        "omission-hidden",
        3,
        _omission_hidden,
        Verdict.ALTERED,
        Axis.COMPLETENESS,
        "count-differs",
        Reason.OMISSION_HIDDEN,
        "3.5",
    ),
    Attack(
        "other-root",
        3,
        _other_root,
        Verdict.ALTERED,
        Axis.CONTENT,
        "merkle-differs",
        Reason.LISTS_DISAGREE,
        "6",
    ),
    Attack(
        "custody-edited",
        2,
        _custody_edited,
        Verdict.ALTERED,
        Axis.CUSTODY,
        "custody-broken-when-sealed",
        Reason.CUSTODY_EDITED,
        "4",
    ),
    Attack(
        "custody-cut",
        2,
        _custody_cut,
        Verdict.ALTERED,
        Axis.CUSTODY,
        "custody-not-sealed-last",
        Reason.CUSTODY_CUT,
        "4",
    ),
    Attack(
        "outside-the-source",
        3,
        _outside,
        Verdict.UNCONFIRMED,
        Axis.CONSISTENCY,
        "extents-outside",
        Reason.RECORD_CONTRADICTS,
        "10.3",
    ),
)
