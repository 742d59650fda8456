"""One volume (docs/parcel-format.md, section 4): a message of its own, which says inside what is
authenticated which volume of how many of which parcel it is.

Every writing has a fresh content key and nonce, wrapped (RFC 3394) under the parcel's one key.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from forensics_app.parcel import enveloped, oids
from forensics_app.parcel.enveloped import NONCE_BYTES, TAIL_BYTES
from forensics_app.parcel.layout import KEY_BYTES, PARCEL_BYTES
from forensics_app.seal.forms import der

HEADER_BYTES: Final = 128
PIECE_BYTES: Final = 256 << 10
"""What is encrypted at once: it stays in a core's own cache between one step and the next."""
_TAG = "sealwright/parcel/1"
_WRAPPED_BYTES = KEY_BYTES + 8
_BLOCK_BYTES = 16
_HEADER = re.compile(
    rb"sealwright/parcel/1 ([0-9a-f]{32}) ([1-9][0-9]{0,4})/([1-9][0-9]{0,4}) (0|[1-9][0-9]{0,9}) *\n\Z"
)


class VolumeError(ValueError):
    """A volume that is not one of this parcel; the argument is a short code (docs/parcel-format.md, 6)."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class VolumePlace:
    """Which volume it is: `number` of `count` (from 1) of the parcel `parcel` (32 hex); `payload` bytes of
    the bundle are in it, padding follows.
    """

    parcel: str
    number: int
    count: int
    payload: int


Piece = bytes | memoryview
"""Some bytes in order. A view is of a buffer that is filled again for the next: whoever keeps it copies."""


class Takes(Protocol):
    """What a volume's bytes are written to, piece by piece."""

    def __call__(self, data: Piece, /) -> object: ...


def header_of(place: VolumePlace) -> bytes:
    """The first HEADER_BYTES of a volume's content: one line of ASCII, filled up with spaces."""
    line = f"{_TAG} {place.parcel} {place.number}/{place.count} {place.payload}"
    return line.ljust(HEADER_BYTES - 1).encode("ascii") + b"\n"


def read_header(data: bytes) -> VolumePlace:
    """Raises VolumeError for any bytes but those that `header_of` writes."""
    match = _HEADER.match(data)
    if match is None or len(data) != HEADER_BYTES:
        raise VolumeError("volume-header")
    place = VolumePlace(match[1].decode("ascii"), int(match[2]), int(match[3]), int(match[4]))
    if header_of(place) != data:
        raise VolumeError("volume-header")
    return place


def volume_size(content_bytes: int) -> int:
    """The size of a volume's file whose header, payload and padding have `content_bytes` together."""
    filler = bytes(_WRAPPED_BYTES)
    return (
        len(_head(bytes(PARCEL_BYTES), filler, bytes(NONCE_BYTES), content_bytes))
        + content_bytes
        + TAIL_BYTES
    )


def content_size(file_bytes: int) -> int:
    """How many bytes of content a volume's file of this size has. Raises VolumeError where none has."""
    guess = file_bytes - TAIL_BYTES
    for overhead in range(_SHORTEST_HEAD, _SHORTEST_HEAD + _LENGTHS_VARY):
        size = guess - overhead
        if size >= HEADER_BYTES and volume_size(size) == file_bytes:
            return size
    raise VolumeError("volume-size")


def encrypt_volume(
    place: VolumePlace, key: bytes, payload: Iterator[Piece], padding: int, write: Takes
) -> None:
    """Write one volume. `payload` gives `place.payload` bytes in pieces of at most PIECE_BYTES, after which
    `padding` zeros are encrypted.

    `key` are the parcel's 32 bytes. Raises VolumeError (`payload`) where the pieces have another length.
    """
    content_key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(NONCE_BYTES)
    size = HEADER_BYTES + place.payload + padding
    write(_head(bytes.fromhex(place.parcel), aes_key_wrap(key, content_key), nonce, size))
    encryptor = Cipher(AES(content_key), GCM(nonce)).encryptor()
    out = memoryview(bytearray(PIECE_BYTES + _BLOCK_BYTES))
    write(encryptor.update(header_of(place)))
    left = place.payload
    for piece in payload:
        left -= len(piece)
        write(out[: encryptor.update_into(piece, out)])
    if left:
        raise VolumeError("volume-payload")
    zeros = memoryview(bytes(min(padding, PIECE_BYTES)))
    while padding:
        piece = zeros[:padding]
        write(out[: encryptor.update_into(piece, out)])
        padding -= len(piece)
    encryptor.finalize()
    write(enveloped.tail(encryptor.tag))


def decrypt_volume(pieces: Iterator[Piece], size: int, key: bytes, parcel: str, write: Takes) -> VolumePlace:
    """Decrypt a volume's file of `size` bytes, which `pieces` give in order (of any lengths up to
    PIECE_BYTES).

    `write` gets the payload as it comes, **before the tag was checked**: whoever calls must keep it
    where nobody reads it, and drop it where this raises VolumeError.
    """
    content = content_size(size)
    source = _Exactly(pieces)
    head_bytes = size - TAIL_BYTES - content
    wrapped, nonce = _read_head(source.take(head_bytes), content, parcel)
    try:
        content_key = aes_key_unwrap(key, wrapped)
    except InvalidUnwrap as e:
        raise VolumeError("volume-key") from e
    decryptor = Cipher(AES(content_key), GCM(nonce)).decryptor()
    place = read_header(decryptor.update(source.take(HEADER_BYTES)))
    if place.parcel != parcel:
        raise VolumeError("volume-other-parcel")
    left, payload = content - HEADER_BYTES, place.payload
    if payload > left:
        raise VolumeError("volume-header")
    padded = False
    out = memoryview(bytearray(PIECE_BYTES + _BLOCK_BYTES))
    for piece in source.up_to(left):
        clear = out[: decryptor.update_into(piece, out)]
        write(clear[:payload])
        beyond = bytes(clear[payload:])
        padded = padded or beyond.count(0) != len(beyond)
        payload -= min(payload, len(clear))
    tag = enveloped.read_tail(source.take(TAIL_BYTES))
    if tag is None:
        raise VolumeError("volume-form")
    try:
        decryptor.finalize_with_tag(tag)
    except InvalidTag as e:
        raise VolumeError("volume-tag") from e
    if padded:
        raise VolumeError("volume-padding")
    return place


def _head(parcel: bytes, wrapped: bytes, nonce: bytes, content: int) -> bytes:
    return enveloped.head((key_recipient(parcel, wrapped),), nonce, content)


def key_recipient(key_id: bytes, wrapped: bytes) -> bytes:
    """A KEKRecipientInfo (RFC 5652 section 6.2.3): who has the key of this id unwraps the content's."""
    return der.tlv(
        der.context(2),
        der.integer(4),
        der.tlv(der.SEQUENCE, der.tlv(der.OCTET_STRING, key_id)),
        der.tlv(der.SEQUENCE, der.oid(oids.AES256_WRAP)),
        der.tlv(der.OCTET_STRING, wrapped),
    )


def _read_head(data: bytes, content: int, parcel: str) -> tuple[bytes, bytes]:
    """The wrapped key and the nonce. The rest must be the one text that they give."""
    sample_wrapped, sample_nonce = b"\xaa" * _WRAPPED_BYTES, b"\xbb" * NONCE_BYTES
    sample = _head(bytes.fromhex(parcel), sample_wrapped, sample_nonce, content)
    if len(sample) != len(data):
        raise VolumeError("volume-form")
    at, nonce_at = sample.index(sample_wrapped), sample.rindex(sample_nonce)
    wrapped, nonce = data[at : at + _WRAPPED_BYTES], data[nonce_at : nonce_at + NONCE_BYTES]
    if _head(bytes.fromhex(parcel), wrapped, nonce, content) != data:
        id_at = sample.index(bytes.fromhex(parcel))
        other = data[id_at : id_at + PARCEL_BYTES]
        same_but_id = _head(other, wrapped, nonce, content) == data
        raise VolumeError("volume-other-parcel" if same_but_id else "volume-form")
    return wrapped, nonce


class _Exactly:
    """Pieces of any lengths, taken in lengths that are asked for. Raises VolumeError (`size`) at the end."""

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = pieces
        self._kept = memoryview(b"")

    def take(self, count: int) -> bytes:
        return b"".join(map(bytes, self.up_to(count)))

    def up_to(self, count: int) -> Iterator[memoryview]:
        """`count` bytes, in pieces as they come."""
        while count:
            if not self._kept:
                self._kept = memoryview(next(self._pieces, b""))
                if not self._kept:
                    raise VolumeError("volume-size")
            piece, self._kept = self._kept[:count], self._kept[count:]
            count -= len(piece)
            yield piece


_SHORTEST_HEAD = len(_head(bytes(PARCEL_BYTES), bytes(_WRAPPED_BYTES), bytes(NONCE_BYTES), HEADER_BYTES)) - 4
_LENGTHS_VARY = 24
