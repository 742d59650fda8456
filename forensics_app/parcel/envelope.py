"""The small envelope (docs/parcel-format.md, section 5): the parcel's key, encrypted once for each
recipient.

Its content is one line, so that a script around OpenSSL can read it: the type, the parcel's number, the
key in hex.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from forensics_app.parcel import enveloped
from forensics_app.parcel.enveloped import NONCE_BYTES, TAIL_BYTES
from forensics_app.parcel.key_transport import (
    DecryptionKey,
    KeyTransportError,
    check_certificate_info,
    is_certificate_info,
    open_info,
    recipient_info,
)
from forensics_app.parcel.layout import KEY_BYTES, MAX_ENVELOPE_BYTES, MAX_RECIPIENTS
from forensics_app.parcel.passphrases import (
    WeakDerivationError,
    check_passphrase_infos,
    is_passphrase_info,
    iterations_of,
    open_passphrase_info,
    passphrase_info,
)
from forensics_app.parcel.volume import key_recipient
from forensics_app.seal.certificates.loading import load_certificate
from forensics_app.seal.forms import der

_CONTENT = re.compile(rb"sealwright/parcel/1 ([0-9a-f]{32}) ([0-9a-f]{64})\n\Z")
SHARES_ID = b"sealwright shares"
"""The id of the key that shares make, so that `openssl cms -secretkeyid` can name it."""
_CONTENT_BYTES = len("sealwright/parcel/1 ") + 32 + 1 + 64 + 1


class EnvelopeError(ValueError):
    """An envelope that is not in its form or does not open; the argument is a short code (section 6)."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who can open it: holders of certificates (DER), who knows one of the passphrases, enough holders of
    shares (the key that their shares make, 32 bytes).
    """

    certificates: tuple[bytes, ...] = ()
    passphrases: tuple[bytes, ...] = field(default=(), repr=False)
    shares_key: bytes | None = field(default=None, repr=False)

    @property
    def count(self) -> int:
        return len(self.certificates) + len(self.passphrases) + (self.shares_key is not None)


def make_envelope(parcel: str, key: bytes, recipients: Recipients) -> bytes:
    """The envelope of the parcel `parcel` (32 hex) with its key, 32 bytes. Raises RecipientRefusedError."""
    if not 0 < recipients.count <= MAX_RECIPIENTS:
        raise ValueError("recipients")
    content_key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(NONCE_BYTES)
    infos = _infos(content_key, recipients)
    content = f"sealwright/parcel/1 {parcel} {key.hex()}\n".encode("ascii")
    sealed = AESGCM(content_key).encrypt(nonce, content, None)
    encrypted, tag = sealed[: len(content)], sealed[len(content) :]
    return render_message(Envelope(infos, nonce, encrypted, tag))


def _infos(content_key: bytes, recipients: Recipients) -> tuple[bytes, ...]:
    infos = [recipient_info(load_certificate(c), content_key) for c in recipients.certificates]
    infos += [passphrase_info(content_key, p) for p in recipients.passphrases]
    if recipients.shares_key is not None:
        infos.append(key_recipient(SHARES_ID, aes_key_wrap(recipients.shares_key, content_key)))
    return tuple(infos)


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope in its form. `infos` are its RecipientInfos (DER)."""

    infos: tuple[bytes, ...]
    nonce: bytes
    encrypted: bytes
    tag: bytes

    @property
    def has_passphrase(self) -> bool:
        return any(map(is_passphrase_info, self.infos))

    @property
    def passphrase_count(self) -> int:
        return sum(map(is_passphrase_info, self.infos))

    @property
    def iterations(self) -> int:
        """What it costs to try one wrong passphrase."""
        return iterations_of(filter(is_passphrase_info, self.infos))

    @property
    def certificate_count(self) -> int:
        return sum(map(is_certificate_info, self.infos))

    @property
    def shares_count(self) -> int:
        return sum(map(_is_shares_info, self.infos))


@dataclass(frozen=True, slots=True)
class OpenedEnvelope:
    """`key` is the parcel's, 32 bytes; `content_key` the one of the envelope itself."""

    key: bytes = field(repr=False)
    content_key: bytes = field(repr=False)


def with_more(envelope: Envelope, opened: OpenedEnvelope, more: Recipients) -> bytes:
    """The same message for more recipients. Nothing is encrypted again, so key and nonce serve one content
    still.

    Raises RecipientRefusedError, ValueError for too many.
    """
    infos = (*envelope.infos, *_infos(opened.content_key, more))
    if len(infos) > MAX_RECIPIENTS:
        raise ValueError("recipients")
    return render_message(Envelope(infos, envelope.nonce, envelope.encrypted, envelope.tag))


def read_envelope(data: bytes) -> Envelope:
    """Raises EnvelopeError for any bytes but those that `make_envelope` writes."""
    return read_message(data, range(_CONTENT_BYTES, _CONTENT_BYTES + 1))


def read_message(data: bytes, content_bytes: range) -> Envelope:
    """The same of a message whose content has so many bytes."""
    if len(data) > MAX_ENVELOPE_BYTES:
        raise EnvelopeError("envelope-size")
    try:
        envelope = _read(data, content_bytes)
        if render_message(envelope) != data:
            raise EnvelopeError("envelope-form")
        if not all(map(_is_in_form, envelope.infos)):
            raise EnvelopeError("envelope-form")
        if not check_passphrase_infos(filter(is_passphrase_info, envelope.infos)):
            raise EnvelopeError("envelope-form")
    except der.DerError as e:
        raise EnvelopeError("envelope-form") from e
    except WeakDerivationError as e:
        raise EnvelopeError("envelope-iterations") from e
    return envelope


def open_with_key(envelope: Envelope, key: DecryptionKey, parcel: str) -> OpenedEnvelope:
    """The parcel's key by a private key. Raises EnvelopeError: `not-a-recipient`, `key`, `form`, `other-
    parcel`.
    """
    try:
        for info in filter(is_certificate_info, envelope.infos):
            content_key = open_info(info, key)
            if content_key is not None:
                return _content(envelope, content_key, parcel)
    except (KeyTransportError, der.DerError) as e:
        raise EnvelopeError(str(e) if isinstance(e, KeyTransportError) else "envelope-form") from e
    raise EnvelopeError("envelope-not-a-recipient")


def open_with_passphrase(envelope: Envelope, passphrase: bytes, parcel: str) -> OpenedEnvelope:
    """The same by a passphrase: `not-a-recipient` where no entry is for passphrases, `passphrase` where
    none fits.
    """
    if not envelope.has_passphrase:
        raise EnvelopeError("envelope-not-a-recipient")
    for info in filter(is_passphrase_info, envelope.infos):
        content_key = open_passphrase_info(info, passphrase)
        if content_key is not None:
            return _content(envelope, content_key, parcel)
    raise EnvelopeError("envelope-passphrase")


def open_with_shares_key(envelope: Envelope, shares_key: bytes, parcel: str) -> OpenedEnvelope:
    """The same by the key that enough shares make."""
    for info in filter(_is_shares_info, envelope.infos):
        try:
            content_key = aes_key_unwrap(shares_key, _wrapped_for_shares(info))
        except InvalidUnwrap as e:
            raise EnvelopeError("envelope-key") from e
        return _content(envelope, content_key, parcel)
    raise EnvelopeError("envelope-not-a-recipient")


def _is_shares_info(info: bytes) -> bool:
    return info[:1] == bytes((der.context(2),))


def _wrapped_for_shares(info: bytes) -> bytes:
    inside = der.Reader(info).inside(der.context(2))
    inside.natural()
    inside.raw(der.SEQUENCE)
    inside.raw(der.SEQUENCE)
    return inside.body(der.OCTET_STRING)


def _is_in_form(info: bytes) -> bool:
    """Whether an entry is of a known kind and in its form. Those for passphrases are checked together."""
    if is_certificate_info(info):
        return check_certificate_info(info)
    if _is_shares_info(info):
        wrapped = _wrapped_for_shares(info)
        return len(wrapped) == KEY_BYTES + 8 and key_recipient(SHARES_ID, wrapped) == info
    return is_passphrase_info(info)


def _content(envelope: Envelope, content_key: bytes, parcel: str) -> OpenedEnvelope:
    try:
        clear = AESGCM(content_key).decrypt(envelope.nonce, envelope.encrypted + envelope.tag, None)
    except InvalidTag as e:
        raise EnvelopeError("envelope-tag") from e
    match = _CONTENT.match(clear)
    if match is None:
        raise EnvelopeError("envelope-form")
    if match[1].decode("ascii") != parcel:
        raise EnvelopeError("envelope-other-parcel")
    return OpenedEnvelope(bytes.fromhex(match[2].decode("ascii")), content_key)


def render_message(envelope: Envelope) -> bytes:
    """Its one text."""
    head = enveloped.head(envelope.infos, envelope.nonce, len(envelope.encrypted))
    return head + envelope.encrypted + enveloped.tail(envelope.tag)


def _read(data: bytes, content_bytes: range) -> Envelope:
    outer = der.Reader(data).inside(der.SEQUENCE)
    outer.raw(der.OID)
    message = outer.inside(der.context(0)).inside(der.SEQUENCE)
    message.natural()
    members = message.inside(der.SET)
    infos = []
    while not members.at_end:
        infos.append(members.raw(members.peek() or 0))
        if len(infos) > MAX_RECIPIENTS:
            raise EnvelopeError("envelope-recipients")
    content = message.inside(der.SEQUENCE)
    content.raw(der.OID)
    algorithm = content.inside(der.SEQUENCE)
    algorithm.raw(der.OID)
    nonce = algorithm.inside(der.SEQUENCE).body(der.OCTET_STRING)
    encrypted = content.body(0x80)
    tag = message.body(der.OCTET_STRING)
    if len(nonce) != NONCE_BYTES or len(encrypted) not in content_bytes or len(tag) != TAIL_BYTES - 2:
        raise EnvelopeError("envelope-form")
    return Envelope(tuple(infos), nonce, encrypted, tag)
