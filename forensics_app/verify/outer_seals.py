"""Seals beside a bundle that speak of it: the same as the one inside, or another act of sealing.

What a signer whom the reader trusts sealed under this reference contradicts what is here; what anybody
else put there changes nothing.
"""

from __future__ import annotations

from forensics_app.bundle.reading.opening import UnverifiedBundle
from forensics_app.model.bundle import SEAL_SUFFIX
from forensics_app.model.findings import Severity
from forensics_app.seal.containers.heads import head_of
from forensics_app.verify.collector import Findings
from forensics_app.verify.facts import JudgedSeal
from forensics_app.verify.policy import Policy
from forensics_app.verify.seals.origin import judge_signer
from forensics_app.verify.seals.seal_check import CheckedSeal, check_seal
from forensics_app.verify.seals.trusted_time import judge_time

_GRAVE = (Severity.FATAL, Severity.CONTRADICTION, Severity.MISSING, Severity.DOUBT)


def compare_outer_seals(
    bundle: UnverifiedBundle, sealed: JudgedSeal, policy: Policy, findings: Findings
) -> bool | None:
    """The one under the bundle's name, and those under other names.

    Whether all are the seal inside, byte for byte; None where none lies there, or no seal inside.
    """
    if sealed.data is None:
        return None
    own = sealed.seal.info.reference if sealed.seal is not None and sealed.seal.info is not None else "?"
    if bundle.outer_seal is not None:
        _compare(f"{own}{SEAL_SUFFIX}", bundle.outer_seal, "outer-seal-differs", sealed, policy, findings)
    for name, data in bundle.other_seals:
        _compare(name, data, "reference-clash", sealed, policy, findings)
    outer = [data for _, data in bundle.other_seals]
    if bundle.outer_seal is not None:
        outer.append(bundle.outer_seal)
    if not outer or sealed.path is None:
        return None
    return all(data == sealed.data for data in outer)


def _compare(
    name: str, data: bytes, code: str, sealed: JudgedSeal, policy: Policy, findings: Findings
) -> None:
    """Both name their signers where they differ: one of the two was exchanged, or there are two bundles."""
    if data == sealed.data:
        return
    ours = " ".join(s.shown.fingerprint for s in sealed.signers)
    other = check_seal(data, name, policy, Findings())
    if other is None:
        findings.code("outer-seal-not-counted", name, ours, "-")
        return
    theirs = " ".join(s.signer.fingerprint for s in other.signatures)
    if _same_signature(other, data, sealed):
        findings.code("outer-seal-other-encoding", name)
    elif _counts(other, sealed, policy):
        findings.code(code, name, ours, theirs)
    else:
        findings.code("outer-seal-not-counted", name, ours, theirs or "-")


def _same_signature(other: CheckedSeal, data: bytes, sealed: JudgedSeal) -> bool:
    """A head says nothing of the signature's own value: one that does not hold is not the seal's."""
    if not _holds(other):
        return False
    theirs = head_of(data, other.files)
    inside = sealed.seal
    ours = None if inside is None or sealed.data is None else head_of(sealed.data, inside.files)
    return theirs is not None and ours is not None and theirs.signature == ours.signature


def _holds(seal: CheckedSeal) -> bool:
    return bool(seal.signatures) and all(one.holds for one in seal.signatures)


def _counts(other: CheckedSeal, sealed: JudgedSeal, policy: Policy) -> bool:
    """Whether it holds and gives this reference, by a signer of the seal inside or one who is trusted.

    A sound seal of another bundle under this one's name says nothing of this one.
    """
    if other.info is None or not _holds(other):
        return False
    own = None if sealed.seal is None else sealed.seal.info
    if own is not None and own.reference.lower() != other.info.reference.lower():
        return False
    inside = {s.shown.fingerprint for s in sealed.signers}
    if any(s.signer.fingerprint in inside for s in other.signatures):
        return True
    quiet = Findings()  # what is said of its signers is no finding about this bundle
    time = judge_time(other, policy, Findings())
    for signature in other.signatures:
        judge_signer(
            signature,
            attested=time.attested_for(signature.number),
            embedded=other.revocation,
            policy=policy,
            findings=quiet,
        )
    return not quiet.has(*_GRAVE)
