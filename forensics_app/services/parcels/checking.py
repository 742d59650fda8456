"""A parcel without its key: everything that whoever carries it can know."""

from __future__ import annotations

import errno
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from forensics_app.errors import ParcelNotFoundError
from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.translator import Translator
from forensics_app.model.findings import Finding, SealSigner
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent
from forensics_app.model.times import Clock, utc_text
from forensics_app.model.trust import TrustStore
from forensics_app.parcel.envelope import Envelope
from forensics_app.parcel.facts import ParcelList, ParcelReport
from forensics_app.parcel.layout import PARCEL_SUFFIX
from forensics_app.parcel.parcel_json import ParcelListError, parse
from forensics_app.seal.containers.reading import MAX_SEAL_BYTES, read_seal
from forensics_app.seal.forms.asic_manifest import PARCEL
from forensics_app.services.verifying.parcel_list import parcel_list_fields
from forensics_app.services.verifying.verify import policy_for
from forensics_app.verify.collector import Findings
from forensics_app.verify.parcels.files_check import check_files, open_plain, read_checked_envelope
from forensics_app.verify.parcels.parcel_check import CheckedList, check_list, is_parcel
from forensics_app.verify.policy import Policy

__all__ = ["PARCEL_SUFFIX", "ParcelReport", "check_parcel", "list_of", "parcel_fields"]


@dataclass(frozen=True, slots=True)
class ReadParcel:
    """A parcel whose list was judged; `findings` holds what was found so far."""

    path: Path
    checked: CheckedList
    findings: Findings
    policy: Policy

    @property
    def facts(self) -> ParcelList | None:
        return self.checked.facts

    @property
    def folder(self) -> Path:
        """Where its files lie: beside the list."""
        return self.path.absolute().parent

    def envelope(self) -> Envelope | None:
        """The envelope, where it is in its form."""
        facts = self.facts
        return None if facts is None else read_checked_envelope(self.folder, facts, self.findings)


def list_of(path: Path) -> Path:
    """The list of the parcel at `path`: itself, or the only one in the folder. Raises ParcelNotFoundError."""
    if not path.is_dir():
        if path.name.endswith(PARCEL_SUFFIX):
            return path
        detail = "parcel-list-missing" if os.path.lexists(path) else os.strerror(errno.ENOENT)
        raise ParcelNotFoundError(path=str(path), detail=detail)
    try:
        found = sorted(p for p in path.iterdir() if p.name.endswith(PARCEL_SUFFIX))
    except OSError as e:
        raise ParcelNotFoundError(path=str(path), detail=str(e.strerror)) from e
    if len(found) != 1:
        raise ParcelNotFoundError(
            path=str(path), detail="parcel-lists-many" if found else "parcel-list-missing"
        )
    return found[0]


def read_parcel(path: Path, *, trust: TrustStore, clock: Clock) -> ReadParcel:
    """The list, judged. Raises ParcelNotFoundError; whatever is wrong with it is a finding."""
    where = list_of(path)
    data = read_list(where)
    findings, policy = Findings(), policy_for(trust, clock)
    if not is_parcel(data):
        findings.code("not-a-parcel", where.name)
        return ReadParcel(where, check_list(data, where.name, policy, findings), findings, policy)
    return ReadParcel(where, check_list(data, where.name, policy, findings), findings, policy)


def stated_list(data: bytes) -> ParcelList | None:
    """What a list says, signed or not; None where it can't be read. Nothing is judged."""
    files = read_seal(data, "", lambda problem: None)
    text = None if files is None else files.other(PARCEL)
    try:
        return None if text is None else parse(text)
    except ParcelListError:
        return None


def recipients_of(path: Path) -> frozenset[str]:
    """SHA-256 of the certificates that the list names; none where it can't be read. Nothing is judged.

    Raises ParcelNotFoundError.
    """
    facts = stated_list(read_list(list_of(path)))
    return frozenset() if facts is None else frozenset(r.sha256 for r in facts.recipients if r.sha256)


def check_parcel(
    path: Path,
    *,
    trust: TrustStore,
    clock: Clock,
    files: bool = True,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> ParcelReport:
    """The report on a parcel that is not opened; without `files`, of its list alone.

    Raises ParcelNotFoundError, CancelledError.
    """
    read = read_parcel(path, trust=trust, clock=clock)
    if not files:
        read.findings.code("parcel-files-unchecked", read.path.name)
        return report_on(read)
    if read.facts is not None:
        check_files(read.folder, read.facts, read.findings, report=report, cancelled=cancelled)
        read.envelope()
    read.findings.code("parcel-closed", read.path.name)
    return report_on(read)


def report_on(read: ReadParcel) -> ParcelReport:
    """What was found so far."""
    checked = read.checked
    first = None if checked.seal is None else checked.seal.first
    return ParcelReport(
        path=str(read.path),
        facts=checked.facts,
        findings=read.findings.result(),
        signers=tuple(s.shown for s in checked.signers),
        signed_at=None if first is None else utc_text(first.signing_time),
        timestamp=None if checked.time.token_time is None else utc_text(checked.time.token_time),
    )


def parcel_fields(report: ParcelReport, words: Translator) -> dict[str, Any]:
    """The report as JSON holds it: codes for programs, sentences of one language beside them."""
    facts = report.facts
    return {
        "verdict": report.verdict.value,
        "findings": [_finding_fields(f, words) for f in report.findings],
        "signers": [_signer_fields(s) for s in report.signers],
        "signed_at": report.signed_at,
        "timestamp": report.timestamp,
        "parcel": None if facts is None else {"path": report.path, **(parcel_list_fields(facts) or {})},
    }


def _finding_fields(found: Finding, words: Translator) -> dict[str, Any]:
    return {
        "code": found.code,
        "axis": found.axis.value,
        "severity": found.severity.value,
        "subject": found.subject,
        "expected": found.expected,
        "actual": found.actual,
        "sentence": finding_sentence(found, words),
    }


def _signer_fields(signer: SealSigner) -> dict[str, Any]:
    return asdict(signer)


def read_list(path: Path) -> bytes:
    """The list's bytes, one more than it may have at the most. Raises ParcelNotFoundError."""
    try:
        with os.fdopen(open_plain(path), "rb") as file:
            return file.read(MAX_SEAL_BYTES + 1)
    except OSError as e:
        raise ParcelNotFoundError(path=str(path), detail=e.strerror or str(e)) from e
