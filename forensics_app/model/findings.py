"""The result of a verification: five axes, consistency, findings with stable codes, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn

from forensics_app.errors import ExitCode
from forensics_app.model.addendum import Addendum
from forensics_app.model.bundle import CheckedFile
from forensics_app.model.parcel import ParcelList
from forensics_app.model.request import RequestRecord
from forensics_app.model.supplement import Supplement


class Axis(StrEnum):
    """What a finding is about: one of the five AXES, which have states, or consistency beside them."""

    CONTENT = "content"
    COMPLETENESS = "completeness"
    ORIGIN = "origin"
    TIME = "time"
    CUSTODY = "custody"
    CONSISTENCY = "consistency"


AXES = (Axis.CONTENT, Axis.COMPLETENESS, Axis.ORIGIN, Axis.TIME, Axis.CUSTODY)


class AxisState(StrEnum):
    PASS = "pass"  # noqa: S105 - a state of an axis, no secret
    FAIL = "fail"
    UNCONFIRMED = "unconfirmed"
    NONE = "none"


class Severity(StrEnum):
    """What a finding does to its axis.

    `fatal`: no check was possible; `contradiction`: altered, added or broken; `missing`: something is not
    there; `doubt`: could not be confirmed; `note`: worth knowing, changes nothing.
    """

    FATAL = "fatal"
    CONTRADICTION = "contradiction"
    MISSING = "missing"
    DOUBT = "doubt"
    NOTE = "note"


class About(StrEnum):
    """What a finding is about. Only what is about the sealed bundle has a part in axes and verdict: anybody
    can put files beside a bundle.

    `sealed`: what was sealed; `later`: what came after the seal, where a signer whom the reader trusts states
    it, or the reader expects it; `unconfirmed`: addenda of which neither is so.
    """

    SEALED = "sealed"
    LATER = "later"
    UNCONFIRMED = "unconfirmed"


class LaterState(StrEnum):
    """What is known of the time after the seal: a verdict of its own, which changes none on the bundle.

    `none`: no confirmed addendum is here; `incomplete`: one of them names what is not here.
    """

    NONE = "none"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    INCOMPLETE = "incomplete"

    @property
    def exit_code(self) -> ExitCode:
        sound = self in (LaterState.NONE, LaterState.CONFIRMED)
        return ExitCode.OK if sound else ExitCode.UNCONFIRMED


class Verdict(StrEnum):
    VERIFIED = "verified"
    UNCONFIRMED = "unconfirmed"
    INCOMPLETE = "incomplete"
    ALTERED = "altered"
    UNREADABLE = "unreadable"

    @property
    def exit_code(self) -> ExitCode:
        return _EXIT_CODES[self]


_EXIT_CODES = {
    Verdict.VERIFIED: ExitCode.OK,
    Verdict.UNCONFIRMED: ExitCode.UNCONFIRMED,
    Verdict.INCOMPLETE: ExitCode.EVIDENCE_BAD,
    Verdict.ALTERED: ExitCode.EVIDENCE_BAD,
    Verdict.UNREADABLE: ExitCode.UNUSABLE,
}


class ConsistencyState(StrEnum):
    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Consistency:
    """Whether the sealed record agrees with itself. `places` where it contradicts itself; None where that was
    not judged, since what is here is not what was sealed. `md5_sha1`: MD5 and SHA-1 of the catalogue were
    compared with the contents too.
    """

    places: int | None = None
    md5_sha1: bool = False

    @property
    def state(self) -> ConsistencyState:
        if self.places is None:
            return ConsistencyState.NONE
        return ConsistencyState.CONTRADICTS if self.places else ConsistencyState.AGREES


NOT_JUDGED = Consistency()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the verifier has to say. The sentence for `code` lives in the message catalogue.

    `subject` names what it is about (a path in the bundle, a certificate's fingerprint, an event's number);
    `expected` and `actual` are machine values, or None.
    """

    code: str
    axis: Axis
    severity: Severity
    subject: str | None = None
    expected: str | None = None
    actual: str | None = None
    about: About = About.SEALED


KNOWN_BY = ("pinned", "chosen", "own", "practice", "authority-and-subject")
"""What `SealSigner.trust` is of a signer whom the reader trusts."""


@dataclass(frozen=True, slots=True)
class SealSigner:
    """One signature's holder. `trust` is `pinned` (on the trusted list), `chosen` (for this check), `own`,
    `practice` (made up here), `authority-and-subject`, `authority` or `unknown`: how far the reader's own
    trust reaches; `label` is what the reader calls them. Times are UTC in sealed
    form.
    """

    fingerprint: str
    certificate_name: str
    label: str | None
    trust: str
    demo: bool
    signed_at: str
    key: str
    not_before: str
    not_after: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class TrustUsed:
    """A certificate of the reader's own list that a judgement rests on. `role` is `seal` or `time`."""

    role: str
    certificate_sha256: str
    label: str


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a file is not as it was sealed.

    `size_bytes` is the size found; digests are SHA-256 (hex). `block_bytes` is the grain in which
    `ranges` are known (first and last byte of each piece that differs), None where only the whole file is
    known to differ. `sealed_bytes` is the size that was sealed, where known. `cut`: there are more ranges
    than are listed.
    """

    path: str
    size_bytes: int
    sealed_sha256: str
    found_sha256: str
    block_bytes: int | None = None
    sealed_bytes: int | None = None
    ranges: tuple[tuple[int, int], ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What the seal says, as far as it could be read. Times are UTC in sealed form.

    `signer`, `signer_label` and `fingerprint` are those of the first of `signers`; `existed_by` is what a
    later time-stamp addendum shows. `level` is the CAdES level that every signature reaches (B-B, B-T, B-LT,
    B-LTA); `sealed_after` the time of a trusted token over the custody ledger's end. `outer_identical`: each
    seal file next to the bundle is the seal inside it, byte for byte; None where none is there.
    """

    code: str | None = None
    kind: str | None = None
    signer: str | None = None
    signer_label: str | None = None
    fingerprint: str | None = None
    signed_at: str | None = None
    timestamp: str | None = None
    demo: bool = False
    signers: tuple[SealSigner, ...] = ()
    existed_by: str | None = None
    level: str | None = None
    sealed_after: str | None = None
    outer_identical: bool | None = None


@dataclass(frozen=True, slots=True)
class AddendumFacts:
    """One addendum that was looked at. `counts`: it is as it was signed, and belongs to this seal; `latest`:
    no other one that counts names it. `verdict` and `findings` are about this file alone.

    `event` is None where it could not be read; `event_sha256` is what other addenda call it by. `seal` is the
    seal code of the bundle that it says it belongs to, whatever it follows.
    """

    name: str
    counts: bool
    latest: bool
    verdict: Verdict
    findings: tuple[Finding, ...]
    code: str | None = None
    event_sha256: str | None = None
    event: Addendum | None = None
    signers: tuple[SealSigner, ...] = ()
    timestamp: str | None = None
    seal: str | None = None


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """What was looked at. Counts and sizes in files and bytes; None where unknown.

    `reference` is the bundle's own, `case_reference` what the sender calls the case that it is of. `file` is
    None for a folder. `not_selected`: artifacts of the sender's case that are not in the bundle, whether they
    were not selected or withheld, as selection.json has it.
    """

    path: str
    form: str
    reference: str | None = None
    format: str | None = None
    scope: str = "full"
    files: int | None = None
    payload_bytes: int | None = None
    artifacts: int | None = None
    omissions: int | None = None
    custody_events: int | None = None
    title: str | None = None
    agency: str | None = None
    examiner: str | None = None
    country: str | None = None
    exhibits: tuple[tuple[str, int], ...] = ()
    request: RequestRecord | None = None
    supplement: Supplement | None = None
    case_reference: str | None = None
    file: CheckedFile | None = None
    not_selected: int | None = None


@dataclass(frozen=True, slots=True)
class VerifierFacts:
    """Who checked: name, version, digest of the program's own files, and when (UTC)."""

    name: str
    version: str
    digest: str
    checked_at: str
    implementation: str = "openssl"


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """Everything one run of the verifier found. It has no truth value: ask for the verdict.

    `parcel` is the signed list of what was checked, where that is a parcel whose list is in its form.
    """

    axes: dict[Axis, AxisState]
    findings: tuple[Finding, ...]
    seal: SealFacts
    bundle: BundleFacts
    verifier: VerifierFacts
    custody_story: tuple[dict[str, str], ...] = field(default=())
    damage: tuple[Damage, ...] = ()
    trust: tuple[TrustUsed, ...] = ()
    addenda: tuple[AddendumFacts, ...] = ()
    consistency: Consistency = NOT_JUDGED
    parcel: ParcelList | None = None

    def __bool__(self) -> NoReturn:
        raise TypeError("a verification report has a verdict, not a truth value")

    @property
    def verdict(self) -> Verdict:
        """The first that holds, in the order of docs/bundle-format.md, "Verdicts"."""
        severities = {f.severity for f in self.findings if f.about is About.SEALED}
        if Severity.FATAL in severities:
            return Verdict.UNREADABLE
        if Severity.CONTRADICTION in severities:
            return Verdict.ALTERED
        if Severity.MISSING in severities:
            return Verdict.INCOMPLETE
        if Severity.DOUBT in severities or AxisState.UNCONFIRMED in self.axes.values():
            return Verdict.UNCONFIRMED
        if any(self.axes.get(axis) != AxisState.PASS for axis in AXES if axis is not Axis.TIME):
            return Verdict.UNCONFIRMED
        return Verdict.VERIFIED

    @property
    def later(self) -> LaterState:
        """What is known of the time after the seal, by those whom the reader trusts."""
        severities = {f.severity for f in self.findings if f.about is About.LATER}
        if Severity.MISSING in severities:
            return LaterState.INCOMPLETE
        if Severity.DOUBT in severities:
            return LaterState.UNCONFIRMED
        return LaterState.NONE if self.open_records == len(self.addenda) else LaterState.CONFIRMED

    @property
    def open_records(self) -> int:
        """How many addenda nobody whom the reader trusts vouches for. Anybody can put one next to a bundle:
        they change no state, and are no part of what is confirmed."""
        return sum(not (a.counts and a.verdict is Verdict.VERIFIED) for a in self.addenda)


def axis_states(findings: tuple[Finding, ...], *, checked: frozenset[Axis]) -> dict[Axis, AxisState]:
    """State of each axis from its findings. An axis that was not checked is `none`, never `pass`."""
    states: dict[Axis, AxisState] = {}
    for axis in AXES:
        own = {f.severity for f in findings if f.axis is axis and f.about is About.SEALED}
        if own & {Severity.FATAL, Severity.CONTRADICTION, Severity.MISSING}:
            states[axis] = AxisState.FAIL
        elif Severity.DOUBT in own:
            states[axis] = AxisState.UNCONFIRMED
        elif axis in checked:
            states[axis] = AxisState.PASS
        else:
            states[axis] = AxisState.NONE
    return states


@dataclass(frozen=True, slots=True)
class Clash:
    """`seals` are codes (64 hex), each with where the first bundle of it lies. `one_signer`: one certificate
    signed two of them."""

    reference: str
    seals: tuple[tuple[str, str], ...]
    one_signer: bool
