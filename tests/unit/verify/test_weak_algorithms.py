"""Certificates by algorithms that are not accepted: said as that, not as a forgery."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from forensics_app.model.findings import Axis, AxisState, Verdict
from tests.vectors import pki
from tests.vectors.asn1 import seq, tlv
from tests.vectors.bundle import Plan, build
from tests.world.receiving import codes, policy, verify_bytes

SHA256, SHA1 = (bytes.fromhex(h) for h in ("06082a8648ce3d040302", "06072a8648ce3d0401"))


def by_sha1(identity: pki.Identity, issuer: pki.Identity) -> bytes:
    """The certificate signed anew with SHA-1: `cryptography` no longer makes such ones."""
    certificate = x509.load_der_x509_certificate(identity.certificate)
    signed = _named(certificate.tbs_certificate_bytes)
    assert isinstance(issuer.key, ec.EllipticCurvePrivateKey)
    value = issuer.key.sign(signed, ec.ECDSA(hashes.SHA1()))  # noqa: S303 - what the test is about
    made = seq(signed, seq(SHA1), tlv(0x03, b"\x00", value))
    x509.load_der_x509_certificate(made)
    return made


def _named(tbs: bytes) -> bytes:
    """The inner part with the name of ECDSA with SHA-1, which is a byte shorter."""
    assert tbs.count(seq(SHA256)) == 1
    assert tbs[1] == 0x82
    body = tbs[4:].replace(seq(SHA256), seq(SHA1))
    return tlv(0x30, body)


def test_certificate_signed_with_sha1_is_weak_and_not_called_a_forgery() -> None:
    weak = pki.Identity(pki.SIGNER.key, by_sha1(pki.SIGNER, pki.ROOT), pki.ROOT.chain)
    report = verify_bytes(build(Plan(signers=(weak,))).zip, using=policy(()))
    assert report.verdict is Verdict.ALTERED
    assert "weak-algorithm" in codes(report)
    assert "certificate-invalid" not in codes(report)
    assert report.axes[Axis.ORIGIN] is AxisState.FAIL
    (finding,) = [f for f in report.findings if f.code == "weak-algorithm"]
    assert finding.actual == "SHA-1 with ECDSA"


def test_short_key_is_weak() -> None:
    report = verify_bytes(build(Plan(signers=(pki.weak_signer(),))).zip, using=policy(("seal weak",)))
    assert [f.actual for f in report.findings if f.code == "weak-algorithm"] == ["RSA-1024"]
