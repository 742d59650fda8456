"""A share encrypted for its holder: a message of the envelope's form with one recipient, whose content is the
share's line (docs/parcel-format.md, section 5.4).
"""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from forensics_app.parcel.envelope import Envelope, EnvelopeError, read_message, render_message
from forensics_app.parcel.enveloped import NONCE_BYTES
from forensics_app.parcel.key_transport import DecryptionKey, KeyTransportError, open_info, recipient_info
from forensics_app.parcel.layout import KEY_BYTES
from forensics_app.parcel.shares import KeyShare, read_share
from forensics_app.seal.certificates.loading import load_certificate

LONGEST_LINE: Final = 300


def seal_share(share: KeyShare, certificate: bytes) -> bytes:
    """The share for the holder of this certificate (DER). Raises RecipientRefusedError."""
    content_key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(content_key).encrypt(nonce, share.line, None)
    size = len(share.line)
    infos = (recipient_info(load_certificate(certificate), content_key),)
    return render_message(Envelope(infos, nonce, sealed[:size], sealed[size:]))


def open_share(data: bytes, key: DecryptionKey) -> KeyShare:
    """The share in such a message. Raises EnvelopeError, ShareError."""
    message = read_message(data, range(1, LONGEST_LINE + 1))
    if len(message.infos) != 1 or not message.certificate_count:
        raise EnvelopeError("envelope-form")
    try:
        content_key = open_info(message.infos[0], key)
    except KeyTransportError as e:
        raise EnvelopeError(str(e)) from e
    if content_key is None:
        raise EnvelopeError("envelope-not-a-recipient")
    try:
        line = AESGCM(content_key).decrypt(message.nonce, message.encrypted + message.tag, None)
    except InvalidTag as e:
        raise EnvelopeError("envelope-tag") from e
    return read_share(line)
