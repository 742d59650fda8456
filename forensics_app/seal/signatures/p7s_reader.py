"""Judging one signature of a seal: its form, its arithmetic, its chain's arithmetic; trust comes later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forensics_app.bundle.reading.tree import AddProblem, Problem
from forensics_app.model.outside_times import read_moment, whole_seconds
from forensics_app.seal.certificates.arithmetic import Arithmetic
from forensics_app.seal.certificates.facts import CertificateFacts, chain_fault, read_facts
from forensics_app.seal.certificates.loading import CertificateUnreadableError
from forensics_app.seal.containers.reading import SealedSignature
from forensics_app.seal.forms.asic_manifest import signature_name
from forensics_app.seal.forms.p7s_profile import ProfileError, SignatureParts, read_canonical

_ALGORITHM_RULES = frozenset({"algorithm", "key"})


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature that could be read. `holds`: its arithmetic is right, with every certificate in it.

    `chain` begins with the signer; `signing_time` is the signer's own word; `value` the raw signature, which
    a time-stamp is over; `time_stamp` that token. `revocation` are the revocation lists and OCSP answers
    (DER) that the sender put beside it.
    """

    number: int
    chain: tuple[CertificateFacts, ...]
    signing_time: datetime
    value: bytes
    time_stamp: bytes | None
    holds: bool
    revocation: tuple[bytes, ...] = ()

    @property
    def signer(self) -> CertificateFacts:
        return self.chain[0]


def read_signature(sealed: SealedSignature, arithmetic: Arithmetic, add: AddProblem) -> Signature | None:
    """Read and check one signature file; None where it isn't in its form. Broken rules go to `add`."""
    name = signature_name(sealed.number)
    try:
        parts = read_canonical(sealed.p7s)
        chain = tuple(read_facts(c.encoded) for c in parts.chain)
        signing_time = _moment(parts.signing_time)
    except ProfileError as e:
        weak = e.rule in _ALGORITHM_RULES
        add(Problem("weak-algorithm" if weak else "signature-not-canonical", name, None, e.rule))
        return None
    except (CertificateUnreadableError, ValueError) as e:
        add(Problem("signature-not-canonical", name, None, str(e)))
        return None
    for certificate in chain:
        if not certificate.key_accepted:
            add(Problem("weak-algorithm", certificate.fingerprint, None, certificate.key_name))
    holds = _check_signature(sealed, parts, arithmetic, name, add)
    fault = chain_fault(chain, arithmetic)
    if fault is not None and fault.algorithm is None:
        add(Problem("weak-algorithm", fault.fingerprint, None, fault.algorithm_name))
    elif fault is not None:
        add(Problem("certificate-invalid", fault.fingerprint))
    return Signature(
        number=sealed.number,
        chain=chain,
        signing_time=signing_time,
        value=parts.signature,
        time_stamp=parts.time_stamp,
        holds=holds and fault is None,
        revocation=parts.revocation,
    )


def _check_signature(
    sealed: SealedSignature, parts: SignatureParts, arithmetic: Arithmetic, name: str, add: AddProblem
) -> bool:
    """Message digest against the manifest, signature against the signed attributes (RFC 5652, 5.4)."""
    digest = arithmetic.digest(parts.algorithm.digest, sealed.manifest)
    if digest != parts.message_digest:
        add(Problem("signature-invalid", name, parts.message_digest.hex(), digest.hex()))
        return False
    if not arithmetic.verify(parts.signer.key, parts.algorithm, parts.signature, parts.signed_attributes()):
        add(Problem("signature-invalid", name))
        return False
    return True


def _moment(text: str) -> datetime:
    """Raises ValueError for a date that no calendar has, and for a leap second."""
    moment = read_moment(text)
    if moment is None or whole_seconds(moment) != text:
        raise ValueError("signing-time")
    return moment
