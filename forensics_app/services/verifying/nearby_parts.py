"""Bundles that were not verified but lie in the same folder as what was: parts of a series, and the bundle of
a seal or an addendum that was verified by itself. They are found by their seals.

Only the seal code of such a file is read; whether the file is intact is not known before it is verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from forensics_app.bundle.layout import seal_path
from forensics_app.bundle.reading.adjacent_addenda import MAX_ADDENDUM_BYTES, bundle_of
from forensics_app.bundle.reading.opening import open_bundle, seal_stems
from forensics_app.bundle.reading.tree import FileUnreadableError, read_whole
from forensics_app.errors import ForensicsError
from forensics_app.model.bundle import SEAL_SUFFIX, bundle_stem
from forensics_app.model.findings import VerificationReport
from forensics_app.model.series import PartSeen, Series
from forensics_app.seal.containers.other_infos import parse_addendum
from forensics_app.seal.containers.reading import MAX_SEAL_BYTES, read_seal
from forensics_app.seal.containers.seal_info import seal_code
from forensics_app.seal.forms.json_fields import FieldError
from forensics_app.services.verifying.verify import bundles_in

_MOST_LOOKED_AT = 32  # of a folder with thousands of bundles, those named as the part come first


def with_nearby_parts(series: Series, reports: Sequence[VerificationReport]) -> Series:
    """The series with the path of each part that is in the folder of a bundle of it, by its seal code."""
    missing = {part.seal_code: part for part in series.missing}
    if not missing:
        return series
    checked = {Path(report.bundle.path) for report in reports}
    numbers = [part.report for part in series.parts if part.report is not None]
    folders = {Path(reports[number].bundle.path).absolute().parent for number in numbers}
    found: dict[str, str] = {}
    for path in _candidates(folders, checked, [p.reference for p in missing.values()]):
        code = _code_of(path)
        if code in missing:
            found.setdefault(code, str(path))
        if len(found) == len(missing):
            break
    return replace(series, parts=tuple(_nearby(part, found) for part in series.parts))


def nearby_bundle(report: VerificationReport) -> Path | None:
    """The bundle that a seal or an addendum which was verified by itself belongs to, from the same folder."""
    alone = Path(report.bundle.path).absolute()
    code = report.seal.code if report.bundle.scope == "seal" else None
    if report.bundle.scope == "addendum":
        code = _seal_named_by(alone)
    if code is None:
        return None
    named = [report.bundle.reference or "", bundle_of(alone.name) or alone.stem]
    found = _candidates([alone.parent], {alone}, named)
    return next((path for path in found if _code_of(path) == code), None)


def _seal_named_by(addendum: Path) -> str | None:
    """The code of the bundle's seal, as an addendum states it."""
    try:
        with addendum.open("rb") as file:
            data = file.read(MAX_ADDENDUM_BYTES)
        files = read_seal(data, addendum.name, lambda problem: None)
        return None if files is None else parse_addendum(files.seal_info).seal
    except (OSError, FieldError):
        return None


def addenda_to_give(bundle: Path, alone: Path) -> tuple[Path, ...]:
    """What has to be given along with `bundle` for the addendum `alone` in its folder to be verified with it:
    nothing where its name says that it belongs to that bundle, or where it is no addendum.
    """
    named = bundle_of(alone.name)
    return () if named in (None, *seal_stems(bundle)) else (alone,)


def _nearby(part: PartSeen, found: dict[str, str]) -> PartSeen:
    path = None if part.report is not None else found.get(part.seal_code)
    return part if path is None else replace(part, nearby=path)


def _candidates(folders: Iterable[Path], checked: set[Path], names: Sequence[str]) -> list[Path]:
    known = {path.absolute() for path in checked}
    paths = []
    for folder in sorted(folders):
        try:
            paths += [p for p in bundles_in(folder) if p not in known and p.suffix != SEAL_SUFFIX]
        except ForensicsError:
            continue  # a folder that can't be listed
    paths.sort(key=lambda path: (bundle_stem(path.name) not in names, path))
    return paths[:_MOST_LOOKED_AT]


def _code_of(path: Path) -> str | None:
    try:
        bundle = open_bundle(path, lambda problem: None)
    except (ForensicsError, OSError):
        return None
    try:
        data, tree = bundle.outer_seal, bundle.tree
        position = None if tree is None else tree.table.position(seal_path(tree.top or ""))
        if tree is not None and position is not None:
            data = read_whole(tree, position, MAX_SEAL_BYTES, lambda problem: None)
    except FileUnreadableError:
        return None
    finally:
        bundle.close()
    files = None if data is None else read_seal(data, path.name, lambda problem: None)
    return None if files is None else seal_code(files.seal_info)
