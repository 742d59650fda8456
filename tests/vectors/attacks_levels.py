"""Seals that carry what issuers said of their certificates (level LT, with the archive token LTA)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.vectors import cms, pki
from tests.vectors.attacks_custody import BOTH, handed
from tests.vectors.attacks_seal import ARCHIVE, P7S1, TOKEN, entry
from tests.vectors.attacks_trust import TIME_TRUST
from tests.vectors.bundle import ARCHIVED_AT, SEALED_AT, STAMPED_AT, Plan, asic_manifest
from tests.vectors.pki import (
    COLLEAGUE,
    DEEP_TIME,
    FALSE_ROOT,
    OPEN_TIME,
    ROOT,
    SIGNER,
    TIME,
    TIME_ROOT,
    WITNESS,
)
from tests.vectors.revocation import crl, ocsp
from tests.vectors.vector import Vector, zipped
from tests.vectors.zipform import Entry

TOLD_AT = SEALED_AT + timedelta(seconds=5)
SIGNER_CRL, TIME_CRL = crl(ROOT, TOLD_AT), crl(TIME_ROOT, TOLD_AT)
SIGNER_OCSP, TIME_OCSP = ocsp(ROOT, SIGNER, TOLD_AT), ocsp(TIME_ROOT, TIME, TOLD_AT)
_GIVER_REVOKED = crl(ROOT, TOLD_AT, (COLLEAGUE, SEALED_AT - timedelta(days=2)))
_REVOKED_CRL = crl(ROOT, TOLD_AT, (SIGNER, SEALED_AT - timedelta(days=2)))
DEEP_TRUST = ("seal signer", "time deep_time")
FRESH = "crl root 2026-11-25T07:00:00Z"


def plan(*lists: bytes, answers: tuple[bytes, ...] = (), **more: object) -> Plan:
    """A time-stamped bundle whose signatures carry these."""
    return replace(Plan(time_stamp=True, revocation=lists, answers=answers), **more)  # type: ignore[arg-type]


def _flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def _without_token(entries: list[Entry]) -> None:
    """Lists in a signature that has no token."""
    text = entry(entries, "META-INF/ASiCManifest001.xml").data
    wish = cms.SignatureWish(lists=(SIGNER_CRL,))
    entry(entries, P7S1).data = cms.signature(text, SIGNER, SEALED_AT, wish=wish)


def _other_top(entries: list[Entry]) -> None:
    """Another certificate of the same key and name above the authority's, in the last token alone."""
    other = pki.middle("time middle", "Example Time Issuing Authority", pki.root("no root", "No Root"))
    swapped = pki.Identity(pki.OPEN_TIME.key, pki.OPEN_TIME.certificate, (other.certificate,))
    text = entry(entries, ARCHIVE).data
    entry(entries, TOKEN).data = cms.token(text, swapped, ARCHIVED_AT, serial=2)


def _alone(entries: list[Entry]) -> None:
    """The last token with the authority's certificate and no other."""
    alone = pki.Identity(pki.OPEN_TIME.key, pki.OPEN_TIME.certificate)
    text = entry(entries, ARCHIVE).data
    entry(entries, TOKEN).data = cms.token(text, alone, ARCHIVED_AT, serial=2)


def _cosigned(*lists: bytes) -> Plan:
    """Two signers; the second one's file alone carries these lists."""

    def act(entries: list[Entry]) -> None:
        text = entry(entries, "META-INF/ASiCManifest002.xml").data
        token = cms.token(cms.signature_value(text, WITNESS, SEALED_AT, made.wish), TIME, STAMPED_AT)
        wish = cms.SignatureWish(lists=lists)
        entry(entries, "META-INF/signature002.p7s").data = cms.signature(
            text, WITNESS, SEALED_AT, token=token, wish=wish
        )
        archive = asic_manifest(TOKEN, "application/vnd.etsi.timestamp-token", entries[1:-2])
        entry(entries, ARCHIVE).data = archive
        entry(entries, TOKEN).data = cms.token(archive, TIME, ARCHIVED_AT, serial=2)

    made = plan(SIGNER_CRL, TIME_CRL, signers=(SIGNER, WITNESS), container=act)
    return made


VECTORS = [
    Vector("sound-deep-time", "-", "an authority two steps below its root", zipped(Plan(time_stamp=True, authority=DEEP_TIME)),
           "verified", "ppppp", trust=DEEP_TRUST),
    Vector("sound-open-chain-time", "-", "an authority that leaves its root out",
           zipped(Plan(time_stamp=True, authority=OPEN_TIME)), "verified", "ppppp", trust=DEEP_TRUST),
    Vector("sound-open-chain-cut-time", "-", "the last token with the authority's certificate alone",
           zipped(Plan(time_stamp=True, authority=OPEN_TIME, container=_alone)), "verified", "ppppp", trust=DEEP_TRUST),
    Vector("timestamp-open-chain-changed", "-", "the certificate above the authority's changed where nothing holds it",
           zipped(Plan(time_stamp=True, authority=OPEN_TIME, container=_other_top)), "altered", "pppfp",
           ("timestamp-not-canonical",), trust=DEEP_TRUST),
    Vector("sound-lta-crl", "-", "revocation lists of both chains", zipped(plan(SIGNER_CRL, TIME_CRL)), "verified", "ppppp",
           trust=TIME_TRUST),
    Vector("sound-lta-ocsp", "-", "OCSP answers of both chains", zipped(plan(answers=(SIGNER_OCSP, TIME_OCSP))), "verified",
           "ppppp", trust=TIME_TRUST),
    Vector("sound-lta-mixed", "-", "a list for one chain, an answer for the other",
           zipped(plan(SIGNER_CRL, answers=(TIME_OCSP,))), "verified", "ppppp", trust=TIME_TRUST),
    Vector("sound-lta-cosigned", "-", "two signers, both with the lists",
           zipped(plan(SIGNER_CRL, TIME_CRL, signers=(SIGNER, WITNESS))), "verified", "ppppp",
           trust=(*TIME_TRUST, "seal witness")),
    Vector("stale-crl-embedded", "H15", "the embedded list is clean, the receiver's newer one is not",
           zipped(plan(SIGNER_CRL, TIME_CRL)), "altered", "ppfpp", ("signer-revoked-by-authority",),
           trust=(*TIME_TRUST, FRESH + " signer 2026-11-20T00:00:00Z")),
    Vector("revoked-on-embedded-list", "H15", "the seal itself says that its signer was revoked before",
           zipped(plan(_REVOKED_CRL, TIME_CRL)), "altered", "ppfpp", ("signer-revoked-by-authority",), trust=TIME_TRUST),
    Vector("revoked-on-the-cosigners-list", "H15", "the list in the second signature says that the first signer was revoked",
           zipped(_cosigned(_REVOKED_CRL, TIME_CRL)), "altered", "ppfpp", ("signer-revoked-by-authority",),
           trust=(*TIME_TRUST, "seal witness")),
    Vector("custody-signer-revoked-on-embedded-list", "H15", "a list in the seal says that the giver's certificate was revoked",
           zipped(handed(time_stamp=True, revocation=(_GIVER_REVOKED, TIME_CRL))), "unconfirmed", "ppppu",
           ("custody-signer-revoked",), trust=(*BOTH, "time time")),
    Vector("revoked-after-token-by-list", "H15", "the receiver's list says: revoked the day after the token",
           zipped(plan(SIGNER_CRL, TIME_CRL)), "verified", "ppppp", notes=("revoked-later",),
           trust=(*TIME_TRUST, FRESH + " signer 2026-11-25T00:00:00Z")),
    Vector("authority-revoked-on-embedded-list", "H15", "the seal itself says that its authority was revoked before it stamped",
           zipped(plan(SIGNER_CRL, crl(TIME_ROOT, TOLD_AT, (TIME, SEALED_AT - timedelta(days=2))))), "altered", "pppfp",
           ("authority-revoked-by-issuer",), trust=TIME_TRUST),
    Vector("authority-revoked-later", "H15", "the authority was revoked an hour after it stamped",
           zipped(plan(SIGNER_CRL, crl(TIME_ROOT, TOLD_AT, (TIME, SEALED_AT + timedelta(hours=1))))), "unconfirmed", "pppup",
           ("authority-revoked-later",), trust=TIME_TRUST),
    Vector("stale-list-of-the-receiver", "H15", "a CA with the subject, and the receiver's own list from before the seal",
           zipped(plan(SIGNER_CRL, TIME_CRL)), "unconfirmed", "ppupp", ("revocation-stale",),
           trust=("seal-ca root as signer", "time time", "crl root 2026-11-20T07:00:00Z")),
    Vector("embedded-list-alone", "H15", "a CA with the subject, and no list but the embedded one",
           zipped(plan(SIGNER_CRL, TIME_CRL)), "unconfirmed", "ppupp", ("revocation-unknown",),
           trust=("seal-ca root as signer", "time time")),
    Vector("list-of-the-receiver", "H15", "a CA with the subject, and the receiver's own fresh list",
           zipped(plan(SIGNER_CRL, TIME_CRL)), "verified", "ppppp", notes=("revocation-checked",),
           trust=("seal-ca root as signer", "time time", FRESH)),
    Vector("embedded-list-flipped", "H15", "a bit of a list's signature", zipped(plan(_flipped(SIGNER_CRL), TIME_CRL)),
           "altered", "ppfpp", ("status-embedded-invalid",), trust=TIME_TRUST),
    Vector("embedded-list-same-name", "H7", "a list of a CA of the same name", zipped(plan(crl(FALSE_ROOT, TOLD_AT), TIME_CRL)),
           "altered", "ppfpp", ("status-embedded-invalid",), trust=TIME_TRUST),
    Vector("embedded-answer-of-another", "H15", "an answer about somebody else's certificate",
           zipped(plan(answers=(ocsp(ROOT, COLLEAGUE, TOLD_AT), TIME_OCSP))), "altered", "ppfpp", ("status-embedded-invalid",),
           trust=TIME_TRUST),
    Vector("embedded-answer-flipped", "H15", "a bit of an answer's signature",
           zipped(plan(answers=(_flipped(SIGNER_OCSP), TIME_OCSP))), "altered", "ppfpp", ("status-embedded-invalid",),
           trust=TIME_TRUST),
    Vector("embedded-list-garbage", "-", "a list that is none", zipped(plan(b"\x30\x03\x02\x01\x07", TIME_CRL)), "altered",
           "ppfpp", ("status-embedded-invalid",), trust=TIME_TRUST),
    Vector("embedded-list-twice", "H6", "the same list twice", zipped(plan(SIGNER_CRL, SIGNER_CRL, TIME_CRL)), "altered", "ppffp",
           ("signature-not-canonical", "timestamp-missing"), trust=TIME_TRUST),
    Vector("embedded-list-without-token", "-", "lists in a signature of level B",
           zipped(Plan(container=_without_token)), "altered", "ppf-p", ("signature-not-canonical",)),
]  # fmt: skip
