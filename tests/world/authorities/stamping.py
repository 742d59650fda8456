"""What a time-stamp authority answers: `openssl ts` does it; what openssl refuses to make is made here."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import algos, cms, core, tsp, x509  # type: ignore[import-untyped]
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.vectors.asn1 import seq
from tests.world.authorities.pki import Holder

POLICY = "1.2.3.4.1"
_CONFIG = """
[tsa]
default_tsa = t
[t]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/above.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
ess_cert_id_alg = sha256
"""


def answer(request: bytes, authority: Holder) -> bytes:
    """The TimeStampResp of openssl, DER."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tsa.pem").write_bytes(authority.pem)
        (folder / "tsa.key").write_bytes(authority.key_pem)
        above, issuer = b"", authority.issuer
        while issuer is not None:
            above, issuer = above + issuer.pem, issuer.issuer
        (folder / "above.pem").write_bytes(above)
        (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder), encoding="ascii")
        (folder / "query").write_bytes(request)
        command = ["openssl", "ts", "-reply", "-queryfile", "query", "-config", "tsa.cnf", "-out", "reply"]
        subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=60)
        return (folder / "reply").read_bytes()


def as_ber(value: bytes) -> bytes:
    """DER values one after the other, as some authorities write them: open-ended, strings in pieces."""
    written, at = b"", 0
    while at < len(value):
        tag, size, inner = value[at], value[at + 1], at + 2
        if size & 0x80:
            inner += size & 0x7F
            size = int.from_bytes(value[at + 2 : inner])
        body = value[inner : inner + size]
        if tag & 0x20:
            written += bytes((tag, 0x80)) + as_ber(body) + b"\0\0"
        elif tag == 0x04 and size > 40:
            halves = (body[:40], body[40:])
            pieces = b"".join(b"\x04\x84" + len(h).to_bytes(4) + h for h in halves)
            written += b"\x24\x80" + pieces + b"\0\0"
        else:
            written += value[at : inner + size]
        at = inner + size
    return written


def altered_request(request: bytes, *, imprint: bytes | None = None, nonce: int | None = None) -> bytes:
    """The request, but about something else."""
    asked = tsp.TimeStampReq.load(request)
    return tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": imprint or asked["message_imprint"]["hashed_message"].native,
            },
            "nonce": nonce or asked["nonce"].native,
            "cert_req": True,
        }
    ).dump()


def own_answer(
    request: bytes, signer: Holder, *, policy: str = POLICY, certificates: tuple[bytes, ...] | None = None
) -> bytes:
    """A TimeStampResp of `signer`, whatever its certificate is for; its key is P-256. With `certificates`
    those instead of its chain."""
    asked = tsp.TimeStampReq.load(request)
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": policy,
            "message_imprint": asked["message_imprint"],
            "serial_number": 1,
            "gen_time": datetime.now(UTC).replace(microsecond=0),
            "nonce": asked["nonce"],
        }
    ).dump()
    certificate = x509.Certificate.load(signer.der)
    chain = signer.chain if certificates is None else certificates
    names = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(signer.der).digest()}]})
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(info).digest()]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [names]}),
        ]
    )
    assert isinstance(signer.key, ec.EllipticCurvePrivateKey)
    value = signer.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
            "certificates": [x509.Certificate.load(c) for c in chain],
            "signer_infos": [
                {
                    "version": "v1",
                    "sid": cms.IssuerAndSerialNumber(
                        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                    ),
                    "digest_algorithm": {"algorithm": "sha256"},
                    "signed_attrs": attributes,
                    "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                    "signature": value,
                }
            ],
        }
    )
    token = cms.ContentInfo({"content_type": "signed_data", "content": signed})
    return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump()


def refusal() -> bytes:
    """A TimeStampResp that says no, with words."""
    status = {"status": "rejection", "status_string": ["not today"], "fail_info": {"time_not_available"}}
    return seq(tsp.PKIStatusInfo(status).dump())  # the class would demand a token
