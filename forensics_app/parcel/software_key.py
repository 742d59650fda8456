"""A private key in this process's memory that opens envelopes."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from forensics_app.seal.signing_key import PrivateKey

_OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


@dataclass(frozen=True, slots=True)
class SoftwareDecryptionKey:
    """`certificate` is the DER of the certificate that `key` belongs to. See DecryptionKey."""

    key: PrivateKey = field(repr=False)
    certificate: bytes

    def decrypt_oaep(self, data: bytes) -> bytes | None:
        """See DecryptionKey.decrypt_oaep."""
        if not isinstance(self.key, rsa.RSAPrivateKey):
            return None
        try:
            return self.key.decrypt(data, _OAEP)
        except ValueError:
            return None

    def agree(self, point: bytes) -> bytes | None:
        """See DecryptionKey.agree."""
        if not isinstance(self.key, ec.EllipticCurvePrivateKey):
            return None
        try:
            peer = ec.EllipticCurvePublicKey.from_encoded_point(self.key.curve, point)
        except ValueError:
            return None
        return self.key.exchange(ec.ECDH(), peer)
