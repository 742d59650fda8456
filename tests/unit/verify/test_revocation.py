"""Revocation as the receiver's own lists and OCSP answers tell it; each case its own answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as x509_ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from forensics_app.model.findings import Verdict, VerificationReport
from forensics_app.seal.certificates.arithmetic import OPENSSL, Arithmetic
from forensics_app.seal.certificates.facts import read_facts
from forensics_app.seal.certificates.second_arithmetic import PYCRYPTODOME
from forensics_app.verify.policy import Policy
from forensics_app.verify.seals.revocation import Standing, judge_chain
from tests.vectors import pki
from tests.vectors.bundle import CHECKED_AT, SEALED_AT, Plan, build
from tests.vectors.revocation import crl, ocsp
from tests.world.receiving import codes, notes, policy, trust, verify_bytes

BY_NAME = ("seal-ca root as signer",)
TIMED = (*BY_NAME, "time time")
HOUR = timedelta(hours=1)
AFTER = SEALED_AT + HOUR
BEFORE = SEALED_AT - HOUR


def receiver(
    *statements: bytes, words: tuple[str, ...] = BY_NAME, arithmetic: Arithmetic = OPENSSL
) -> Policy:
    """Somebody with lists of their own."""
    return replace(policy(words, arithmetic=arithmetic), trust=trust(words).with_revocation(statements))


def reported(
    *statements: bytes, words: tuple[str, ...] = BY_NAME, time_stamp: bool = False
) -> VerificationReport:
    return verify_bytes(build(Plan(time_stamp=time_stamp)).zip, using=receiver(*statements, words=words))


def standing(
    *own: bytes,
    embedded: tuple[bytes, ...] = (),
    moment: datetime | None = None,
    signer: pki.Identity = pki.SIGNER,
    arithmetic: Arithmetic = OPENSSL,
) -> Standing:
    chain = [read_facts(c) for c in signer.chain]
    using = receiver(*own, arithmetic=arithmetic)
    anchor = chain[-1].encoded
    return judge_chain(chain, anchor=anchor, embedded=embedded, moment=moment, policy=using).standing


@pytest.mark.parametrize("make", [lambda at: crl(pki.ROOT, at), lambda at: ocsp(pki.ROOT, pki.SIGNER, at)])
@pytest.mark.parametrize("time_stamp", [False, True])
def test_name_under_authority_with_own_status_is_verified(make, time_stamp: bool) -> None:  # type: ignore[no-untyped-def]
    report = reported(make(AFTER), words=TIMED if time_stamp else BY_NAME, time_stamp=time_stamp)
    assert (report.verdict, codes(report)) == (Verdict.VERIFIED, set())
    assert "revocation-checked" in notes(report)


def test_own_list_takes_the_note_from_a_pinned_signer() -> None:
    report = reported(crl(pki.ROOT, AFTER), words=("seal signer",))
    assert report.verdict is Verdict.VERIFIED
    assert "revocation-not-checked" not in notes(report)


def test_list_from_before_the_token_is_stale() -> None:
    report = reported(crl(pki.ROOT, BEFORE), words=TIMED, time_stamp=True)
    assert (report.verdict, codes(report)) == (Verdict.UNCONFIRMED, {"revocation-stale"})


def test_list_that_is_no_longer_current_is_stale_without_a_token() -> None:
    report = reported(crl(pki.ROOT, BEFORE, valid=HOUR))
    assert codes(report) == {"revocation-stale"}


def test_list_from_the_future_is_stale() -> None:
    assert standing(crl(pki.ROOT, CHECKED_AT + timedelta(days=2))) is Standing.STALE


def test_stale_list_leaves_a_pinned_signer_where_they_were() -> None:
    report = reported(crl(pki.ROOT, BEFORE, valid=HOUR), words=("seal signer",))
    assert (report.verdict, codes(report)) == (Verdict.VERIFIED, set())
    assert "revocation-not-checked" in notes(report)


@pytest.mark.parametrize("words", [BY_NAME, ("seal signer",), ("seal-ca root",), ()])
def test_revoked_without_token_is_altered_whoever_is_trusted(words: tuple[str, ...]) -> None:
    report = reported(crl(pki.ROOT, AFTER, (pki.SIGNER, AFTER)), words=words)
    assert report.verdict is Verdict.ALTERED
    assert "signer-revoked-by-authority" in codes(report)


def test_revoked_before_the_token_is_altered() -> None:
    report = reported(crl(pki.ROOT, AFTER, (pki.SIGNER, BEFORE)), words=TIMED, time_stamp=True)
    assert (report.verdict, codes(report)) == (Verdict.ALTERED, {"signer-revoked-by-authority"})


def test_revoked_after_the_token_is_fine_and_said() -> None:
    report = reported(crl(pki.ROOT, AFTER, (pki.SIGNER, AFTER)), words=TIMED, time_stamp=True)
    assert (report.verdict, codes(report)) == (Verdict.VERIFIED, set())
    assert "revoked-later" in notes(report)


def test_revoked_after_a_token_of_an_unknown_authority_is_altered() -> None:
    report = reported(crl(pki.ROOT, AFTER, (pki.SIGNER, AFTER)), words=BY_NAME, time_stamp=True)
    assert "signer-revoked-by-authority" in codes(report)


def test_embedded_good_list_is_never_enough() -> None:
    assert standing(embedded=(crl(pki.ROOT, AFTER), ocsp(pki.ROOT, pki.SIGNER, AFTER))) is Standing.UNKNOWN


def test_stale_crl_embedded_does_not_outweigh_the_receivers_list() -> None:
    fresh = crl(pki.ROOT, AFTER, (pki.SIGNER, BEFORE))
    assert standing(fresh, embedded=(crl(pki.ROOT, BEFORE),)) is Standing.REVOKED


def test_embedded_revocation_counts_against_the_sender() -> None:
    old = crl(pki.ROOT, BEFORE, (pki.SIGNER, BEFORE))
    assert standing(crl(pki.ROOT, AFTER), embedded=(old,)) is Standing.REVOKED


def test_list_of_another_authority_of_the_same_name_says_nothing() -> None:
    assert standing(crl(pki.FALSE_ROOT, AFTER, (pki.SIGNER, BEFORE))) is Standing.UNKNOWN
    assert standing(crl(pki.FALSE_ROOT, AFTER)) is Standing.UNKNOWN


def test_answer_about_another_certificate_says_nothing() -> None:
    assert standing(ocsp(pki.ROOT, pki.COLLEAGUE, AFTER)) is Standing.UNKNOWN


def test_answer_revoked() -> None:
    revoked = ocsp(pki.ROOT, pki.SIGNER, AFTER, revoked_since=AFTER)
    assert standing(revoked) is Standing.REVOKED
    assert standing(revoked, moment=SEALED_AT) is Standing.REVOKED_LATER


@pytest.mark.parametrize("make", [crl, lambda ca, at: ocsp(ca, pki.SIGNER, at)])
@pytest.mark.parametrize("arithmetic", [OPENSSL, PYCRYPTODOME], ids=lambda a: a.name)
def test_no_flipped_byte_makes_a_statement_say_good(make, arithmetic: Arithmetic) -> None:  # type: ignore[no-untyped-def]
    sound = make(pki.ROOT, AFTER)
    assert standing(sound, arithmetic=arithmetic) is Standing.GOOD
    step = 1 if arithmetic is OPENSSL else 7
    flipped = (sound[:i] + bytes([sound[i] ^ 1]) + sound[i + 1 :] for i in range(0, len(sound), step))
    assert {standing(data, arithmetic=arithmetic) for data in flipped} <= {Standing.UNKNOWN, Standing.GOOD}
    body = bytearray(sound)
    body[len(body) // 3] ^= 1
    assert standing(bytes(body), arithmetic=arithmetic) is Standing.UNKNOWN


def made(*extensions: tuple[x509.ExtensionType, bool], entry: tuple[x509.ExtensionType, ...] = ()) -> bytes:
    """A list of the root with any extensions; with `entry` the signer is on it since BEFORE."""
    root = x509.load_der_x509_certificate(pki.ROOT.certificate)
    builder = x509.CertificateRevocationListBuilder(root.subject, AFTER, AFTER + timedelta(days=9))
    for value, critical in extensions:
        builder = builder.add_extension(value, critical=critical)
    if entry:
        serial = x509.load_der_x509_certificate(pki.SIGNER.certificate).serial_number
        revoked = x509.RevokedCertificateBuilder(serial, BEFORE)
        for value in entry:
            revoked = revoked.add_extension(value, critical=False)
        builder = builder.add_revoked_certificate(revoked.build())
    assert isinstance(pki.ROOT.key, ec.EllipticCurvePrivateKey)
    return builder.sign(pki.ROOT.key, hashes.SHA256()).public_bytes(Encoding.DER)


def scope(**only: bool) -> x509.IssuingDistributionPoint:
    known = dict.fromkeys(
        (
            "only_contains_user_certs",
            "only_contains_ca_certs",
            "indirect_crl",
            "only_contains_attribute_certs",
        ),
        False,
    )
    point = (
        [x509.UniformResourceIdentifier("http://lab.example/part2.crl")] if only.pop("named", False) else None
    )
    return x509.IssuingDistributionPoint(
        full_name=point, relative_name=None, only_some_reasons=None, **{**known, **only}
    )


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        (scope(only_contains_user_certs=True), Standing.GOOD),
        (scope(only_contains_ca_certs=True), Standing.UNKNOWN),
        (scope(only_contains_attribute_certs=True), Standing.UNKNOWN),
        (scope(indirect_crl=True), Standing.UNKNOWN),
        (scope(named=True), Standing.UNKNOWN),  # the certificate points to no such list
        (x509.DeltaCRLIndicator(1), Standing.UNKNOWN),
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), Standing.UNKNOWN),
    ],
)
def test_partial_list_says_nothing_of_the_rest(extension: x509.ExtensionType, expected: Standing) -> None:
    assert standing(made((extension, True))) is expected


def test_suspension_that_a_newer_list_lifts() -> None:
    held = made(entry=(x509.CRLReason(x509.ReasonFlags.certificate_hold),))
    assert standing(held) is Standing.REVOKED
    assert standing(held, crl(pki.ROOT, AFTER + HOUR)) is Standing.GOOD


def test_suspension_that_only_the_senders_list_lifts_is_not_good() -> None:
    held = made(entry=(x509.CRLReason(x509.ReasonFlags.certificate_hold),))
    assert standing(held, embedded=(crl(pki.ROOT, AFTER + HOUR),)) is Standing.STALE


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        (x509.DeltaCRLIndicator(1), Standing.NAMED),
        (scope(named=True), Standing.NAMED),
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), Standing.NAMED),
        (scope(indirect_crl=True), Standing.UNKNOWN),  # its entries may be another issuer's
    ],
)
def test_partial_list_that_names_the_signer_is_a_doubt(
    extension: x509.ExtensionType, expected: Standing
) -> None:
    gone = made((extension, True), entry=(x509.CRLReason(x509.ReasonFlags.key_compromise),))
    assert standing(gone) is expected
    with_full = Standing.NAMED if expected is Standing.NAMED else Standing.GOOD
    assert standing(gone, crl(pki.ROOT, AFTER)) is with_full
    report = reported(gone, words=("seal signer",))
    assert report.verdict is (Verdict.UNCONFIRMED if expected is Standing.NAMED else Verdict.VERIFIED)


def test_answer_that_names_the_signer_is_a_doubt_where_the_seal_leaves_its_issuer_out() -> None:
    revoked = ocsp(pki.ROOT, pki.SIGNER, AFTER, revoked_since=AFTER)
    alone = pki.Identity(pki.SIGNER.key, pki.SIGNER.certificate)
    sealed = build(Plan(signers=(alone,))).zip
    report = verify_bytes(sealed, using=receiver(revoked, words=("seal signer",)))
    assert (report.verdict, codes(report)) == (Verdict.UNCONFIRMED, {"revocation-unproved"})
    report = verify_bytes(sealed, using=receiver(revoked, words=("seal signer", "seal-ca root")))
    assert codes(report) == {"signer-revoked-by-authority"}


def test_delta_list_that_lifts_a_suspension_names_nobody() -> None:
    lifted = made(
        (x509.DeltaCRLIndicator(1), True), entry=(x509.CRLReason(x509.ReasonFlags.remove_from_crl),)
    )
    assert standing(lifted, crl(pki.ROOT, AFTER)) is Standing.GOOD


def test_revocation_for_good_is_not_lifted_by_a_newer_list() -> None:
    gone = made(entry=(x509.CRLReason(x509.ReasonFlags.key_compromise),))
    assert standing(gone, crl(pki.ROOT, AFTER + HOUR)) is Standing.REVOKED


def test_beginning_of_the_trouble_counts_where_it_is_stated() -> None:
    known = made(entry=(x509.InvalidityDate(BEFORE - 9 * HOUR),))
    assert standing(known, moment=BEFORE - HOUR) is Standing.REVOKED


def test_list_younger_than_the_certificates_end_may_have_dropped_it() -> None:
    late = crl(pki.ROOT, CHECKED_AT)
    assert standing(late, moment=SEALED_AT, signer=pki.EXPIRED) is Standing.STALE
    assert standing(crl(pki.ROOT, AFTER), moment=SEALED_AT, signer=pki.EXPIRED) is Standing.GOOD


def test_list_that_keeps_ended_certificates_speaks_of_them() -> None:
    keeps = x509.UnrecognizedExtension(
        x509.ObjectIdentifier("2.5.29.60"), b"\x18\x0f20260101000000Z"
    )  # expiredCertsOnCRL
    root = x509.load_der_x509_certificate(pki.ROOT.certificate)
    builder = x509.CertificateRevocationListBuilder(root.subject, CHECKED_AT, CHECKED_AT + HOUR)
    assert isinstance(pki.ROOT.key, ec.EllipticCurvePrivateKey)
    data = builder.add_extension(keeps, critical=False).sign(pki.ROOT.key, hashes.SHA256())
    late = data.public_bytes(Encoding.DER)
    assert standing(late, moment=SEALED_AT, signer=pki.EXPIRED) is Standing.GOOD


def responder(
    usage: x509.ObjectIdentifier, ca: pki.Identity
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = pki.ec_key("responder")
    issuer = x509.load_der_x509_certificate(ca.certificate)
    builder = x509.CertificateBuilder(
        issuer.subject,
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Responder")]),
        key.public_key(),
        99,
        pki.EARLY,
        pki.LATE,
    ).add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    assert isinstance(ca.key, ec.EllipticCurvePrivateKey)
    return builder.sign(ca.key, hashes.SHA256()), key


def answered(by: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> bytes:
    subject, issuer = (x509.load_der_x509_certificate(c) for c in pki.SIGNER.chain)
    return (
        x509_ocsp.OCSPResponseBuilder()
        .add_response(
            subject,
            issuer,
            hashes.SHA256(),
            x509_ocsp.OCSPCertStatus.GOOD,
            AFTER,
            AFTER + 9 * HOUR * 24,
            None,
            None,
        )
        .responder_id(x509_ocsp.OCSPResponderEncoding.NAME, by)
        .certificates([by])
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )


def test_answer_of_a_responder_that_the_authority_made() -> None:
    assert standing(answered(*responder(ExtendedKeyUsageOID.OCSP_SIGNING, pki.ROOT))) is Standing.GOOD


def test_answer_signed_by_who_is_no_responder_says_nothing() -> None:
    assert standing(answered(*responder(ExtendedKeyUsageOID.CLIENT_AUTH, pki.ROOT))) is Standing.UNKNOWN
    assert (
        standing(answered(*responder(ExtendedKeyUsageOID.OCSP_SIGNING, pki.FALSE_ROOT))) is Standing.UNKNOWN
    )


def test_revoked_certificate_of_an_authority_in_between() -> None:
    key = pki.ec_key("between")
    root = x509.load_der_x509_certificate(pki.ROOT.certificate)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Between")])
    builder = x509.CertificateBuilder(root.subject, name, key.public_key(), 77, pki.EARLY, pki.LATE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    assert isinstance(pki.ROOT.key, ec.EllipticCurvePrivateKey)
    between = pki.Identity(
        key, builder.sign(pki.ROOT.key, hashes.SHA256()).public_bytes(Encoding.DER), pki.ROOT.chain
    )
    signer = pki.leaf("below", "Below", between)
    own = (crl(between, AFTER), crl(pki.ROOT, AFTER))
    assert standing(*own, signer=signer) is Standing.GOOD
    assert standing(own[0], signer=signer) is Standing.UNKNOWN
    assert standing(own[0], crl(pki.ROOT, AFTER, (between, BEFORE)), signer=signer) is Standing.REVOKED


def test_time_stamp_of_each_signature_counts_for_its_own_signer() -> None:
    words = ("seal signer", "seal expired", "time time")
    plan = Plan(signers=(pki.SIGNER, pki.EXPIRED), time_stamp=True)
    assert verify_bytes(build(plan).zip, using=policy(words)).verdict is Verdict.VERIFIED
    alone = verify_bytes(build(replace(plan, time_stamp=False)).zip, using=policy(words))
    assert codes(alone) == {"signer-expired"}
