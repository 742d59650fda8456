"""Files out of the evidence of a case into a new folder, for a look with other programs.

Each content is compared with the digest that it was catalogued with, and what differs does not stay. What is
withheld from bundles stays out of here as well. What could not be taken out has a line of its own in the
digest list, which also says which files hold bytes that could not be read when their image was made; the
custody ledger has the digest of that list.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from forensics_app.errors import (
    CancelledError,
    EvidenceError,
    NothingSelectedError,
    OutputExistsError,
    SourceChangedError,
    WorkerLostError,
)
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.evidence.reader import EvidenceReader
from forensics_app.evidence.spaces.beyond_end import beyond_end_bytes
from forensics_app.model.artifact import Artifact, ReadOutcome
from forensics_app.model.credentials import Credential
from forensics_app.model.custody import (
    NO_LANGUAGE,
    CustodyEventType,
    CustodyReason,
    EventDraft,
    Note,
)
from forensics_app.model.names import display
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.model.selection import ArtifactFilter
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.outside_evidence import refuse_in_evidence
from forensics_app.services.cases.received import refuse_received
from forensics_app.services.extracting.digest_list import TABLE_NAME, Line, write_lists
from forensics_app.services.extracting.safe_names import TakenNames, safe_name
from forensics_app.services.files.new_files import disk_errors
from forensics_app.services.selection.withheld import withholdings
from forensics_app.services.sources.opening import AskCredential
from forensics_app.services.sources.sealing_sources import SealingSources
from forensics_app.system.opening import WRITE_NEW

_READ = (ReadOutcome.COMPLETE, ReadOutcome.PARTIAL)


class LeftOutCode(StrEnum):
    """Why an artifact was not extracted, beside the reason why it was not read at ingest: omission codes."""

    CONTENT_CHANGED = "content-changed"
    CONTENT_UNREADABLE = "content-unreadable"
    VOLUME_LOCKED = "volume-locked"
    EVIDENCE_NOT_AT_HAND = "evidence-not-at-hand"
    STOPPED = "extraction-stopped"


@dataclass(slots=True)
class Extracted:
    """What is in `folder`. `left_out`: how many of each reason (an omission code) are not; `unacquired`: how
    many of the files hold bytes that could not be read when their image was made."""

    folder: Path
    files: int = 0
    unacquired: int = 0
    content_bytes: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    paths: list[Path] = field(default_factory=list)
    table_sha256: str = ""


def extract(
    case: Case,
    chosen: ArtifactFilter,
    folder: Path,
    *,
    credentials: tuple[Credential, ...] = (),
    ask: AskCredential | None = None,
    to_open: bool = False,
    report: Report,
    cancelled: IsCancelled,
) -> Extracted:
    """Extract what the filter chooses into `folder`, which is new or empty, and record it in the ledger, with
    `to_open` as a copy that is made for another program.

    The case is open for writing. Folders are no files: they are not asked for. Raises NothingSelectedError,
    OutputInEvidenceError, OutputExistsError, OutputNotWritableError, DiskFullError, and CancelledError, after
    which the lists and the ledger tell of what was extracted until then.
    """
    refuse_received(case.path)
    refuse_in_evidence(case, folder)
    withheld = withholdings(case, (chosen,))
    artifacts = case.store.artifacts
    total = sum(one.artifacts for one in artifacts.measure(chosen, sealable=True))
    if not total and not withheld.counts:
        raise NothingSelectedError(path=str(case.path))
    with disk_errors(folder):
        _make_folder(folder)
        taking = _Taking(case, folder, total, credentials, ask, report, cancelled, to_open=to_open)
        try:
            with ExitStack() as stack:
                for artifact in artifacts.stream(chosen, sealable=True):
                    taking.take(artifact, stack)
        finally:
            for one in withheld.counts:
                taking.leave_out(None, one.code.value, one.source_id, one.count)
            taking.finish()
    if taking.stopped:
        raise CancelledError
    return taking.done


def _make_folder(folder: Path) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if folder.is_symlink() or not folder.is_dir() or any(folder.iterdir()):
        raise OutputExistsError(path=str(folder))


class _Taking:
    """Takes artifacts out one after the other; those of one source come together."""

    def __init__(
        self,
        case: Case,
        folder: Path,
        total: int,
        credentials: tuple[Credential, ...],
        ask: AskCredential | None,
        report: Report,
        cancelled: IsCancelled,
        *,
        to_open: bool,
    ) -> None:
        self._to_open = to_open
        self.done = Extracted(folder)
        self.stopped = False
        self._case, self._folder, self._total = case, folder, total
        self._sources = SealingSources(case, credentials, ask)
        self._report, self._cancelled = report, cancelled
        self._lines: list[Line] = []
        self._exhibits: dict[str, tuple[Path, TakenNames]] = {}
        self._folders = TakenNames()
        self._source: str | None = None
        self._reader: EvidenceReader | None = None
        self._trouble = ""
        self._seen = 0
        ledger = case.store.queries.omissions()
        self._not_acquired = {
            one.locator: one.detail or "" for one in ledger if one.code == OmissionCode.ACQUISITION_ERRORS
        }
        self._cut = {
            one.locator: one
            for one in ledger
            if one.code in (OmissionCode.IMAGE_TRUNCATED, OmissionCode.VOLUME_EXCEEDS_PARTITION)
        }

    def take(self, artifact: Artifact, stack: ExitStack) -> None:
        """Extract it, or say why not. Raises OSError where the folder can't be written to."""
        self._seen += 1
        self._report(
            Progress(
                "extract",
                artifact.entry.locator.path_display(),
                done_bytes=self.done.content_bytes,
                items=self._seen,
                total_items=self._total,
            )
        )
        self.stopped = self.stopped or self._cancelled()
        if self.stopped:
            self.leave_out(artifact, LeftOutCode.STOPPED)
            return
        read = artifact.examination.read
        if read.outcome not in _READ or artifact.examination.digests.sha256 is None:
            self.leave_out(artifact, read.reason or LeftOutCode.CONTENT_UNREADABLE)
            return
        locator = artifact.entry.locator
        if self._source != locator.source_id:
            self._open(artifact, stack)
        if self._reader is None:
            self.leave_out(artifact, LeftOutCode.EVIDENCE_NOT_AT_HAND, self._trouble)
        elif self._sources.is_closed(locator.layer_id):
            self.leave_out(artifact, LeftOutCode.VOLUME_LOCKED, locator.layer_id)
        else:
            self._copy(self._reader, artifact)

    def leave_out(self, artifact: Artifact | None, code: str, detail: str = "", count: int = 1) -> None:
        """A line that says so."""
        self._lines.append(Line(artifact, reason=str(code), detail=detail, count=count))
        self.done.left_out[str(code)] += count

    def finish(self) -> None:
        """Write the lists, and the entry of the ledger."""
        done = self.done
        done.table_sha256 = write_lists(self._folder, self._lines)
        left_out = sum(done.left_out.values())
        said = f"{done.files}/{done.files + left_out} {TABLE_NAME} SHA-256 {done.table_sha256}"
        self._case.record(
            EventDraft(
                event=CustodyEventType.ACCESSED if self._to_open else CustodyEventType.COPIED,
                reason=CustodyReason.CONTENTS_OPENED if self._to_open else CustodyReason.CONTENTS_EXTRACTED,
                persons=(self._case.examiner(),),
                exhibits=tuple(sorted({x.artifact.exhibit for x in self._lines if x.artifact and x.file})),
                notes=(Note(NO_LANGUAGE, said),),
            )
        )

    def _open(self, artifact: Artifact, stack: ExitStack) -> None:
        self._source, self._reader, self._trouble = artifact.entry.locator.source_id, None, ""
        stack.close()
        try:
            self._reader, _ = self._sources.open(stack, self._source, artifact.exhibit)
        except EvidenceError as e:
            self._trouble = detail_of(e)

    def _copy(self, reader: EvidenceReader, artifact: Artifact) -> None:
        path, shown = self._new_place(artifact)
        try:
            sha256, size = self._written(reader, artifact, path)
        except CancelledError:
            self.stopped = True
            self.leave_out(artifact, LeftOutCode.STOPPED)
            return
        except SourceChangedError as e:
            self.leave_out(artifact, LeftOutCode.CONTENT_CHANGED, detail_of(e))
            return
        except EvidenceError as e:
            self.leave_out(artifact, LeftOutCode.CONTENT_UNREADABLE, detail_of(e))
            return
        catalogued = artifact.examination.digests.sha256
        if sha256 != catalogued:
            path.unlink()
            self.done.content_bytes -= size
            detail = f"sha256 {catalogued}, now {sha256} of {size} bytes"
            self.leave_out(artifact, LeftOutCode.CONTENT_CHANGED, detail)
            return
        path.chmod(stat.S_IRUSR)
        locator = artifact.entry.locator
        place = f"{locator.layer_id}:{locator.path_display()}"
        doubt, cut = self._not_acquired.get(place), self._cut.get(place)
        if doubt is not None:
            reason, detail = OmissionCode.ACQUISITION_ERRORS.value, doubt
        else:
            reason, detail = ("", "") if cut is None else (cut.code, cut.detail or "")
        beyond = 0 if cut is None else beyond_end_bytes(cut.detail)
        self._lines.append(Line(artifact, shown, size, sha256, reason, detail, beyond_bytes=beyond))
        self.done.unacquired += doubt is not None
        self.done.paths.append(path)
        self.done.files += 1

    def _written(self, reader: EvidenceReader, artifact: Artifact, path: Path) -> tuple[str, int]:
        """SHA-256 and size of what was written; nothing stays where it ends in an error.

        What loses its worker is tried once more: not every worker that dies does so by what it reads.
        """
        try:
            return self._write_or_nothing(reader, artifact, path)
        except WorkerLostError:
            return self._write_or_nothing(reader, artifact, path)

    def _write_or_nothing(self, reader: EvidenceReader, artifact: Artifact, path: Path) -> tuple[str, int]:
        before = self.done.content_bytes
        try:
            return self._write(reader, artifact, path)
        except BaseException:
            self.done.content_bytes = before
            path.unlink(missing_ok=True)
            raise

    def _write(self, reader: EvidenceReader, artifact: Artifact, path: Path) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(os.open(path, WRITE_NEW, 0o600), "wb") as file:
            for chunk in reader.content(artifact.entry):
                file.write(chunk.data)
                digest.update(chunk.data)
                size += len(chunk.data)
                self.done.content_bytes += len(chunk.data)
                if self._cancelled():
                    raise CancelledError
            file.flush()
            os.fsync(file.fileno())
        return digest.hexdigest(), size

    def _new_place(self, artifact: Artifact) -> tuple[Path, str]:
        """A path in the exhibit's folder that nothing has yet, and how the lists name it."""
        if artifact.exhibit not in self._exhibits:
            made = self._folder / self._folders.free(safe_name(artifact.exhibit))
            made.mkdir(mode=0o700)
            self._exhibits[artifact.exhibit] = (made, TakenNames())
        folder, taken = self._exhibits[artifact.exhibit]
        locator = artifact.entry.locator
        parts = [display(locator.components[-1])] if locator.components else [artifact.entry.kind.value]
        if locator.stream is not None:
            parts.append(display(locator.stream))
        wanted = safe_name("_".join(parts))
        while True:
            path = folder / taken.free(wanted)
            if not os.path.lexists(path):  # a file system may take even more names for one
                return path, f"{folder.name}/{path.name}"
