"""Every kind of key and digest that is accepted, and those that are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.vectors import cms, pki
from tests.vectors.attacks_seal import ARCHIVE, TOKEN, entry
from tests.vectors.attacks_trust import NO_TIME, TIME_TRUST
from tests.vectors.bundle import ARCHIVED_AT, Plan, build
from tests.vectors.vector import Sent, Vector, as_zip, zipped
from tests.vectors.zipform import Entry

Maker = Callable[[], pki.Identity]


def _by(who: Maker, **plan: bool) -> Callable[[], Sent]:
    """Keys are made when they are needed: large RSA primes take their time."""
    return lambda: as_zip(build(Plan(signers=(who(),), **plan)))  # type: ignore[arg-type]


def _stated(mask: str | None = None, salt: int | None = None) -> Callable[[], Sent]:
    def make() -> Sent:
        who = pki.pss_signer()
        said = cms.signature_algorithm(who, "sha256", mask=mask, salt=salt)
        return as_zip(build(Plan(signers=(who,), wish=cms.SignatureWish(algorithm=said))))

    return make


def _other_hash_in_signature() -> Sent:
    """SHA-512 for the message, SHA-256 in the signature algorithm."""
    said = cms.signature_algorithm(pki.SIGNER, "sha256")
    return as_zip(build(Plan(wish=cms.SignatureWish(digest="sha512", algorithm=said))))


def _archive_token(imprint: str, digest: str) -> Callable[[list[Entry]], None]:
    def change(entries: list[Entry]) -> None:
        text = entry(entries, ARCHIVE).data
        made = cms.token(text, pki.TIME, ARCHIVED_AT, serial=2, imprint=imprint, digest=digest)
        entry(entries, TOKEN).data = made

    return change


VECTORS = [
    Vector("sound-p384-time", "-", "ECDSA on P-384 with SHA-384, time-stamped", _by(lambda: pki.P384, time_stamp=True),
           "verified", "ppppp", trust=("seal p384", "time time")),
    Vector("sound-rsa-3072", "-", "RSA of 3072 bits, PKCS#1, SHA-512", _by(pki.rsa_3072_signer), "verified", "ppp-p",
           notes=NO_TIME, trust=("seal rsa_3072",)),
    Vector("sound-rsa-3072-time", "-", "the same, time-stamped", _by(pki.rsa_3072_signer, time_stamp=True), "verified",
           "ppppp", trust=("seal rsa_3072", "time time")),
    Vector("sound-rsa-pss", "-", "RSASSA-PSS, every parameter said", _by(pki.pss_signer), "verified", "ppp-p",
           notes=NO_TIME, trust=("seal pss",)),
    Vector("sound-rsa-pss-time", "-", "the same, time-stamped", _by(pki.pss_signer, time_stamp=True), "verified",
           "ppppp", trust=("seal pss", "time time")),
    Vector("sound-sha512", "-", "P-256 with SHA-512",
           lambda: as_zip(build(Plan(signers=(replace(pki.SIGNER, digest="sha512"),)))), "verified", "ppp-p"),
    Vector("p7s-sha1", "-", "SHA-1 for digest and signature", zipped(Plan(wish=cms.SignatureWish(digest="sha1"))),
           "altered", "ppf-p", ("weak-algorithm",)),
    Vector("p7s-two-hashes", "-", "the signature algorithm names another hash than the digest", _other_hash_in_signature,
           "altered", "ppf-p", ("weak-algorithm",)),
    Vector("p7s-pss-other-mask", "-", "RSASSA-PSS with SHA-1 in the mask", _stated(mask="sha1"), "altered", "ppf-p",
           ("weak-algorithm",), trust=("seal pss",)),
    Vector("p7s-pss-short-salt", "-", "RSASSA-PSS with a salt of 20 bytes", _stated(salt=20), "altered", "ppf-p",
           ("weak-algorithm",), trust=("seal pss",)),
    Vector("weak-curve", "-", "a curve that is not among the accepted ones", _by(pki.p521_signer), "altered", "ppf-p",
           ("weak-algorithm",), trust=("seal p521",)),
    Vector("timestamp-imprint-sha1", "-", "the token holds a SHA-1 imprint",
           zipped(Plan(time_stamp=True, container=_archive_token("sha1", "sha256"))), "altered", "pppfp",
           ("timestamp-not-canonical",), trust=TIME_TRUST),
    Vector("timestamp-signed-sha1", "-", "the authority signs with SHA-1",
           zipped(Plan(time_stamp=True, container=_archive_token("sha256", "sha1"))), "altered", "pppfp",
           ("timestamp-not-canonical",), trust=TIME_TRUST),
    Vector("timestamp-imprint-sha512", "-", "SHA-512 imprint and signature: accepted",
           zipped(Plan(time_stamp=True, container=_archive_token("sha512", "sha512"))), "verified", "ppppp",
           trust=TIME_TRUST),
]  # fmt: skip
