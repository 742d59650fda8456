"""A sealed bundle, those it is encrypted for, and a parcel of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.parcel.layout import MIB
from forensics_app.parcel.software_key import SoftwareDecryptionKey
from forensics_app.seal.signing_key import PrivateKey
from forensics_app.seal.trust import run_entries
from forensics_app.services.parcels.making import MadeParcel, ParcelOrder, make_parcel
from tests.world.sealing import make_bench
from tests.world.signing import NOW, FixedClock, signing_key, write_pem

KINDS = ("RSA-2048", "RSA-3072", "P-256", "P-384")
PHRASE = "weiße Bälle, 7 Stück"
CONTENT = b"".join(number.to_bytes(4, "big") for number in range(650_000))  # 2.6 MB, no piece like another


@dataclass(frozen=True, slots=True)
class Recipient:
    """A key pair, and its two files for openssl."""

    key: PrivateKey
    certificate: bytes

    @property
    def opens(self) -> SoftwareDecryptionKey:
        return SoftwareDecryptionKey(self.key, self.certificate)

    def write(self, folder: Path, name: str) -> tuple[Path, Path]:
        """key.pem and cert.pem."""
        key, certificate = folder / f"{name}.key.pem", folder / f"{name}.cert.pem"
        key.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        write_pem(certificate, self.certificate)
        return key, certificate


@cache
def recipient(kind: str, number: int = 1) -> Recipient:
    """`RSA-2048`, `P-256`, ...; another number is another person."""
    key: PrivateKey
    if kind.startswith("RSA-"):
        key = rsa.generate_private_key(65537, int(kind[4:]))
    else:
        key = ec.generate_private_key(ec.SECP384R1() if kind == "P-384" else ec.SECP256R1())
    return Recipient(key, certificate_for(key, f"{kind} {number}"))


def certificate_for(
    key: PrivateKey, name: str, *, usage: str = "encryption", authority: bool = False
) -> bytes:
    """Self-signed, DER. `usage`: encryption, signing, or none for a certificate that does not say."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW)
        .not_valid_after(NOW.replace(year=2030))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if usage != "none":
        encrypts = usage == "encryption"
        built = built.add_extension(
            x509.KeyUsage(
                digital_signature=not encrypts,
                content_commitment=not encrypts,
                key_encipherment=encrypts and isinstance(key, rsa.RSAPrivateKey),
                data_encipherment=False,
                key_agreement=encrypts and not isinstance(key, rsa.RSAPrivateKey),
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    return built.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass(frozen=True, slots=True)
class Sender:
    """`bundle` was sealed by signing_key(), whom `trust` pins."""

    bundle: Path
    trust: TrustStore
    clock: FixedClock

    def parcel(self, folder: Path, order: ParcelOrder | None = None, **changes: Any) -> MadeParcel:
        """A parcel in `folder`; by default for everybody, in volumes of 1 MiB."""
        signers = changes.pop("signers", (signing_key(),))
        asked = replace(order or everybody(), **changes)
        return make_parcel(self.bundle, folder, asked, signers, trust=self.trust, clock=self.clock)


def everybody() -> ParcelOrder:
    """One recipient of each kind, a passphrase, and shares."""
    return ParcelOrder(
        certificates=tuple(recipient(kind).certificate for kind in KINDS),
        passphrases=(PHRASE.encode(),),
        shares=(2, 3),
        volume_bytes=MIB,
        unit=4096,
        name="P-1",
    )


def make_sender(tmp_path: Path, content: bytes = CONTENT) -> Sender:
    """A sealed bundle that takes three volumes of 1 MiB."""
    tmp_path.mkdir(exist_ok=True)
    bench = make_bench(tmp_path, files={"big.bin": content})
    bundle = Path(bench.seal().path)
    return Sender(bundle, trust_in(tmp_path), bench.clock)


def trust_in(tmp_path: Path, kind: str = "demo") -> TrustStore:
    """Pins the signer of this kind."""
    signer = signing_key() if kind == "demo" else signing_key(kind)  # the cache knows the two calls apart
    pem = write_pem(tmp_path / f"trust-{kind}.pem", *signer.chain)
    return TrustStore(run_entries(pem, role=TrustRole.SEAL, now=NOW))
