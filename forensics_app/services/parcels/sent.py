"""The files of a parcel as they are sent, for the sheet that goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from glob import escape
from pathlib import Path

from forensics_app.errors import (
    ParcelContentError,
    ParcelDamagedError,
    ParcelNotFoundError,
    SourceNotFoundError,
)
from forensics_app.model.addendum import NamedFile
from forensics_app.model.bundle import bundle_stem
from forensics_app.model.cover_sheet import SentParcel
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent
from forensics_app.parcel.facts import ParcelFile, ParcelList
from forensics_app.parcel.layout import PARCEL_SUFFIX
from forensics_app.services.files.file_digests import named_file
from forensics_app.services.parcels.checking import list_of, read_list, stated_list

_OPEN = "{name}.OPEN.*.txt"  # how it is opened without this program


def sent_parcels(
    bundle: Path,
    code: str,
    folder: Path | None = None,
    *,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> tuple[SentParcel, ...]:
    """The parcels of the bundle whose seal code is `code`: the one at `folder`, a list or the folder with it,
    else all in the folder that `seal` makes beside the bundle.

    Every file is digested, and must be what the list names. Raises ParcelNotFoundError and ParcelContentError
    for `folder`; ParcelDamagedError, CancelledError.
    """
    if folder is not None:
        where = list_of(folder)
        facts = stated_list(read_list(where))
        if facts is None or facts.seal != code:
            detail = "not-a-parcel" if facts is None else "parcel-seal-differs"
            raise ParcelContentError(path=str(where), detail=detail)
        found = [(where, facts)]
    else:
        found = [(where, facts) for where, facts in _beside(bundle) if facts.seal == code]
    return tuple(_sent(where, facts, report=report, cancelled=cancelled) for where, facts in found)


def parcel_beside(bundle: Path) -> Path | None:
    """The folder with the parcel that was made of this bundle when it was sealed, where it still is."""
    folder = _made_beside(bundle)
    return folder if is_parcel_folder(folder) else None


def is_parcel_folder(folder: Path) -> bool:
    """Whether the signed list of a parcel lies there."""
    return any(folder.glob(f"*{PARCEL_SUFFIX}"))


def _made_beside(bundle: Path) -> Path:
    return bundle.with_name(f"{bundle_stem(bundle.name)}-parcel")


def _beside(bundle: Path) -> Sequence[tuple[Path, ParcelList]]:
    made = _made_beside(bundle)
    lists = []
    for where in sorted(made.glob(f"*{PARCEL_SUFFIX}")):
        try:
            facts = stated_list(read_list(where))
        except ParcelNotFoundError:
            continue
        if facts is not None:
            lists.append((where, facts))
    return lists


def _sent(where: Path, facts: ParcelList, *, report: Report, cancelled: IsCancelled) -> SentParcel:
    def same(stated: ParcelFile) -> NamedFile:
        try:
            found = named_file(where.with_name(stated.name), report=report, cancelled=cancelled)
        except SourceNotFoundError as e:
            raise ParcelDamagedError(path=str(where), file=stated.name, detail="parcel-file-missing") from e
        if (found.size, found.sha256) != (stated.size, stated.sha256):
            raise ParcelDamagedError(path=str(where), file=stated.name, detail="parcel-file-differs")
        return found

    name = where.name.removesuffix(PARCEL_SUFFIX)
    texts = sorted(where.parent.glob(_OPEN.format(name=escape(name))))
    return SentParcel(
        small=(
            named_file(where, report=report, cancelled=cancelled),
            same(facts.envelope),
            *(named_file(text, report=report, cancelled=cancelled) for text in texts),
        ),
        volumes=tuple(map(same, facts.volumes)),
        recipients=facts.recipients,
        shares=facts.shares,
    )
