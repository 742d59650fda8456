"""Looking into a sealed bundle without unpacking it: its catalogue, omissions and custody ledger as lists.

Only a bundle that is verified or unconfirmed is looked into, and every byte that is read is digested again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from forensics_app.bundle.layout import CATALOG, OMISSIONS, SOURCES, report_paths
from forensics_app.catalog.temporary.sealed_listing import Listing, ListingWriter
from forensics_app.custody.chain import check_chain
from forensics_app.errors import (
    CancelledError,
    VerificationFailedError,
)
from forensics_app.model.findings import Verdict
from forensics_app.model.names import encoded_path
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.model.sealed_listing import SealedFilter, SealedRow
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.services.custody.record import CustodyRecord, LineSigner, record_of_bundle
from forensics_app.services.verifying.verify import check
from forensics_app.verify.checked import CheckedBundle
from forensics_app.verify.files.records import Artifact, Omission, Source

__all__ = [
    "Artifact",
    "Omission",
    "SealedContents",
    "SealedContentsSummary",
    "list_contents",
    "sealed_artifacts",
    "sealed_lines",
    "sealed_reports",
    "sealed_rows",
]

STAGE = "sealed-contents"
_REPORT_EVERY = 1000
_LEDGER, _SIGNERS, _ABOUT = "custody", "signers", "about"


@dataclass(frozen=True, slots=True)
class SealedContentsSummary:
    """How much there is to look at. `omissions` counts items: a line of the ledger may stand for several.
    `reports` are the sender's own, by their paths in the bundle.
    """

    reference: str
    artifacts: int
    omissions: int
    events: int
    reports: tuple[str, ...] = ()


def list_contents(
    path: Path,
    out: Path,
    *,
    trust: TrustStore,
    clock: Clock,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> SealedContentsSummary:
    """Verify a bundle and write what it holds to the new file `out`, for `SealedContents`.

    Raises VerificationFailedError, NotABundleError, BundleNotFoundError, OutputExistsError,
    OutputNotWritableError, CancelledError.
    """
    with (
        check(path, trust=trust, clock=clock, report=report, cancelled=cancelled) as bundle,
        ListingWriter(out) as writer,
    ):
        count, total = 0, bundle.report.bundle.artifacts
        for row, line in sealed_rows(bundle):
            if cancelled():
                raise CancelledError
            writer.add(row, line)
            count += 1
            if count % _REPORT_EVERY == 0:
                report(Progress(STAGE, items=count, total_items=total))
        decoder = msgspec.json.Decoder(Omission)
        omitted = list(sealed_lines(bundle, OMISSIONS))
        writer.add_others(OMISSIONS, omitted)
        omissions = sum(int(decoder.decode(line).count) for line in omitted)
        writer.add_others(SOURCES, sealed_lines(bundle, SOURCES))
        record = record_of_bundle(bundle, path)
        writer.add_others(_LEDGER, record.lines)
        signers = {str(number): asdict(signer) for number, signer in record.signers.items()}
        about = {
            "path": str(path),
            "reference": record.reference,
            "title": record.title,
            "agency": record.agency,
            "country": record.country,
            "problems": len(record.problems),
        }
        writer.add_others(_SIGNERS, [json.dumps(signers).encode()])
        writer.add_others(_ABOUT, [json.dumps(about).encode()])
        reports = sealed_reports(bundle)
        return SealedContentsSummary(record.reference, count, omissions, len(record.lines), reports)


def sealed_rows(bundle: CheckedBundle) -> Iterator[tuple[SealedRow, bytes]]:
    """Every line of the catalogue as a row and as it was sealed. Raises VerificationFailedError."""
    for number, (artifact, line) in enumerate(sealed_artifacts(bundle)):
        yield _row(number, artifact), line


def sealed_artifacts(bundle: CheckedBundle) -> Iterator[tuple[Artifact, bytes]]:
    """Every line of the catalogue, decoded and as it was sealed. Raises VerificationFailedError."""
    decoder = msgspec.json.Decoder(Artifact)
    for line in sealed_lines(bundle, CATALOG):
        yield _decoded(decoder, line, CATALOG), line


def sealed_reports(bundle: CheckedBundle) -> tuple[str, ...]:
    """The sender's own reports, by their paths in the bundle."""
    return tuple(report_paths(bundle.paths()))


class SealedContents:
    """Reads what `list_contents` wrote. It belongs to the thread that opened it. Close it after use."""

    def __init__(self, path: Path) -> None:
        """Raises ListingLostError."""
        self._listing = Listing(path)

    def count(self, chosen: SealedFilter) -> int:
        """How many artifacts the filter takes."""
        return self._listing.count(chosen)

    def rows(self, chosen: SealedFilter, first: int, count: int) -> list[SealedRow]:
        """Rows of the filter, by exhibit and path."""
        return self._listing.rows(chosen, first, count)

    def exhibits(self) -> tuple[str, ...]:
        """Every exhibit that the catalogue names."""
        return self._listing.exhibits()

    def artifact(self, number: int) -> Artifact:
        """All that was sealed about a row."""
        return msgspec.json.decode(self._listing.line(number), type=Artifact)

    def omissions(self) -> tuple[Omission, ...]:
        """What was left out or is in doubt, as the sender declared it."""
        decoder = msgspec.json.Decoder(Omission)
        return tuple(decoder.decode(line) for line in self._listing.others(OMISSIONS))

    def sources(self) -> tuple[Source, ...]:
        """The sources and what lies in them, as they were sealed."""
        decoder = msgspec.json.Decoder(Source)
        return tuple(decoder.decode(line) for line in self._listing.others(SOURCES))

    def custody(self) -> CustodyRecord:
        """The sealed ledger with those of its signatures that hold, checked again."""
        lines = self._listing.others(_LEDGER)
        about = json.loads(self._listing.others(_ABOUT)[0])
        signers = json.loads(self._listing.others(_SIGNERS)[0])
        checked = check_chain(lines)
        return CustodyRecord(
            path=Path(about["path"]),
            reference=about["reference"],
            title=about["title"],
            agency=about["agency"],
            country=about["country"],
            lines=lines,
            head=checked.head,
            events=checked.events,
            broken=checked.broken,
            signers={int(number): LineSigner(**signer) for number, signer in signers.items()},
        )

    def close(self) -> None:
        """Close the file."""
        self._listing.close()


def sealed_lines(bundle: CheckedBundle, path: str) -> Iterator[bytes]:
    """The lines of a sealed list without their line feeds. Raises VerificationFailedError."""
    rest = b""
    for chunk in bundle.content(path):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _decoded(decoder: msgspec.json.Decoder[Artifact], line: bytes, path: str) -> Artifact:
    try:
        return decoder.decode(line)
    except msgspec.DecodeError as e:  # it was in its form when it was checked
        raise VerificationFailedError(path=path, verdict=Verdict.ALTERED.value) from e


def _row(number: int, sealed: Artifact) -> SealedRow:
    stream = None if sealed.stream is None else sealed.stream.bytes
    shown = encoded_path(sealed.path.bytes, stream)
    modified = next((t for t in sealed.times if t.kind == "modified"), None)
    return SealedRow(
        number=number,
        path=shown,
        exhibit=sealed.exhibit,
        kind=sealed.kind,
        size_bytes=None if sealed.size is None else int(sealed.size),
        media_type=sealed.media_type,
        deleted=sealed.deleted,
        data=sealed.data,
        modified=None if modified is None else modified.value,
        modified_zone=None if modified is None else modified.zone,
        sha256=sealed.digests.sha256,
        tags=tuple(sealed.tags),
    )
