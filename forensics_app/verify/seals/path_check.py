"""Whether the path from a certificate to the reader's trust allows what it is used for, by two judges.

Where they differ, the one that refuses counts. A pinned certificate is trusted by itself, so nothing above it
matters; but what it says of itself in a critical extension must be understood.
"""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.model.trust import TrustEntry
from forensics_app.seal.certificates.facts import CertificateFacts, read_facts
from forensics_app.seal.certificates.loading import CertificateUnreadableError
from forensics_app.seal.certificates.path_rules import PathFault, Purpose, path_fault, unknown_critical

_SECOND = "second-judge"
_UNREADABLE = "unreadable"


def judge_path(
    chain: Sequence[CertificateFacts], entry: TrustEntry | None, purpose: Purpose
) -> PathFault | None:
    """The first rule that breaks on the way from `chain`'s first certificate to the one of `entry`."""
    try:
        fault = unknown_critical(chain)
        path = _path(chain, entry)
        if fault is None and len(path) > 1:
            fault = unknown_critical(path[-1:]) or path_fault(path, purpose)
    except CertificateUnreadableError:
        return PathFault(chain[0].fingerprint, _UNREADABLE)
    if fault is not None or len(path) == 1:
        return fault
    # it takes longer to load than a small bundle to verify, and few signers are known by an authority alone
    from forensics_app.seal.certificates.second_path import second_judge_allows

    return None if second_judge_allows(path) else PathFault(chain[0].fingerprint, _SECOND)


def _path(chain: Sequence[CertificateFacts], entry: TrustEntry | None) -> Sequence[CertificateFacts]:
    """The part of the chain that the trust rests on, with the trusted certificate itself."""
    if entry is None or not entry.authority:
        return chain[:1]
    for place, certificate in enumerate(chain):
        if place and certificate.encoded == entry.certificate:
            return chain[: place + 1]
    return (*chain, read_facts(entry.certificate))
