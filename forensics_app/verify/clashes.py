"""Bundles that were checked together and have one reference, but another seal: which of them is meant?

A reference names one bundle. Like what a series tells, a clash changes no verdict on a bundle: each is
what it is. Only bundles that are verified or unconfirmed have a say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forensics_app.model.findings import Clash, Verdict, VerificationReport

_HOLDS = (Verdict.VERIFIED, Verdict.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a clash is seen by."""

    reference: str
    code: str
    signer: str | None
    path: str


def is_bundle(report: VerificationReport) -> bool:
    """Whether a bundle or its seal was checked. An addendum and a parcel have its reference, and a code of
    their own.
    """
    return report.bundle.scope not in ("addendum", "parcel")


def clashes_of(reports: Sequence[VerificationReport]) -> tuple[Clash, ...]:
    """The references that stand for several seals among `reports`, in their order."""
    return clashes_among(
        Sealed(r.bundle.reference, r.seal.code, r.seal.fingerprint, r.bundle.path)
        for r in reports
        if r.bundle.reference is not None and r.seal.code is not None and is_bundle(r) and r.verdict in _HOLDS
    )


def clashes_among(bundles: Iterable[Sealed]) -> tuple[Clash, ...]:
    """The same of any bundles. References are compared without regard to case, as file systems do."""
    known: defaultdict[str, dict[str, Sealed]] = defaultdict(dict)
    for one in bundles:
        known[one.reference.lower()].setdefault(one.code, one)
    return tuple(_clash(list(seals.values())) for seals in known.values() if len(seals) > 1)


def _clash(seals: Sequence[Sealed]) -> Clash:
    signers = [s.signer for s in seals if s.signer is not None]
    return Clash(seals[0].reference, tuple((s.code, s.path) for s in seals), len(set(signers)) < len(signers))
