"""The same arithmetic by pycryptodome, which shares no code with OpenSSL. Boundary to it."""

from __future__ import annotations

from Crypto.Hash import SHA256, SHA384, SHA512
from Crypto.PublicKey import ECC, RSA
from Crypto.Signature import DSS, pkcs1_15, pss

from forensics_app.seal.certificates.arithmetic import Arithmetic, RunningDigest
from forensics_app.seal.forms.p7s_profile import SignatureAlgorithm


class PycryptodomeArithmetic:
    """pycryptodome, which shares no code with OpenSSL."""

    name = "pycryptodome"
    _HASHES = {"sha256": SHA256, "sha384": SHA384, "sha512": SHA512}  # noqa: RUF012

    def sha256(self, data: bytes | memoryview = b"", /) -> RunningDigest:
        return SHA256.new(data)

    def digest(self, algorithm: str, data: bytes) -> bytes:
        return bytes(self._HASHES[algorithm].new(data).digest())

    def verify(self, key: bytes, algorithm: SignatureAlgorithm, signature: bytes, data: bytes) -> bool:
        value = self._HASHES[algorithm.digest].new(data)
        try:
            if algorithm.family == "ecdsa":
                DSS.new(ECC.import_key(key), "fips-186-3", encoding="der").verify(value, signature)
            elif algorithm.family == "rsa-pkcs1":
                pkcs1_15.new(RSA.import_key(key)).verify(value, signature)
            else:
                pss.new(RSA.import_key(key), salt_bytes=value.digest_size).verify(value, signature)
        except (ValueError, TypeError, IndexError):
            return False
        return True


PYCRYPTODOME: Arithmetic = PycryptodomeArithmetic()
