"""Export a case or a bundle in a form that other programs read: DFXML, body file, hashdeep, CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from forensics_app import __version__
from forensics_app.exchange import dfxml_writing, hashdeep_writing
from forensics_app.exchange.escaped_names import path_of
from forensics_app.model.artifact import Artifact, ArtifactKind
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.progress import IsCancelled, Report
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.browsing.listing import CSV_COLUMNS, ListFormat, artifact_lines
from forensics_app.services.exchange.exportable import Exportable, everything
from forensics_app.services.files.body_file import body_lines
from forensics_app.services.files.csv_cells import csv_line
from forensics_app.services.files.list_file import write_list

PROGRAM = "Sealwright"


class ExportFormat(StrEnum):
    DFXML = "dfxml"
    BODYFILE = "bodyfile"
    HASHDEEP = "hashdeep"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Exported:
    """`artifacts` are in the file. `left_out`: artifacts other than folders without what the form needs.

    `spelled`: names of which bytes had to be written as `\\xNN`. `withheld`: artifacts that marks keep out.
    """

    path: Path
    artifacts: int
    left_out: int
    spelled: int
    withheld: int


def export(
    what: Exportable, form: ExportFormat, out: Path, *, clock: Clock, report: Report, cancelled: IsCancelled
) -> Exported:
    """Write what was chosen to the new file `out`, whole or not at all.

    Raises OutputExistsError, OutputNotWritableError, DiskFullError, CancelledError, VerificationFailedError.
    """
    writing = _Writing(what, utc_text(clock.now()))
    write_list(
        writing.lines(form),
        out,
        marked=form is ExportFormat.CSV,
        total=what.count,
        report=report,
        cancelled=cancelled,
        stage="export",
    )
    return Exported(out, writing.written, writing.left_out, writing.spelled, what.withheld)


class _Writing:
    """Counts what goes by."""

    def __init__(self, what: Exportable, at: str) -> None:
        self._what = what
        self._at = at
        self.written = self.left_out = self.spelled = 0

    def lines(self, form: ExportFormat) -> Iterator[str]:
        """The pieces of the file in its form."""
        if form is ExportFormat.DFXML:
            creator = dfxml_writing.Creator(PROGRAM, __version__, self._at)
            return dfxml_writing.document(creator, self._what.sources, self._spelling_of)
        if form is ExportFormat.HASHDEEP:
            return self._hashdeep()
        if form is ExportFormat.BODYFILE:
            return self._body_file()
        return self._listed(ListFormat(form.value))

    def _listed(self, form: ListFormat) -> Iterator[str]:
        if form is ListFormat.CSV:
            yield csv_line(CSV_COLUMNS)
        yield from artifact_lines(self._counted(), form)

    def _body_file(self) -> Iterator[str]:
        for artifact in self._counted():
            yield from body_lines(artifact, self._what.zones.get(artifact.entry.locator.layer_id))

    def _hashdeep(self) -> Iterator[str]:
        columns = self._common_digests()
        yield from hashdeep_writing.head(columns, f"{PROGRAM} {__version__}, {self._at}")
        for artifact in everything(self._what):
            line = hashdeep_writing.line(artifact, columns)
            if line is not None:
                self.written += 1
                self.spelled += path_of(artifact.entry.locator)[1]
                yield line
            elif artifact.entry.kind is not ArtifactKind.DIRECTORY:
                self.left_out += 1

    def _common_digests(self) -> tuple[DigestAlgorithm, ...]:
        """SHA-256 and what else every content has, in hashdeep's order: it takes no empty cells."""
        lacking: set[DigestAlgorithm] = set()
        for artifact in everything(self._what):
            digests = artifact.examination.digests
            if digests.sha256 is not None:
                lacking |= {a for a in DigestAlgorithm if getattr(digests, a.value) is None}
                if len(lacking) == len(DigestAlgorithm) - 1:
                    break
        return tuple(a for a in DigestAlgorithm if a is DigestAlgorithm.SHA256 or a not in lacking)

    def _counted(self) -> Iterator[Artifact]:
        for artifact in everything(self._what):
            self.written += 1
            yield artifact

    def _spelling_of(self, layer_id: str) -> Iterator[Artifact]:
        for artifact in self._what.layer(layer_id):
            self.written += 1
            self.spelled += path_of(artifact.entry.locator)[1]
            yield artifact
