"""A text and the detached signature over it (CAdES, the one form of every signature here), by a training
identity: what makes a class set its trainer's, and a submission its trainee's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forensics_app.bundle.reading.tree import Problem
from forensics_app.seal.certificates.arithmetic import OPENSSL
from forensics_app.seal.containers.reading import SealedSignature
from forensics_app.seal.signatures.p7s_reader import read_signature

MAX_SIGNATURE_BYTES = 64 << 10


class SignatureBrokenError(Exception):
    """The signature does not hold for this text."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed: `certificate` (DER), its SHA-256, the name in it and the time that the signer states."""

    certificate: bytes
    fingerprint: str
    name: str
    at: datetime


def read_signed(text: bytes, p7s: bytes) -> Signed:
    """Raises SignatureBrokenError where the signature isn't one, or is over something else."""
    problems: list[Problem] = []
    signature = read_signature(SealedSignature(1, text, p7s), OPENSSL, problems.append)
    if signature is None or problems or not signature.holds:
        raise SignatureBrokenError
    signer = signature.signer
    return Signed(signer.encoded, signer.fingerprint, signer.common_name, signature.signing_time)
