"""What the replaced items of a series are called, from the catalogues of the parts that are here.

The bundles were checked a moment ago; these names are for people, and an id stands beside each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from forensics_app.bundle.layout import CATALOG
from forensics_app.bundle.reading.opening import open_bundle
from forensics_app.bundle.reading.tree import READ_BYTES, FileUnreadableError
from forensics_app.errors import BundleNotFoundError, VerificationFailedError
from forensics_app.model.findings import VerificationReport
from forensics_app.model.names import encoded_path
from forensics_app.model.series import Series
from forensics_app.services.verifying.nearby_parts import with_nearby_parts
from forensics_app.services.verifying.sealed_lines import decoded_lines
from forensics_app.verify.series import series_of


class _Path(msgspec.Struct, gc=False):
    bytes: list[str]


class _Line(msgspec.Struct, gc=False):
    id: str
    path: _Path


def described_series(reports: Sequence[VerificationReport]) -> tuple[Series, ...]:
    """The series among reports, with the names of items that corrections speak of, and with the parts that
    lie in the same folder but were not verified.
    """
    return tuple(with_nearby_parts(_with_names(one, reports), reports) for one in series_of(reports))


def _with_names(series: Series, reports: Sequence[VerificationReport]) -> Series:
    pairs = [r for part in series.parts if part.supplement is not None for r in part.supplement.replaces]
    wanted = {one for pair in pairs for one in (pair.earlier, pair.later) if one is not None}
    names: dict[str, str] = {}
    if wanted:
        for part in series.parts:
            if part.report is not None:
                names |= _names_in(Path(reports[part.report].bundle.path), wanted)
    return replace(series, names=names)


def _names_in(path: Path, wanted: set[str]) -> dict[str, str]:
    try:
        lines = decoded_lines(_catalogue(path), _Line, CATALOG)
        found = {line.id: line.path.bytes for line in lines if line.id in wanted}
    except (BundleNotFoundError, FileUnreadableError, VerificationFailedError):
        return {}  # it is gone, or was changed, since it was checked: ids alone are told
    return {key: encoded_path(path) for key, path in found.items()}


def _catalogue(path: Path) -> Iterator[bytes]:
    bundle = open_bundle(path, lambda problem: None)
    try:
        tree = bundle.tree
        position = None if tree is None else tree.table.position(CATALOG)
        if tree is None or position is None:
            return
        buffer = memoryview(bytearray(READ_BYTES))
        for piece in tree.chunks(position, buffer, lambda problem: None):
            yield bytes(piece)
    finally:
        bundle.close()
