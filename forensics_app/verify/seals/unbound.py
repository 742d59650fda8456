"""Which certificates of a seal nothing binds: those above the signer of the last, unstamped signature.

A signature names its signer's certificate and no other, so whoever carries a seal can leave out those
above it, or put others there that hold as well. Formats 1 to 3 have no digest of the set; what they
demand is that it is the signer's alone or exactly one chain to its root, and what they can't show is
said.
"""

from __future__ import annotations

from forensics_app.verify.collector import Findings
from forensics_app.verify.seals.seal_check import CheckedSeal
from forensics_app.verify.seals.trusted_time import TimeFacts


def say_unbound(seal: CheckedSeal, time: TimeFacts, findings: Findings) -> None:
    """A later signature's manifest, and the archive token's, name the digest of each file before them."""
    if time.archived or not seal.signatures or (seal.promise and seal.promise.certificates_sha256):
        return
    last = seal.signatures[-1]
    if last.number == len(seal.files.signatures) and not last.signer.self_issued:
        findings.code("certificates-not-bound", last.signer.fingerprint, None, str(len(last.chain) - 1))
