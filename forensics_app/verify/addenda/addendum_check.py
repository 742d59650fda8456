"""One addendum, judged as far as it can be without the others: container, signatures, time, signers, event.

What is wrong with it stands in its own findings and gives it a verdict of its own: anybody can put a file
beside a bundle, so nothing of it is a finding about the bundle.
"""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.bundle.reading.tree import Problem
from forensics_app.model.addendum import Addendum, Head
from forensics_app.model.findings import About, Finding, Severity, Verdict
from forensics_app.seal.containers.addendum_text import event_digest, read_event
from forensics_app.seal.containers.heads import head_of
from forensics_app.seal.containers.other_infos import ADDENDUM_KIND, AddendumInfo, kind_word
from forensics_app.seal.containers.reading import read_seal
from forensics_app.seal.forms.asic_manifest import EVENT, SEAL_INFO
from forensics_app.seal.forms.json_fields import FieldError
from forensics_app.verify.collector import Findings
from forensics_app.verify.policy import Policy
from forensics_app.verify.seals.origin import SignerFacts, judge_signer
from forensics_app.verify.seals.seal_check import CheckedSeal, check_addendum_seal
from forensics_app.verify.seals.trusted_time import TimeFacts, judge_time


@dataclass(frozen=True, slots=True)
class CheckedAddendum:
    """`name` is its file's. `event`, `info` and `head` are None where they could not be read.

    `findings` are its own; whether its place in the story is right is none of them.
    """

    name: str
    seal: CheckedSeal | None
    event: Addendum | None
    event_sha256: str | None
    head: Head | None
    signers: tuple[SignerFacts, ...]
    time: TimeFacts
    findings: tuple[Finding, ...]

    @property
    def info(self) -> AddendumInfo | None:
        return None if self.seal is None else self.seal.addendum

    @property
    def holds(self) -> bool:
        """Whether nothing in it is wrong: it says what its signer wrote, whoever that is."""
        return self.event is not None and self.head is not None and self.verdict in _SOUND

    @property
    def confirmed(self) -> bool:
        """Whether it holds, and the reader's own trust vouches for who made it."""
        return self.holds and self.verdict is Verdict.VERIFIED

    @property
    def verdict(self) -> Verdict:
        """The gravest of its findings decides, as for a bundle."""
        severities = {f.severity for f in self.findings}
        for severity, verdict in _VERDICTS.items():
            if severity in severities:
                return verdict
        return Verdict.VERIFIED


_SOUND = (Verdict.VERIFIED, Verdict.UNCONFIRMED)
_VERDICTS = {
    Severity.FATAL: Verdict.UNREADABLE,
    Severity.CONTRADICTION: Verdict.ALTERED,
    Severity.MISSING: Verdict.INCOMPLETE,
    Severity.DOUBT: Verdict.UNCONFIRMED,
}


def about_of(*addenda: CheckedAddendum) -> About:
    """Whether what is said of these counts: where all of them are confirmed."""
    return About.LATER if all(a.confirmed for a in addenda) else About.UNCONFIRMED


def is_addendum(data: bytes) -> bool:
    """Whether a container calls itself an addendum, whatever else is wrong with it."""
    files = read_seal(data, "", lambda problem: None)
    return files is not None and kind_word(files.seal_info) == ADDENDUM_KIND


def check_addendum(data: bytes, name: str, policy: Policy, findings: Findings) -> CheckedAddendum:
    """Judge the container `data` of the file `name`; `findings` is for this addendum alone."""
    seal = check_addendum_seal(data, name, policy, findings)
    if seal is None:
        nothing = TimeFacts(promised=False)
        return CheckedAddendum(name, None, None, None, None, (), nothing, findings.result())
    time = judge_time(seal, policy, findings)
    signers = tuple(
        judge_signer(
            signature,
            attested=time.attested_for(signature.number),
            embedded=seal.revocation,
            policy=policy,
            findings=findings,
        )
        for signature in seal.signatures
    )
    raw = seal.files.other(EVENT)
    event = None if raw is None else _read(raw, findings)
    if event is not None and raw is not None and seal.addendum is not None:
        _compare(seal.addendum, event, event_digest(raw), findings)
    return CheckedAddendum(
        name=name,
        seal=seal,
        event=event,
        event_sha256=None if raw is None else event_digest(raw),
        head=head_of(data, seal.files),
        signers=signers,
        time=time,
        findings=findings.result(),
    )


def _read(raw: bytes, findings: Findings) -> Addendum | None:
    try:
        return read_event(raw)
    except FieldError as e:
        findings.add(Problem("addendum-form", e.field, None, e.value))
        return None


def _compare(info: AddendumInfo, event: Addendum, digest: str, findings: Findings) -> None:
    """seal-info.txt repeats three things of the event, and names its digest."""
    for key, expected, actual in (
        ("event", info.event.value, event.event.value),
        ("reference", info.reference, event.reference),
        ("event-sha256", info.event_sha256, digest),
    ):
        if expected != actual:
            findings.code("addendum-info-differs", f"{SEAL_INFO}: {key}", expected, actual)
