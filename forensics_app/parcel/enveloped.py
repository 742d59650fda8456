"""CMS AuthEnvelopedData (RFC 5083) in the one form of a parcel: AES-256-GCM, 16-byte tag, nothing besides.

No authenticated attributes, since OpenSSL 3.5 can't read them. `head` is everything before the encrypted
bytes, `TAIL_BYTES` what follows them: the tag as an OCTET STRING.
"""

from __future__ import annotations

from typing import Final

from forensics_app.parcel import oids
from forensics_app.seal.forms import der

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
_TAG_HEAD: Final = bytes((der.OCTET_STRING, TAG_BYTES))
TAIL_BYTES: Final = len(_TAG_HEAD) + TAG_BYTES
_ENCRYPTED_CONTENT = 0x80


def head(recipients: tuple[bytes, ...], nonce: bytes, size: int) -> bytes:
    """All bytes before `size` encrypted ones. `recipients` are RecipientInfos in DER."""
    version = der.integer(0)
    infos = der.set_of(der.SET, recipients)
    parameters = der.tlv(der.SEQUENCE, der.tlv(der.OCTET_STRING, nonce), der.integer(TAG_BYTES))
    algorithm = der.tlv(der.SEQUENCE, der.oid(oids.AES256_GCM), parameters)
    inner = der.oid(oids.DATA) + algorithm + _tag(_ENCRYPTED_CONTENT, size)
    content_info = _tag(der.SEQUENCE, len(inner) + size) + inner
    enveloped_size = len(version) + len(infos) + len(content_info) + size + TAIL_BYTES
    enveloped = _tag(der.SEQUENCE, enveloped_size) + version + infos + content_info
    explicit_size = len(enveloped) + size + TAIL_BYTES
    explicit = _tag(der.context(0), explicit_size) + enveloped
    kind = der.oid(oids.AUTH_ENVELOPED_DATA)
    return _tag(der.SEQUENCE, len(kind) + len(explicit) + size + TAIL_BYTES) + kind + explicit


def tail(tag: bytes) -> bytes:
    """What follows the encrypted bytes."""
    return _TAG_HEAD + tag


def read_tail(data: bytes) -> bytes | None:
    """The tag in the last bytes of a message; None where they have another form."""
    if len(data) != TAIL_BYTES or not data.startswith(_TAG_HEAD):
        return None
    return data[len(_TAG_HEAD) :]


def _tag(tag: int, size: int) -> bytes:
    """Tag and shortest length of a value whose `size` bytes are written elsewhere."""
    if size < 0x80:
        return bytes((tag, size))
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length
