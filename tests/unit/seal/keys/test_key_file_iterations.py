"""Key files whose maker chose how much work a passphrase is: refused by name before the work is done."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import algos, core, keys, pkcs12  # type: ignore[import-untyped]
from Crypto.Cipher import DES3
from cryptography import x509
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization import pkcs12 as writing

from forensics_app.errors import KeyFileInvalidError, WrongPassphraseError
from forensics_app.seal.keys import files
from forensics_app.seal.keys.encrypted_parts import decrypted
from forensics_app.seal.keys.files import read_pkcs12
from forensics_app.seal.keys.iterations import TooManyIterationsError, check_iterations
from tests.world.signing import signing_key

PASSPHRASE = "pä$phrase".encode()
FIFTY_MILLION = 50_000_000
SCRYPT = "1.3.6.1.4.1.11591.4.11"


def _small_file() -> pkcs12.Pfx:
    key = signing_key()
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(2048)
        .key_cert_algorithm(writing.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(SHA256())
        .build(PASSPHRASE)
    )
    certificate = x509.load_der_x509_certificate(key.certificate)
    return pkcs12.Pfx.load(
        writing.serialize_key_and_certificates(b"key", key.key, certificate, None, encryption)
    )


def _encrypted_again(info: Any, content: bytes) -> None:
    """`content` in place of what is in there, under the same key and initial value."""
    parameters = info["content_encryption_algorithm"]["parameters"]
    derivation = parameters["key_derivation_func"]["parameters"]
    key = hashlib.pbkdf2_hmac(
        derivation["prf"]["algorithm"].native,
        PASSPHRASE,
        derivation["salt"].native,
        derivation["iteration_count"].native,
        32,
    )
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(
        algorithms.AES(key), modes.CBC(parameters["encryption_scheme"]["parameters"].native)
    ).encryptor()
    plain = padder.update(content) + padder.finalize()
    info["encrypted_content"] = encryptor.update(plain) + encryptor.finalize()


def _bag(algorithm: Any) -> pkcs12.SafeBag:
    shrouded = keys.EncryptedPrivateKeyInfo(
        {"encryption_algorithm": algorithm, "encrypted_data": os.urandom(64)}
    )
    return pkcs12.SafeBag({"bag_id": "pkcs8_shrouded_key_bag", "bag_value": shrouded})


def _pbes2_key_bag() -> pkcs12.SafeBag:
    derivation = {
        "algorithm": "pbkdf2",
        "parameters": {
            "salt": algos.Pbkdf2Salt("specified", core.OctetString(os.urandom(8))),
            "iteration_count": FIFTY_MILLION,
            "prf": {"algorithm": "sha256"},
        },
    }
    scheme = {"algorithm": "aes256_cbc", "parameters": os.urandom(16)}
    return _bag(
        {"algorithm": "pbes2", "parameters": {"key_derivation_func": derivation, "encryption_scheme": scheme}}
    )


def _old_key_bag() -> pkcs12.SafeBag:
    parameters = {"salt": os.urandom(8), "iterations": FIFTY_MILLION}
    return _bag({"algorithm": "pkcs12_sha1_tripledes_3key", "parameters": parameters})


def _many_key_bags() -> pkcs12.SafeBag:
    """No bag wants much; there are many of them, one level down."""
    parameters = {"salt": os.urandom(8), "iterations": 600_000}
    one = _bag({"algorithm": "pkcs12_sha1_tripledes_3key", "parameters": parameters})
    return pkcs12.SafeBag({"bag_id": "safe_contents", "bag_value": pkcs12.SafeContents([one] * 100)})


def _scrypt_key_bag() -> pkcs12.SafeBag:
    """Little memory, and fifty thousand times over."""

    class Parameters(core.Sequence):  # type: ignore[misc]
        _fields = [  # noqa: RUF012  # as asn1crypto has it
            ("salt", core.OctetString),
            ("cost", core.Integer),
            ("block", core.Integer),
            ("parallel", core.Integer),
        ]

    wanted = Parameters({"salt": os.urandom(8), "cost": 1024, "block": 8, "parallel": 50_000})
    derivation = algos.KdfAlgorithm({"algorithm": SCRYPT, "parameters": core.Any(wanted)})
    scheme = {"algorithm": "aes256_cbc", "parameters": os.urandom(16)}
    return _bag(
        {"algorithm": "pbes2", "parameters": {"key_derivation_func": derivation, "encryption_scheme": scheme}}
    )


@pytest.fixture
def no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_: Any) -> None:
        raise AssertionError("it was read, whatever it wants")

    monkeypatch.setattr(files.pkcs12, "load_pkcs12", load)


@pytest.mark.usefixtures("no_work")
@pytest.mark.parametrize("bag", [_pbes2_key_bag, _old_key_bag, _many_key_bags, _scrypt_key_bag])
def test_a_key_bag_inside_an_encrypted_part_that_wants_fifty_million_iterations_is_refused(
    bag: Callable[[], pkcs12.SafeBag], tmp_path: Path
) -> None:
    file = _small_file()
    parts = file.authenticated_safe
    part = next(p for p in parts if p["content_type"].native == "encrypted_data")
    info = part["content"]["encrypted_content_info"]
    (content,) = decrypted(info, PASSPHRASE)
    bags = pkcs12.SafeContents.load(content)
    _encrypted_again(info, pkcs12.SafeContents([*bags, bag()]).dump())
    file["auth_safe"]["content"] = pkcs12.AuthenticatedSafe(list(parts)).dump(force=True)
    path = tmp_path / "key.p12"
    path.write_bytes(file.dump(force=True))
    with pytest.raises(KeyFileInvalidError) as e:
        read_pkcs12(path, PASSPHRASE)
    assert e.value.detail == "too-many-iterations"


@pytest.mark.usefixtures("no_work")
def test_a_key_file_whose_counts_cannot_be_told_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.p12"
    path.write_bytes(b"\x30\x80\x02\x01\x03" + bytes(40))
    with pytest.raises(KeyFileInvalidError) as e:
        read_pkcs12(path, PASSPHRASE)
    assert e.value.detail == "not-pkcs12"


@pytest.mark.parametrize(
    "form",
    [
        "-certpbe AES-256-CBC -keypbe AES-256-CBC",
        "-certpbe DES-EDE3-CBC -keypbe AES-128-CBC -macalg sha512",
        "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES",
        "-legacy -certpbe PBE-SHA1-RC2-40 -keypbe PBE-SHA1-3DES",
        "-legacy -certpbe PBE-SHA1-RC2-128 -keypbe PBE-SHA1-2DES",
    ],
)
def test_what_openssl_writes_is_read_in_all_its_forms(form: str, tmp_path: Path) -> None:
    key = signing_key()
    clear = tmp_path / "clear.pem"
    certificate = x509.load_der_x509_certificate(key.certificate)
    clear.write_bytes(
        key.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    for passphrase in (PASSPHRASE, b""):
        path = tmp_path / f"{len(passphrase)}.p12"
        subprocess.run(
            [
                "openssl",
                "pkcs12",
                "-export",
                *form.split(),
                "-in",
                clear,
                "-out",
                path,
                "-passout",
                f"pass:{passphrase.decode()}",
            ],
            check=True,
        )
        assert read_pkcs12(path, passphrase).certificate == key.certificate
        with pytest.raises(WrongPassphraseError):
            read_pkcs12(path, b"another")


def _without_passphrase(secret: bytes, padded_under: bytes, bags: list[pkcs12.SafeBag]) -> bytes:
    """A file whose bags are encrypted under `secret`, with a salt by which the padding is right under
    `padded_under` too: one in 256 is.
    """
    content = pkcs12.SafeContents(bags).dump()
    padder = padding.PKCS7(64).padder()
    plain = padder.update(content) + padder.finalize()
    while True:
        salt = os.urandom(8)
        data = _old_cipher(secret, salt).encrypt(plain)
        last = _old_cipher(padded_under, salt).decrypt(data)
        if 1 <= last[-1] <= 8 and last.endswith(last[-1:] * last[-1]):
            break
    info = {
        "content_type": "data",
        "content_encryption_algorithm": {
            "algorithm": "pkcs12_sha1_tripledes_3key",
            "parameters": {"salt": salt, "iterations": 1},
        },
        "encrypted_content": data,
    }
    part = {"content_type": "encrypted_data", "content": {"version": "v0", "encrypted_content_info": info}}
    safe = {"content_type": "data", "content": pkcs12.AuthenticatedSafe([part]).dump()}
    return bytes(pkcs12.Pfx({"version": "v3", "auth_safe": safe}).dump())


def _old_cipher(secret: bytes, salt: bytes) -> Any:
    """Of RFC 7292, appendix B.2, with one iteration."""
    filled = (salt * 8) + (secret * 32 if secret else b"")
    first = [hashlib.sha1(bytes([purpose]) * 64 + filled).digest() for purpose in (1, 2)]  # noqa: S324
    added = int.from_bytes((first[0] * 4)[:64], "big") + 1
    blocks = [int.from_bytes(filled[at : at + 64], "big") + added for at in range(0, len(filled), 64)]
    second = b"".join((b % (1 << 512)).to_bytes(64, "big") for b in blocks)
    key = first[0] + hashlib.sha1(b"\1" * 64 + second).digest()  # noqa: S324
    return DES3.new(key[:24], DES3.MODE_CBC, first[1][:8])


@pytest.mark.parametrize(("secret", "other"), [(b"\0\0", b""), (b"", b"\0\0")])
def test_padding_that_is_right_by_chance_under_the_other_custom_of_no_passphrase(
    secret: bytes, other: bytes
) -> None:
    parameters = {"salt": os.urandom(8), "iterations": 2048}
    modest = _bag({"algorithm": "pkcs12_sha1_tripledes_3key", "parameters": parameters})
    check_iterations(_without_passphrase(secret, other, [modest]), b"")
    with pytest.raises(TooManyIterationsError):
        check_iterations(_without_passphrase(secret, other, [_old_key_bag()]), b"")
