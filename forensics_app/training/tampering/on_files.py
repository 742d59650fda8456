"""Attacks on the files of a bundle by somebody without a key: what manifests and seal are there for."""

from __future__ import annotations

from forensics_app.bundle.layout import MANIFEST, report_paths, seal_path
from forensics_app.model.findings import Axis, Verdict
from forensics_app.training.tampering.attack import Attack, Reason
from forensics_app.training.tampering.workshop import NotApplicableError, Received, Workshop, sent

_ID_CHARACTERS = 16
_ZIP_END = b"PK\x05\x06"


def _content_flipped(shop: Workshop) -> Received:
    path = shop.content()
    held = shop.sound()
    return shop.send(held.with_files({path: shop.flipped(held.files[path])}), path)


def _report_edited(shop: Workshop) -> Received:
    path = shop.one_of(tuple(p for p in report_paths(shop.base.files) if p.endswith(".html")))
    held = shop.sound()
    edited = held.files[path].replace(b"</h1>", b" (final)</h1>", 1)
    if edited == held.files[path]:
        raise NotApplicableError
    return shop.send(held.with_files({path: edited}), path)


def _removed(shop: Workshop) -> Received:
    path = shop.content()
    return shop.send(shop.sound().with_files({path: None}), path)


def _added(shop: Workshop) -> Received:
    """A copy of a content under another name."""
    path = shop.content()
    folder, _, name = path.rpartition("/")
    rest = name.partition("_")[2] or name
    free = (f"{folder}/{letter * _ID_CHARACTERS}_{rest}" for letter in "ABCDEFGHIJ")
    added = next(path for path in free if path not in shop.base.files)
    held = shop.sound()
    return shop.send(held.with_files({added: held.files[path]}), added)


def _cut(shop: Workshop) -> Received:
    """Before the seal, whose own end would be taken for that of the bundle."""
    held = shop.sound()
    data = held.zipped()
    end = data.index(_ZIP_END)
    return sent(held.name, data[: shop.chance.randrange(end // 2, end)])


def _seal_removed(shop: Workshop) -> Received:
    held = shop.sound()
    return shop.send(held.with_files({seal_path(held.name): None}), seal_path(held.name))


def _manifests_redone(shop: Workshop) -> Received:
    """A careful attacker: the digests of both manifests fit the changed file."""
    path = shop.content()
    held = shop.sound()
    changed = held.with_files({path: shop.flipped(held.files[path])}).with_manifests()
    return shop.send(changed, path, MANIFEST)


ATTACKS = (
    Attack(
        "content-flipped",
        1,
        _content_flipped,
        Verdict.ALTERED,
        Axis.CONTENT,
        "file-differs",
        Reason.FILE_CHANGED,
        "2",
    ),
    Attack(
        "report-edited",
        1,
        _report_edited,
        Verdict.ALTERED,
        Axis.CONTENT,
        "file-differs",
        Reason.FILE_CHANGED,
        "2",
    ),
    Attack(
        "content-removed",
        1,
        _removed,
        Verdict.INCOMPLETE,
        Axis.COMPLETENESS,
        "file-missing",
        Reason.FILE_REMOVED,
        "2",
    ),
    Attack(
        "content-added",
        1,
        _added,
        Verdict.ALTERED,
        Axis.COMPLETENESS,
        "file-unlisted",
        Reason.FILE_ADDED,
        "2",
    ),
    Attack("cut", 1, _cut, Verdict.UNREADABLE, Axis.CONTENT, "zip-end-missing", Reason.FILE_CUT, "9"),
    Attack(
        "seal-removed",
        1,
        _seal_removed,
        Verdict.INCOMPLETE,
        Axis.COMPLETENESS,
        "seal-missing",
        Reason.SEAL_REMOVED,
        "8",
    ),
    Attack(
        "manifests-redone",
        2,
        _manifests_redone,
        Verdict.ALTERED,
        Axis.CONTENT,
        "tagmanifest-differs",
        Reason.MANIFESTS_REDONE,
        "2",
    ),
)
