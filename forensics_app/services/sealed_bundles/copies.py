"""Copies of what a sealed bundle contains: one file, or several in their folders with a list of all.

The bundle is checked first, and a copy appears only if it is what was sealed. Names come from suspects: those
on disk are made safe and each is given out once, so nothing is overwritten and nothing leaves the folder; the
list says what each file was called and where it was.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from forensics_app.custody.own_files import PRIVATE_FILE
from forensics_app.errors import (
    CancelledError,
    OutputExistsError,
    OutputNotWritableError,
    VerificationFailedError,
)
from forensics_app.model.findings import Verdict
from forensics_app.model.names import gated, visible
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.services.extracting.digest_list import CHECKSUMS_NAME
from forensics_app.services.files.csv_cells import csv_line
from forensics_app.services.files.list_file import BYTE_ORDER_MARK
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.sealed_bundles.artifacts import source_lines
from forensics_app.services.sealed_bundles.contents import sealed_artifacts
from forensics_app.services.sealed_bundles.copy_places import CopyPlaces
from forensics_app.services.verifying.verify import check
from forensics_app.system.opening import WRITE_NEW
from forensics_app.verify.checked import CheckedBundle
from forensics_app.verify.files.records import Artifact

COPY_STAGE = "sealed-copies"
LIST_NAME = "copied.csv"
COLUMNS = (
    "file", "size", "sha256", "exhibit", "volume", "path", "path_hex", "id", "data", "status",
    "not_read_bytes",
)  # fmt: skip
COPIED, SAME_CONTENT, WITHOUT_CONTENT = "copied", "same-content", "not-in-bundle"
"""The status of a line: a file of its own; that of another artifact, which has the same content; or none."""

MOST_NAMED = 5
_PAYLOAD = "data"


@dataclass(frozen=True, slots=True)
class CopiedContents:
    """How many files were copied, their bytes together, and the list of them.

    `same`: artifacts asked for whose content was copied with another; `without`: those whose content the
    bundle doesn't have, the first MOST_NAMED of them in `named` as shown. All are in the list. `gaps`: copies
    of what was not read in full, with zeros in place of the rest.
    """

    files: int
    size_bytes: int
    list_path: Path
    same: int = 0
    without: int = 0
    named: tuple[str, ...] = ()
    gaps: int = 0


@dataclass(slots=True)
class _Wanted:
    """What is copied, each content once; then what has one of these contents too, and what has none."""

    copied: dict[str, Artifact] = field(default_factory=dict)
    same: list[Artifact] = field(default_factory=list)
    without: list[Artifact] = field(default_factory=list)


def copy_content(
    path: Path,
    name: str,
    out: Path,
    *,
    trust: TrustStore,
    clock: Clock,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> tuple[int, int]:
    """Copy one sealed file (`name` in the bundle) to the new file `out`; its size in bytes, and how many of
    them are zeros in place of what could not be read.

    The copy appears only if it is what was sealed. Raises as `list_contents`.
    """
    with check(path, trust=trust, clock=clock, report=report, cancelled=cancelled) as bundle:
        size, _ = _copy(bundle, name, out, cancelled)
        return size, next((not_read_bytes(one) for one, _ in sealed_artifacts(bundle) if one.data == name), 0)


def copy_contents(
    path: Path,
    names: Collection[str],
    folder: Path,
    *,
    trust: TrustStore,
    clock: Clock,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> CopiedContents:
    """Copy these sealed files (by name in the bundle, or by the ids of artifacts), or without any all that
    the catalogue names, into the folder `folder`, which is new or empty: by exhibit, in the folders of the
    evidence. The list also names artifacts asked for by their ids that have no file of their own.

    The bundle is checked once; a copy appears only if it is what was sealed. After cancelling, copies that
    were made stay, and the list names them. Raises as `list_contents`, and OutputExistsError for a folder
    with something in it.
    """
    with check(path, trust=trust, clock=clock, report=report, cancelled=cancelled) as bundle:
        wanted = _wanted(bundle, names)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputExistsError(path=str(folder))
        with disk_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
        layers = {one.layer_id: one for source in source_lines(bundle) for one in source.layers}
        places = CopyPlaces(layers, wanted.copied.values(), taken=(LIST_NAME, CHECKSUMS_NAME))
        rows: list[tuple[object, ...]] = []
        sums: list[str] = []
        size = 0
        made: dict[str, tuple[str, int, str]] = {}
        try:
            for done, (data, artifact) in enumerate(wanted.copied.items()):
                report(Progress(COPY_STAGE, items=done, total_items=len(wanted.copied)))
                relative = places.of(artifact)
                out = folder.joinpath(*relative)
                with disk_errors(out.parent):
                    out.parent.mkdir(parents=True, exist_ok=True)
                copied, sha256 = _copy(bundle, data, out, cancelled)
                size += copied
                made[data] = "/".join(relative), copied, sha256
                rows.append(_row(*made[data], artifact, COPIED))
                sums.append(f"{sha256}  {'/'.join(relative)}\n")
        finally:
            for artifact in wanted.same:
                if (one := made.get(artifact.data or "")) is not None:
                    rows.append(_row(*one, artifact, SAME_CONTENT))
            rows += [_row("", None, None, artifact, WITHOUT_CONTENT) for artifact in wanted.without]
            _write_list(folder, rows, sums)
        named = tuple(visible(one.path.shown[-1]) for one in wanted.without[:MOST_NAMED])
        gaps = sum(bool(not_read_bytes(wanted.copied[data])) for data in made)
        return CopiedContents(
            len(made), size, folder / LIST_NAME, len(wanted.same), len(wanted.without), named, gaps
        )


def not_read_bytes(artifact: Artifact) -> int:
    """Of its content, the bytes that could not be read: a copy has zeros in their place."""
    return sum(int(length) for _, length in artifact.read.gaps)


def _wanted(bundle: CheckedBundle, names: Collection[str]) -> _Wanted:
    """Lines of the catalogue that are asked for. Raises VerificationFailedError for a name that is none, and
    for a content that is not among the sealed files.
    """
    sealed, asked = frozenset(bundle.paths()), frozenset(names)
    found, seen = _Wanted(), set[str]()
    for artifact, _ in sealed_artifacts(bundle):
        itself, data = artifact.id in asked, artifact.data
        if asked and not itself and data not in asked:
            continue
        seen |= {artifact.id} if itself else set()
        if data is None:
            found.without += [artifact] if itself else []
        elif data not in found.copied:
            found.copied[data] = artifact
            seen.add(data)
        elif itself:
            found.same.append(artifact)
    for name in (*(asked - seen), *found.copied):
        if name not in sealed or name not in found.copied or not name.startswith(f"{_PAYLOAD}/"):
            raise VerificationFailedError(path=name, verdict=Verdict.INCOMPLETE.value)
    return found


def _row(
    file: str, size: int | None, sha256: str | None, artifact: Artifact, status: str
) -> tuple[object, ...]:
    """A line of the list. Without a file: size and digest as the catalogue has them."""
    size_text = artifact.size if size is None else str(size)
    sha256 = artifact.digests.sha256 if sha256 is None else sha256
    path, parts = "/".join(artifact.path.shown), list(artifact.path.bytes)
    if artifact.stream is not None:
        path, parts = f"{path}:{artifact.stream.shown}", [*parts, artifact.stream.bytes]
    raw = "/".join(base64.b64decode(part).hex() for part in parts)
    place = (artifact.exhibit, artifact.layer, path, raw)
    return (file, size_text, sha256, *place, artifact.id, artifact.data, status, not_read_bytes(artifact))


def _write_list(folder: Path, rows: Iterable[tuple[object, ...]], sums: Iterable[str]) -> None:
    """`copied.csv` for people, and checksums for stock tools."""
    with disk_errors(folder):
        with os.fdopen(os.open(folder / LIST_NAME, WRITE_NEW, PRIVATE_FILE), "wb") as table:
            table.write((BYTE_ORDER_MARK + csv_line(COLUMNS)).encode())
            for row in rows:
                table.write(csv_line(row).encode("utf-8", "backslashreplace"))
        with os.fdopen(os.open(folder / CHECKSUMS_NAME, WRITE_NEW, PRIVATE_FILE), "wb") as file:
            for line in sums:
                file.write(gated(line.rstrip("\n")).encode("utf-8", "backslashreplace") + b"\n")


def _copy(bundle: CheckedBundle, name: str, out: Path, cancelled: IsCancelled) -> tuple[int, str]:
    """One file of a checked bundle to a new file; its size in bytes and SHA-256 (64 hex)."""
    part = out.with_name(f".copying-{os.getpid()}.part")  # no safe name begins with a dot
    size, digest = 0, hashlib.sha256()
    if out.exists():
        raise OutputExistsError(path=str(out))
    try:
        with os.fdopen(os.open(part, WRITE_NEW, PRIVATE_FILE), "wb") as file:
            for chunk in bundle.content(name):
                if cancelled():
                    raise CancelledError
                size += file.write(chunk)
                digest.update(chunk)
        os.link(part, out)
    except FileExistsError as e:
        raise OutputExistsError(path=str(e.filename2 or e.filename)) from e
    except OSError as e:
        raise OutputNotWritableError(path=str(out), reason=os.strerror(e.errno or 0)) from e
    finally:
        part.unlink(missing_ok=True)
    return size, digest.hexdigest()
