"""The SHA-256 of files that were checked: one more reading, so it is for the reports on them alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from forensics_app.bundle.reading.random_access import FileBytes
from forensics_app.model.bundle import CheckedFile, Undigested
from forensics_app.model.findings import VerificationReport
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.services.files.file_digests import digest_open
from forensics_app.system.status import change_marks


def with_file_digests(
    reports: Sequence[VerificationReport],
    *,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> tuple[VerificationReport, ...]:
    """The reports with the digest of each file, or why it is not stated: that of a file changed since it was
    checked would be another one's. What is known already is not computed again. Raises CancelledError.
    """
    found, sources, source = [], sum(map(_asks, reports)), 0

    def tell(progress: Progress) -> None:
        report(replace(progress, source=source, sources=sources) if sources > 1 else progress)

    for one in reports:
        file = one.bundle.file
        if file is not None and _asks(one):
            source += 1
            file = _digested(Path(one.bundle.path), file, tell, cancelled)
        found.append(replace(one, bundle=replace(one.bundle, file=file)))
    return tuple(found)


def any_to_digest(reports: Sequence[VerificationReport]) -> bool:
    """Whether a file has to be read for them."""
    return any(map(_asks, reports))


def _asks(report: VerificationReport) -> bool:
    file = report.bundle.file
    return file is not None and bool(file.marks) and file.sha256 is None and file.undigested is None


def _digested(path: Path, file: CheckedFile, report: Report, cancelled: IsCancelled) -> CheckedFile:
    """Through one handle: a link at the path may be turned in between."""
    try:
        with closing(FileBytes(path)) as opened:
            if opened.marks != file.marks:
                return replace(file, undigested=Undigested.CHANGED)
            read = digest_open(opened.handle, path.name, report=report, cancelled=cancelled)
            same = change_marks(os.fstat(opened.handle)) == file.marks and read.size == file.size_bytes
    except OSError:
        return replace(file, undigested=Undigested.UNREADABLE)
    return replace(file, sha256=read.sha256) if same else replace(file, undigested=Undigested.CHANGED)
