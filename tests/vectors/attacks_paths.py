"""What an authority must not do: names, purposes and critical extensions on the way to the one that is trusted."""

from __future__ import annotations

from tests.vectors import pki
from tests.vectors.attacks_custody import BOTH, HandOver, handed
from tests.vectors.bundle import Plan
from tests.vectors.vector import Vector, zipped

_ISSUED = "2026-11-25T07:00:00Z"
_FAULT = ("certificate-not-allowed",)


def _by_name(limit: str) -> tuple[str, ...]:
    """The root with the signer's exact subject, and fresh lists of both authorities: all good."""
    return (
        f"seal-ca deep_root as signer_{limit}",
        f"crl deep_root {_ISSUED}",
        f"crl branch_{limit} {_ISSUED}",
    )


def _alone(who: pki.Identity) -> pki.Identity:
    return pki.Identity(who.key, who.certificate)


def _branch(limit: str, about: str, *, sound: bool = False) -> Vector:
    verdict, axes, codes = ("verified", "ppp-p", ()) if sound else ("unconfirmed", "ppu-p", _FAULT)
    return Vector(
        f"path-{limit.replace('_', '-')}",
        "H1",
        about,
        lambda: zipped(Plan(signers=(pki.limited_signer(limit),)))(),
        verdict,
        axes,
        codes,
        trust=_by_name(limit),
    )


VECTORS = [
    _branch("here", "a branch that may name people of this country alone named one", sound=True),
    _branch("unheard_quiet", "a branch with an extension that nobody understands and nobody has to", sound=True),
    _branch("elsewhere", "a branch that may name people of another country alone issued the signer's subject"),
    _branch("excluded", "a branch that may name anybody but people of this country did the same"),
    _branch("servers", "a branch that was made for servers alone did the same"),
    _branch("unheard", "a branch with a critical extension that nobody understands did the same"),
    Vector("path-limited-ca-trusted", "H1", "the receiver trusts the limited branch itself, and it names whom it must not",
           lambda: zipped(Plan(signers=(pki.limited_signer("elsewhere"),)))(), "unconfirmed", "ppu-p", _FAULT,
           trust=("seal-ca branch_elsewhere as signer_elsewhere", f"crl branch_elsewhere {_ISSUED}")),
    Vector("path-limited-ca-left-out", "H1", "the same, and the seal leaves the branch's certificate out",
           lambda: zipped(Plan(signers=(_alone(pki.limited_signer("elsewhere")),)))(), "unconfirmed", "ppu-p", _FAULT,
           trust=("seal-ca branch_elsewhere as signer_elsewhere", f"crl branch_elsewhere {_ISSUED}")),
    Vector("path-limits-above-pinned", "H1", "the signer's own certificate is pinned: what its authority may not do is no matter",
           lambda: zipped(Plan(signers=(pki.limited_signer("elsewhere"),)))(), "verified", "ppp-p",
           trust=("seal signer_elsewhere",)),
    Vector("path-unheard-pinned", "H1", "a pinned certificate with a critical extension that nobody understands",
           lambda: zipped(Plan(signers=(pki.unheard_signer(),)))(), "unconfirmed", "ppu-p", _FAULT,
           trust=("seal unheard_signer",)),
    Vector("path-time-servers", "H1", "a time-stamp authority under one that was made for servers alone",
           lambda: zipped(Plan(time_stamp=True, authority=pki.servers_time()))(), "unconfirmed", "pppup",
           ("authority-not-allowed",),
           trust=("seal signer", "time-ca deep_time_root as servers_time", f"crl deep_time_root {_ISSUED}",
                  f"crl servers_time_ca {_ISSUED}")),
    Vector("path-custody-signer", "H17", "the giver of a hand-over has such a certificate: the signature doesn't count",
           lambda: zipped(handed(HandOver(giver=pki.unheard_signer())))(), "verified", "ppp-p",
           notes=("custody-signer-not-allowed", "custody-hand-over-one-sided"), trust=(*BOTH, "seal unheard_signer")),
]  # fmt: skip
