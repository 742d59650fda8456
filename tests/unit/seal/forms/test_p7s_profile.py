"""A signature file has one encoding: ours verifies in openssl, and every other encoding is refused."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from asn1crypto import cms, core  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from forensics_app.seal.forms import der
from forensics_app.seal.forms.p7s_profile import ProfileError, build, read_canonical
from forensics_app.seal.signatures.signer import sign_detached
from tests.judging.judges import require_judge
from tests.world.signing import NOW, signing_key, write_pem

CONTENT = b"the manifest\n"
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@pytest.fixture(scope="module")
def signed() -> bytes:
    return sign_detached(CONTENT, signing_key(), at=NOW)


@pytest.mark.parametrize("kind", ["demo", "P-384", "RSA-2048", "RSA-3072"])
def test_openssl_verifies_what_we_sign(kind: str, tmp_path: Path) -> None:
    signing = signing_key(kind)
    (tmp_path / "s.p7s").write_bytes(sign_detached(CONTENT, signing, at=NOW))
    (tmp_path / "content").write_bytes(CONTENT)
    write_pem(tmp_path / "ca.pem", signing.chain[-1])
    command = [
        require_judge("openssl"), "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "s.p7s",
        "-content", "content", "-CAfile", "ca.pem", "-purpose", "any", "-no_check_time", "-out", "out",
    ]  # fmt: skip
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "out").read_bytes() == CONTENT


def test_its_parts_are_what_was_signed(signed: bytes) -> None:
    parts = read_canonical(signed)
    assert parts.signing_time == "2026-04-17T09:30:00Z"
    assert [c.encoded for c in parts.chain] == list(signing_key().chain)
    assert (parts.algorithm.family, parts.algorithm.digest) == ("ecdsa", "sha256")


def test_asn1crypto_reads_the_same_parts(signed: bytes) -> None:
    data = cms.ContentInfo.load(signed, strict=True)["content"]
    info = data["signer_infos"][0]
    assert data["version"].native == "v1"
    assert data["encap_content_info"]["content"].native is None
    assert [a["type"].dotted for a in info["signed_attrs"]] == [
        "1.2.840.113549.1.9.3",  # content-type
        "1.2.840.113549.1.9.5",  # signing-time
        "1.2.840.113549.1.9.4",  # message-digest
        "1.2.840.113549.1.9.16.2.47",  # signing-certificate-v2
    ]
    assert bytes(info["signature"].native) == read_canonical(signed).signature


def test_every_flipped_byte_is_refused_or_changes_a_part_that_a_signature_covers(signed: bytes) -> None:
    """What remains readable differs in certificates, digest, time or signature, so arithmetic finds it."""
    original = read_canonical(signed)
    for place in range(len(signed)):
        flipped = bytearray(signed)
        flipped[place] ^= 0x01
        try:
            parts = read_canonical(bytes(flipped))
        except ProfileError:
            continue
        assert parts != original, place


def test_the_other_of_two_ecdsa_signatures_is_refused(signed: bytes) -> None:
    parts = read_canonical(signed)
    r, s = decode_dss_signature(parts.signature)
    malleated = build(replace(parts, signature=encode_dss_signature(r, P256_ORDER - s)))
    with pytest.raises(ProfileError) as caught:
        read_canonical(malleated)
    assert caught.value.rule == "signature-form"


def test_digest_algorithms_with_null_parameters_are_refused(signed: bytes) -> None:
    algorithm = der.tlv(der.SEQUENCE, der.oid("2.16.840.1.101.3.4.2.1"))
    assert signed.count(algorithm) == 2
    info = cms.ContentInfo.load(signed)
    info["content"]["digest_algorithms"] = cms.DigestAlgorithms([{"algorithm": "sha256"}])
    with pytest.raises(ProfileError) as caught:
        read_canonical(info.dump(force=True))
    assert caught.value.rule == "not-canonical"


def _with(signed: bytes, field: str, value: object) -> bytes:
    info = cms.ContentInfo.load(signed)
    info["content"][field] = value
    return bytes(info.dump(force=True))


def test_embedded_content_is_refused(signed: bytes) -> None:
    embedded = {"content_type": "data", "content": core.OctetString(CONTENT)}
    with pytest.raises(ProfileError) as caught:
        read_canonical(_with(signed, "encap_content_info", embedded))
    assert caught.value.rule == "embedded-content"


def test_two_signers_are_refused(signed: bytes) -> None:
    info = cms.ContentInfo.load(signed)["content"]["signer_infos"][0]
    other = info.copy()
    other["signature"] = b"\x30\x06\x02\x01\x01\x02\x01\x01"
    with pytest.raises(ProfileError) as caught:
        read_canonical(_with(signed, "signer_infos", [info, other]))
    assert caught.value.rule == "signers"


def test_an_unused_certificate_is_refused(signed: bytes) -> None:
    kept = [cms.Certificate.load(c) for c in (*signing_key().chain, *signing_key("P-384").chain)]
    choices = [cms.CertificateChoices(name="certificate", value=c) for c in kept]
    with pytest.raises(ProfileError) as caught:
        read_canonical(_with(signed, "certificates", choices))
    assert caught.value.rule == "certificates"


def test_an_injected_countersignature_is_refused(signed: bytes) -> None:
    info = cms.ContentInfo.load(signed)
    signer = info["content"]["signer_infos"][0]
    counter = signer.copy()
    signer["unsigned_attrs"] = [{"type": "counter_signature", "values": [counter]}]
    with pytest.raises(ProfileError) as caught:
        read_canonical(info.dump(force=True))
    assert caught.value.rule == "unsigned-attributes"


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x00", b"\x30\x80\x00\x00", b"0" * 3000, bytes(100)])
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ProfileError):
        read_canonical(data)


def test_bytes_after_the_end_are_refused(signed: bytes) -> None:
    with pytest.raises(ProfileError) as caught:
        read_canonical(signed + b"\x00")
    assert caught.value.rule == "trailing-bytes"
