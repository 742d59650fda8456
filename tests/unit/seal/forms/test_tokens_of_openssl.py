"""Time-stamp tokens: those of a real authority (openssl) are read, and openssl takes those of the vectors."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from forensics_app.bundle.reading.tree import Problem
from forensics_app.seal.certificates.arithmetic import OPENSSL, Arithmetic
from forensics_app.seal.certificates.second_arithmetic import PYCRYPTODOME
from forensics_app.seal.forms.p7s_profile import ProfileError
from forensics_app.seal.forms.token_profile import canonical_token, read_token
from forensics_app.seal.signatures.token_reader import Token, check_token
from tests.judging.judges import require_judge
from tests.vectors import cms, pki
from tests.vectors.bundle import STAMPED_AT

STAMPED = b"the value of a signature"
CONFIG = """
[tsa]
default_tsa = t
[t]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/ca.pem
signer_key = {folder}/tsa.key
signer_digest = {digest}
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = yes
tsa_name = {tsa_name}
ess_cert_id_chain = {whole_chain}
ess_cert_id_alg = sha256
"""


@cache
def authority(kind: str) -> tuple[bytes, bytes, bytes]:
    """PEM of a key, its certificate and the root above it; made once a run."""
    ca_key = ec.generate_private_key(ec.SECP256R1())
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A Root")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A Time Authority")])
    start = datetime.now(UTC) - timedelta(days=1)

    def builder(subject: x509.Name, public: object) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(ca_name)
            .public_key(public)  # type: ignore[arg-type]
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=400))
        )

    ca = builder(ca_name, ca_key.public_key()).add_extension(x509.BasicConstraints(True, None), critical=True)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    tsa = builder(name, key.public_key()).add_extension(usage, critical=True)
    made = [b.sign(ca_key, hashes.SHA256()).public_bytes(Encoding.PEM) for b in (tsa, ca)]
    clear = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return clear, made[0], made[1]


def stamp(folder: Path, kind: str, digest: str, *, whole_chain: bool = False) -> bytes:
    """A token by `openssl ts`, as it comes."""
    key, certificate, root = authority(kind)
    for name, data in (("tsa.key", key), ("tsa.pem", certificate), ("ca.pem", root), ("data", STAMPED)):
        (folder / name).write_bytes(data)
    yes_no = "yes" if whole_chain else "no"
    text = CONFIG.format(folder=folder, digest=digest, tsa_name=yes_no, whole_chain=yes_no)
    (folder / "tsa.cnf").write_text(text, encoding="ascii")
    openssl(folder, "ts", "-query", "-data", "data", f"-{digest}", "-cert", "-out", "query")
    openssl(
        folder, "ts", "-reply", "-queryfile", "query", "-config", "tsa.cnf", "-token_out", "-out", "token"
    )
    return (folder / "token").read_bytes()


def openssl(folder: Path, *arguments: str) -> None:
    command = [require_judge("openssl"), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def checked(token: bytes, stamped: bytes, arithmetic: Arithmetic = OPENSSL) -> tuple[Token | None, list[str]]:
    found: list[Problem] = []
    result = check_token(token, stamped, name="t", arithmetic=arithmetic, add=found.append)
    return result, [p.code for p in found]


@pytest.mark.parametrize("arithmetic", [OPENSSL, PYCRYPTODOME], ids=lambda a: str(a.name))
@pytest.mark.parametrize("digest", ["sha256", "sha512"])
@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_token_of_openssl_is_read(kind: str, digest: str, arithmetic: Arithmetic, tmp_path: Path) -> None:
    token, problems = checked(canonical_token(stamp(tmp_path, kind, digest)), STAMPED, arithmetic)
    assert problems == []
    assert token is not None
    assert token.holds
    assert abs(token.time - datetime.now(UTC)) < timedelta(minutes=2)
    assert token.authority.common_name == "A Time Authority"


def test_token_with_name_and_chain_in_its_attributes(tmp_path: Path) -> None:
    token, problems = checked(canonical_token(stamp(tmp_path, "rsa", "sha256", whole_chain=True)), STAMPED)
    assert problems == []
    assert token is not None
    assert len(token.chain) == 2


def test_token_over_something_else(tmp_path: Path) -> None:
    token, problems = checked(canonical_token(stamp(tmp_path, "rsa", "sha256")), b"another value")
    assert problems == ["timestamp-imprint"]
    assert token is not None
    assert not token.holds


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_openssl_takes_the_one_form_of_its_own_token(kind: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(canonical_token(stamp(tmp_path, kind, "sha256")))
    openssl(tmp_path, "ts", "-verify", "-token_in", "-in", "token", "-data", "data", "-CAfile", "ca.pem")


def test_openssl_takes_the_token_of_the_vectors(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(cms.token(STAMPED, pki.TIME, STAMPED_AT))
    (tmp_path / "data").write_bytes(STAMPED)
    (tmp_path / "ca.pem").write_bytes(pki.pem(pki.TIME_ROOT.certificate))
    at = str(int(STAMPED_AT.timestamp()))
    verify = (
        "ts",
        "-verify",
        "-token_in",
        "-in",
        "token",
        "-data",
        "data",
        "-CAfile",
        "ca.pem",
        "-attime",
        at,
    )
    openssl(tmp_path, *verify)


def test_second_encoding_of_a_token_is_refused_and_has_one_form() -> None:
    second = cms.token(STAMPED, pki.TIME, STAMPED_AT, low_s=False)
    with pytest.raises(ProfileError, match="not-canonical"):
        read_token(second)
    assert canonical_token(second) == cms.token(STAMPED, pki.TIME, STAMPED_AT)
