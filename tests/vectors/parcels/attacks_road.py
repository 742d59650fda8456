"""What happens to a parcel on its way: the list is the sender's, the files are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.vectors.attacks_fourth import fourth
from tests.vectors.bundle import build as build_bundle
from tests.vectors.parcels.parcel import NAME, Files, Plan, build, volume_name
from tests.vectors.parcels.vector import LIST, Opening, Vector

KEY = f"{NAME}.key.p7m"
FIRST, SECOND, LAST = map(volume_name, (1, 2, 3))


def _road(
    name: str,
    about: str,
    act: Callable[[Files], None],
    verdict: str,
    codes: tuple[str, ...],
    result: tuple[str, str],
    *,
    after: Callable[[Path], None] = lambda folder: None,
    notes: tuple[str, ...] = (),
    attack: str = "H28",
) -> Vector:
    """Changed files; `result` is what opening ends with, and the file."""
    found = (*codes, "parcel-closed")
    openings = (Opening("p256", *result),)
    return Vector(
        name, about, Plan(received=act), verdict, found, notes, openings, after=after, attack=attack
    )


def _without(name: str) -> Callable[[Files], None]:
    return lambda files: files.pop(name) and None


def _changed(name: str, how: Callable[[bytes], bytes]) -> Callable[[Files], None]:
    return lambda files: files.__setitem__(name, how(files[name]))


def _flip(at: int) -> Callable[[bytes], bytes]:
    def act(data: bytes) -> bytes:
        changed = bytearray(data)
        changed[at] ^= 1
        return bytes(changed)

    return act


def _swap(files: Files) -> None:
    files[FIRST], files[SECOND] = files[SECOND], files[FIRST]


def _other(name: str) -> Callable[[Files], None]:
    return lambda files: files.__setitem__(name, build(Plan(label="other")).files[name])


def _link(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).symlink_to("/etc/hostname")


def _folder(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).mkdir()


def _list(change: Callable[[bytes], bytes]) -> Callable[[Files], None]:
    return _changed(LIST, change)


def _seal(_: bytes) -> bytes:
    return build_bundle(fourth()).seal


VECTORS = (
    _road("volume-missing", "the second volume is not there", _without(SECOND), "incomplete", ("parcel-file-missing",),
          ("parcel-file-missing", SECOND)),
    _road("volume-last-missing", "the last volume is not there", _without(LAST), "incomplete", ("parcel-file-missing",),
          ("parcel-file-missing", LAST)),
    _road("envelope-missing", "the envelope is not there", _without(KEY), "incomplete", ("parcel-file-missing",),
          ("parcel-file-missing", KEY)),
    _road("volume-truncated", "the last volume lacks its last 20 bytes", _changed(LAST, lambda data: data[:-20]), "altered",
          ("parcel-file-size",), ("parcel-file-size", LAST)),
    _road("volume-grown", "a byte after the first volume", _changed(FIRST, lambda data: data + b"\0"), "altered",
          ("parcel-file-size",), ("parcel-file-size", FIRST)),
    _road("volume-empty", "a volume without a byte", _changed(SECOND, lambda data: b""), "altered", ("parcel-file-size",),
          ("parcel-file-size", SECOND)),
    _road("volume-flipped", "a bit of what is encrypted", _changed(FIRST, _flip(3000)), "altered", ("parcel-file-differs",),
          ("volume-tag", FIRST)),
    _road("volume-tag-flipped", "a bit of the tag", _changed(SECOND, _flip(-1)), "altered", ("parcel-file-differs",),
          ("volume-tag", SECOND)),
    _road("volume-head-flipped", "a bit of the first length", _changed(FIRST, _flip(3)), "altered", ("parcel-file-differs",),
          ("volume-form", FIRST)),
    _road("volume-wrapped-key-flipped", "a bit of the wrapped key", _changed(FIRST, _flip(100)), "altered", ("parcel-file-differs",),
          ("volume-key", FIRST)),
    _road("volumes-swapped", "the first two volumes are exchanged", _swap, "altered", ("parcel-file-swapped",),
          ("parcel-file-differs", FIRST)),
    _road("volume-duplicated", "the first volume stands for the second", lambda files: files.__setitem__(SECOND, files[FIRST]),
          "altered", ("parcel-file-swapped",), ("parcel-file-differs", SECOND)),
    _road("volume-of-another-parcel", "a volume of another parcel with the same recipients", _other(SECOND), "altered",
          ("parcel-file-differs",), ("volume-other-parcel", SECOND)),
    _road("envelope-of-another-parcel", "the envelope of another parcel", _other(KEY), "altered", ("parcel-file-differs",),
          ("parcel-file-differs", KEY)),
    _road("envelope-flipped", "a bit of the envelope's tag", _changed(KEY, _flip(-1)), "altered", ("parcel-file-differs",),
          ("parcel-file-differs", KEY)),
    _road("envelope-truncated", "the envelope's last byte is not there", _changed(KEY, lambda data: data[:-1]), "altered",
          ("parcel-envelope-form", "parcel-file-size"), ("parcel-file-size", KEY)),
    _road("list-of-another-parcel", "the list of another parcel of the same sender", _other(LIST), "altered",
          ("parcel-file-differs",), ("parcel-file-differs", KEY)),
    _road("volume-is-a-link", "a link to a file of the receiver", _without(SECOND), "incomplete", ("parcel-file-unreadable",),
          ("parcel-file-unreadable", SECOND), after=_link(SECOND)),
    _road("volume-is-a-folder", "a folder with the name of a volume", _without(SECOND), "incomplete", ("parcel-file-unreadable",),
          ("parcel-file-unreadable", SECOND), after=_folder(SECOND)),
    Vector("list-changed", "a digit of the signed list", Plan(received=_list(lambda data: data.replace(b'"unit":"4096"', b'"unit":"4097"'))),
           "altered", ("parcel-closed", "parcel-info-differs", "seal-manifest", "zip-crc"), openings=(Opening("p256", "zip-crc"),), attack="H28"),
    Vector("list-changed-with-its-checksum", "a digit of the signed list, in a ZIP that is sound", Plan(container=lambda entries:
           setattr(entries[2], "data", entries[2].data.replace(b'"unit":"4096"', b'"unit":"4097"'))), "altered",
           ("parcel-closed", "parcel-info-differs", "seal-manifest"), openings=(Opening("p256", "seal-manifest"),), attack="H28"),
    Vector("list-is-a-seal", "the seal of a bundle with the name of a list", Plan(received=_list(_seal)), "unreadable",
           ("not-a-parcel", "parcel-closed", "seal-kind"), openings=(Opening("p256", "not-a-parcel", LIST),), attack="H28"),
    Vector("list-is-garbage", "any bytes with the name of a list", Plan(received=_list(lambda data: b"garbage" * 99)), "unreadable",
           ("not-a-parcel", "parcel-closed", "seal-unreadable", "seal-zip"), openings=(Opening("p256", "not-a-parcel", LIST),), attack="H28"),
    Vector("list-signature-flipped", "a bit of the signature", Plan(container=lambda entries: setattr(entries[4], "data",
           _flip(-5)(entries[4].data))), "altered", ("parcel-closed", "signature-invalid"), openings=(Opening("p256", "signature-invalid"),), attack="H28"),
)  # fmt: skip
