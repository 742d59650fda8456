"""Verify a bundle, or every bundle in a folder. What the window and the command line both call."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from forensics_app.bundle.reading.adjacent_addenda import bundle_of
from forensics_app.bundle.reading.opening import is_bag_folder, open_bundle, seal_stems
from forensics_app.errors import BundleNotFoundError, ExitCode
from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.translator import Translator
from forensics_app.i18n.verdicts import axis_sentence, consistency_sentence, later_sentence, verdict_sentence
from forensics_app.model.bundle import SEAL_SUFFIX, ZIP_SUFFIX
from forensics_app.model.findings import AXES, SealSigner, Verdict, VerificationReport
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.seal.certificates.arithmetic import OPENSSL, Arithmetic
from forensics_app.seal.containers.reading import MAX_SEAL_BYTES
from forensics_app.seal.containers.seal_info import show_code
from forensics_app.services.verifying.addenda_story import addenda_fields
from forensics_app.services.verifying.request_fields import request_fields
from forensics_app.services.verifying.series import supplement_fields
from forensics_app.verify.checked import CheckedBundle, check_bundle
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy
from forensics_app.verify.verifier import verify_bundle

__all__ = [
    "CheckedBundle",
    "VerificationReport",
    "bundles_in",
    "check",
    "code_shown",
    "exit_code",
    "file_marks",
    "folders_passed_over",
    "is_batch",
    "report_fields",
    "verify",
]


def policy_for(
    trust: TrustStore,
    clock: Clock,
    *,
    second_implementation: bool = False,
    expected_events: tuple[str, ...] = (),
    md5_sha1: bool = False,
) -> Policy:
    """The policy of one run: this user's trust, this moment."""
    arithmetic = _second() if second_implementation else OPENSSL
    return Policy(
        now=clock.now(),
        trust=trust,
        arithmetic=arithmetic,
        expected_events=expected_events,
        md5_sha1=md5_sha1,
    )


def _second() -> Arithmetic:
    # pycryptodome takes longer to load than a small bundle to verify, and few runs ask for it
    from forensics_app.seal.certificates.second_arithmetic import PYCRYPTODOME

    return PYCRYPTODOME


def verify(
    path: Path,
    *,
    trust: TrustStore,
    clock: Clock,
    second_implementation: bool = False,
    addenda: Sequence[Path] = (),
    expected_events: tuple[str, ...] = (),
    md5_sha1: bool = False,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> VerificationReport:
    """The report on one bundle: a `.zip`, a folder with bagit.txt or an `.asice`.

    `addenda` are files beside those that lie beside the bundle; `expected_events` digests of event.json (64
    hex) that must be among them; `md5_sha1` compares these digests of contents with the catalogue too. Raises
    BundleNotFoundError, AddendumNotReadableError and CancelledError; whatever is wrong with the bundle stands
    in the report.
    """
    findings = Findings()
    policy = policy_for(
        trust,
        clock,
        second_implementation=second_implementation,
        expected_events=expected_events,
        md5_sha1=md5_sha1,
    )
    bundle = open_bundle(path, findings.add, addenda=addenda, digesting=policy.openssl_too)
    try:
        return verify_bundle(bundle, policy, findings, report=report, cancelled=cancelled)
    finally:
        bundle.close()


def check(
    path: Path,
    *,
    trust: TrustStore,
    clock: Clock,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> CheckedBundle:
    """A bundle that is verified or unconfirmed, for whoever wants to use its content. Close it after use.

    Raises VerificationFailedError, BundleNotFoundError and CancelledError.
    """
    return check_bundle(path, policy_for(trust, clock), report=report, cancelled=cancelled)


def is_batch(path: Path) -> bool:
    """Whether `path` is a folder of bundles rather than a bundle."""
    return path.is_dir() and not is_bag_folder(path)


def bundles_in(folder: Path) -> list[Path]:
    """Everything in a folder that could be a bundle, by name. A seal beside its bundle is checked with that,
    and so are copies of it and addenda.

    Raises BundleNotFoundError where the folder can't be read.
    """
    try:
        entries = sorted(folder.iterdir())
    except OSError as e:
        raise BundleNotFoundError(path=str(folder)) from e
    found = list(_candidates(entries))
    names = {p.name for p in found}
    bundles = [p for p in found if p.suffix.lower() != SEAL_SUFFIX]
    stems: set[str] = set()
    taken: set[str] = set()  # of the seals, those that lie beside their bundles
    for own in map(seal_stems, bundles):
        stems.update(own)
        taken.add(next((s for s in own if f"{s}{SEAL_SUFFIX}" in names), own[0]))
    whole = set(bundles)
    adjacent = [p for p in found if p not in whole and p.stem in taken]
    alone = _without_copies([p for p in found if p not in whole and p.stem not in taken], adjacent)
    stems |= {p.stem for p in alone}
    return [p for p in found if p in whole or (p in alone and bundle_of(p.name) not in stems)]


def _without_copies(seals: Sequence[Path], others: Sequence[Path]) -> set[Path]:
    """Seals that are not, byte for byte, one of the others: a case keeps a copy of each under a name of its
    own. What can't be read, or is too large for a seal, stays.
    """
    if not seals or not others:
        return set(seals)
    known = {digest for path in others if (digest := _digest_of_seal(path)) is not None}
    return {path for path in seals if _digest_of_seal(path) not in known}


def _digest_of_seal(path: Path) -> bytes | None:
    try:
        if not path.is_file() or path.stat().st_size > MAX_SEAL_BYTES:
            return None
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return None


def folders_passed_over(folder: Path) -> list[Path]:
    """The folders in a folder of bundles that are none themselves, so that nothing in them is checked."""
    return sorted(p for p in folder.iterdir() if p.is_dir() and not is_bag_folder(p))


def _candidates(entries: list[Path]) -> Iterator[Path]:
    for entry in entries:
        if entry.is_dir():
            if is_bag_folder(entry):
                yield entry
        elif entry.suffix.lower() in (ZIP_SUFFIX, SEAL_SUFFIX):
            yield entry


def exit_code(verdicts: list[Verdict]) -> ExitCode:
    """The exit code of one verdict; of several, the gravest: bad evidence, unreadable, unconfirmed."""
    codes = {v.exit_code for v in verdicts}
    for code in (ExitCode.EVIDENCE_BAD, ExitCode.UNUSABLE, ExitCode.UNCONFIRMED):
        if code in codes:
            return code
    return ExitCode.OK


def code_shown(code: str) -> str:
    """A seal code (64 hex) as people read and compare it."""
    return show_code(code)


def _signer_fields(signer: SealSigner) -> dict[str, Any]:
    """Without the organisation, where the certificate names none."""
    fields = asdict(signer)
    if not signer.organisation:
        del fields["organisation"]
    return fields


def file_marks(report: VerificationReport) -> list[int]:
    """What the JSON form leaves out of the file that was checked, and the window asks for later: whether it
    is still the same. Empty for a folder.
    """
    return [] if report.bundle.file is None else list(report.bundle.file.marks)


def report_fields(report: VerificationReport, words: Translator) -> dict[str, Any]:
    """The report as JSON holds it: codes for programs, and the sentences of one language beside them."""
    seal, bundle, verifier = report.seal, report.bundle, report.verifier
    return {
        "verdict": report.verdict.value,
        "sentence": verdict_sentence(report, words),
        "axes": {axis.value: report.axes[axis].value for axis in AXES},
        "axis_sentences": {axis.value: axis_sentence(report, axis, words) for axis in AXES},
        "consistency": {
            "state": report.consistency.state.value,
            "places": report.consistency.places,
            "md5_sha1": report.consistency.md5_sha1,
            "sentence": consistency_sentence(report, words),
        },
        "findings": [
            {
                "code": f.code,
                "axis": f.axis.value,
                "severity": f.severity.value,
                "about": f.about.value,
                "subject": f.subject,
                "expected": f.expected,
                "actual": f.actual,
                "sentence": finding_sentence(f, words),
            }
            for f in report.findings
        ],
        "seal": {
            "code": seal.code,
            "code_shown": None if seal.code is None else code_shown(seal.code),
            "kind": seal.kind,
            "signer": None
            if seal.fingerprint is None
            else {
                "label": seal.signer_label,
                "certificate_name": seal.signer,
                "fingerprint": seal.fingerprint,
                "demo": seal.demo,
            },
            "signers": [_signer_fields(s) for s in seal.signers],
            "signed_at": seal.signed_at,
            "timestamp": seal.timestamp,
            "existed_by": seal.existed_by,
            "level": seal.level,
            "sealed_after": seal.sealed_after,
            "outer_identical": seal.outer_identical,
        },
        "bundle": {
            "path": bundle.path,
            "form": bundle.form,
            "file_bytes": None if bundle.file is None else bundle.file.size_bytes,
            "file_sha256": None if bundle.file is None else bundle.file.sha256,
            "reference": bundle.reference,
            "format": bundle.format,
            "scope": bundle.scope,
            "files": bundle.files,
            "payload_bytes": bundle.payload_bytes,
            "artifacts": bundle.artifacts,
            "not_selected": bundle.not_selected,
            "omissions": bundle.omissions,
            "custody_events": bundle.custody_events,
            "case_reference": bundle.case_reference,
            "title": bundle.title,
            "agency": bundle.agency,
            "examiner": bundle.examiner,
            "country": bundle.country,
            "exhibits": [{"exhibit": name, "files": count} for name, count in bundle.exhibits],
            "supplement": supplement_fields(bundle.supplement),
            "request": None if bundle.request is None else request_fields(bundle.request),
            "custody": [dict(event) for event in report.custody_story],
        },
        "damage": [asdict(d) for d in report.damage],
        "trust": [asdict(t) for t in report.trust],
        "later": {"state": report.later.value, "sentence": later_sentence(report, words)},
        "addenda": addenda_fields(report, words),
        "verifier": {
            "name": verifier.name,
            "version": verifier.version,
            "digest": verifier.digest,
            "checked_at": verifier.checked_at,
            "implementation": verifier.implementation,
        },
    }
