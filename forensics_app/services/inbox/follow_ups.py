"""Addenda that arrive after their bundle: which of an inbox's files they are, and which bundle is theirs.

An addendum names the seal that it belongs to, so it finds its bundle whatever its file is called and whoever
sent it. What it says, and whether it holds, is the verifier's word on the bundle with everything that came.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from forensics_app.bundle.reading.adjacent_addenda import MAX_ADDENDUM_BYTES
from forensics_app.bundle.reading.adjacent_containers import seal_named_in
from forensics_app.model.bundle import SEAL_SUFFIX
from forensics_app.services.inbox.arrivals import Arrival, ArrivalKind
from forensics_app.services.inbox.check_order import DELIVERY
from forensics_app.services.inbox.filing import FOLLOW_UPS
from forensics_app.services.inbox.journal import TakenThere
from forensics_app.services.parcels.opening import usual_name

MOST_NAMES = 200
_LOOKED_AT = 64 << 10
_MAY_FOLLOW = (ArrivalKind.SEAL, ArrivalKind.ADDENDUM)
_MAY_BE_FOLLOWED = (ArrivalKind.BUNDLE, ArrivalKind.PARCEL)


@dataclass(frozen=True, slots=True)
class FiledBundle:
    """A bundle in the folder that it was filed in, and the addenda that were filed with it later."""

    folder: Path
    path: Path
    addenda: tuple[str, ...]


def names_of(arrival: Arrival) -> list[str]:
    """The files of an arrival outside of folders, for the journal; none where there are too many."""
    names = [one.path for one in arrival.files if "/" not in one.path]
    return names if len(names) <= MOST_NAMES else []


def came_later(arrival: Arrival, taken: Sequence[TakenThere]) -> tuple[Arrival, list[Arrival]] | None:
    """What of `arrival` was taken before, and the addenda that were put there since, each as an arrival.

    None where it is another delivery: nothing of it was taken as it is, or more than addenda came.
    """
    if arrival.kind not in _MAY_BE_FOLLOWED:
        return None
    for before in reversed(taken):
        kept = tuple(f for f in arrival.files if "/" in f.path or f.path in before.names)
        core = replace(arrival, files=kept)
        if core.stamp != before.stamp:
            continue
        new = [f for f in arrival.files if f not in set(kept)]
        if all(f.path.lower().endswith(SEAL_SUFFIX) for f in new):
            return core, [
                Arrival(arrival.sender, arrival.folder, f.path, ArrivalKind.ADDENDUM, (f,)) for f in new
            ]
    return None


def bundle_followed(
    arrival: Arrival, copy: Path, bundles: Mapping[str, Mapping[str, Any]], out: Path
) -> FiledBundle | None:
    """The filed bundle that the addendum at `copy` belongs to; None for any other arrival, and where the
    bundle was never filed or is no longer where it was.
    """
    if arrival.kind not in _MAY_FOLLOW or arrival.size > MAX_ADDENDUM_BYTES:
        return None  # what no addendum can be would be refused with the bundle, and with each later one
    with copy.open("rb") as file:
        named = seal_named_in(file.read(_LOOKED_AT))
    line = None if named is None else bundles.get(named)
    if line is None:
        return None
    return filed_bundle(out, line)


def filed_folder(out: Path, line: Mapping[str, Any]) -> Path | None:
    """The folder that a line of the journal names; None where it is not one below `out`."""
    inside = PurePosixPath(str(line.get("folder", "")))
    return None if inside.is_absolute() or not inside.parts or ".." in inside.parts else out / inside


def filed_bundle(out: Path, line: Mapping[str, Any]) -> FiledBundle | None:
    """The bundle of a line `filed`, out of its parcel where it was opened; None where it is not there."""
    folder = filed_folder(out, line)
    if folder is None:
        return None
    path = folder / DELIVERY / Path(str(line["source"])).name
    if line["kind"] == ArrivalKind.PARCEL:
        path = folder / usual_name(path)
    return FiledBundle(folder, path, tuple(_addenda(folder))) if path.exists() else None


def addenda_last(arrivals: Collection[Arrival]) -> list[Arrival]:
    """The same, so that a bundle is filed before the addenda that came with it in another folder."""
    return sorted(arrivals, key=lambda a: a.kind in _MAY_FOLLOW)


def _addenda(folder: Path) -> Iterator[str]:
    for delivery in sorted((folder / FOLLOW_UPS).glob(f"*/{DELIVERY}")):
        for one in sorted(os.scandir(delivery), key=lambda e: e.name):
            yield one.path
