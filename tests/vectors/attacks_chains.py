"""Whoever seals chooses which certificates stand above the signer: none, or others over the same name and key."""

from __future__ import annotations

from tests.vectors import pki
from tests.vectors.attacks_custody import BOTH, HandOver, handed
from tests.vectors.attacks_trust import TIME_TRUST
from tests.vectors.bundle import Plan
from tests.vectors.pki import COLLEAGUE, ROOT, SIGNER, TIME, Identity
from tests.vectors.vector import Vector, zipped

_LISTED = "crl root 2026-11-25T07:00:00Z signer 2026-11-20T00:00:00Z"


def alone(who: Identity) -> Identity:
    """The same without those above it."""
    return Identity(who.key, who.certificate)


def crossed() -> Identity:
    """Above the signer stands a certificate over the root's name and key that somebody else issued, and that
    doesn't allow the key to sign revocation lists."""
    other = pki.root("no root", "No Root", path_length=1)
    return Identity(SIGNER.key, SIGNER.certificate, (pki.crossed(ROOT, other), other.certificate))


VECTORS = [
    Vector("revoked-chain-left-out", "H15", "the receiver's list names the signer; its issuer's certificate was left out",
           zipped(Plan(signers=(alone(SIGNER),))), "unconfirmed", "ppu-p", ("revocation-unproved",), trust=("seal signer", _LISTED)),
    Vector("revoked-chain-left-out-issuer-known", "H15", "the same, and the receiver has the issuer's certificate",
           zipped(Plan(signers=(alone(SIGNER),))), "altered", "ppf-p", ("signer-revoked-by-authority",),
           trust=("seal signer", "seal-ca root", _LISTED)),
    Vector("revoked-chain-crossed", "H15", "the same, behind another certificate of the issuer's key that may sign no lists",
           lambda: zipped(Plan(signers=(crossed(),)))(), "altered", "ppf-p", ("signer-revoked-by-authority",),
           trust=("seal signer", "seal-ca root", _LISTED)),
    Vector("revoked-chain-crossed-issuer-unknown", "H15", "the same, and the receiver doesn't have the issuer's certificate",
           lambda: zipped(Plan(signers=(crossed(),)))(), "unconfirmed", "ppu-p", ("revocation-unproved",),
           trust=("seal signer", _LISTED)),
    Vector("ca-revoked-chain-left-out", "H15", "the receiver marked the CA as revoked; the seal leaves its certificate out",
           zipped(Plan(signers=(alone(SIGNER),))), "altered", "ppf-p", ("signer-revoked",),
           trust=("seal-ca root as signer", "revoked root 2026-11-20T00:00:00Z", "crl root 2026-11-25T07:00:00Z")),
    Vector("revoked-twice-earliest-counts", "H15", "the CA is marked as revoked after the token, the signer before",
           zipped(Plan(time_stamp=True)), "altered", "ppfpp", ("signer-revoked",),
           trust=("seal-ca root", *TIME_TRUST, "revoked root 2026-11-25T06:00:00Z", "revoked signer 2026-11-20T00:00:00Z")),
    Vector("authority-revoked-in-other-role", "H15", "the CA above the time-stamp authority is marked as revoked, listed for seals",
           zipped(Plan(time_stamp=True)), "altered", "pppfp", ("authority-revoked",),
           trust=(*TIME_TRUST, "seal-ca time_root", "revoked time_root 2026-11-20T00:00:00Z")),
    Vector("authority-chain-left-out", "H15", "the receiver's list names the time-stamp authority; its issuer was left out",
           zipped(Plan(time_stamp=True, authority=alone(TIME))), "unconfirmed", "pppup", ("authority-revocation-unproved",),
           trust=(*TIME_TRUST, "crl time_root 2026-11-25T07:00:00Z time 2026-11-20T00:00:00Z")),
    Vector("custody-signer-chain-left-out", "H15", "the receiver's list names the giver; its issuer's certificate was left out",
           zipped(handed(HandOver(giver=alone(COLLEAGUE)))), "unconfirmed", "ppp-u", ("custody-signer-revocation-unproved",),
           trust=(*BOTH, "crl root 2026-11-25T07:00:00Z colleague 2026-11-20T00:00:00Z")),
    Vector("chain-path-length", "H7", "an authority that may have none below it made one, which made the signer's certificate",
           lambda: zipped(Plan(signers=(pki.sub_signer(),)))(), "altered", "ppf-p", ("certificate-invalid",)),
    Vector("authority-path-length", "H7", "the same above a time-stamp authority",
           lambda: zipped(Plan(time_stamp=True, authority=pki.sub_time()))(), "altered", "pppfp", ("authority-by-root", "timestamp-invalid"),
           trust=("seal signer", "time-ca time_root")),
    Vector("authority-path-length-left-out", "H7", "the same, and the tokens leave out who must not have made it",
           lambda: zipped(Plan(time_stamp=True, authority=pki.sub_time(open_top=True)))(), "unconfirmed", "pppup",
           ("authority-unknown",), trust=("seal signer", "time-ca time_root")),
    Vector("chain-dropped", "H13", "a carrier left out the certificates above the signer: nothing binds them, and that is said",
           zipped(Plan(signers=(alone(SIGNER),))), "verified", "ppp-p", notes=("certificates-not-bound",)),
    Vector("chain-exchanged", "H13", "a carrier put another certificate over the name and key of the signer's authority there",
           lambda: zipped(Plan(signers=(crossed(),)))(), "verified", "ppp-p", notes=("certificates-not-bound",)),
    Vector("cosigned-with-one-key", "H2", "two signatures of one key, under two certificates",
           zipped(Plan(signers=(COLLEAGUE, pki.AGAIN))), "verified", "ppp-p", notes=("signers-one-key",),
           trust=("seal colleague", "seal again")),
    Vector("custody-handover-one-key", "H17", "one key signed for both sides, under two certificates",
           zipped(handed(HandOver(taker=pki.AGAIN))), "verified", "ppp-p", notes=("custody-hand-over-one-signer",),
           trust=(*BOTH, "seal again")),
]  # fmt: skip
