"""k of n: the key in shares, any k of which make it (docs/parcel-format.md, section 5.4).

Shamir's scheme over a 16-byte seed (GF(2^128), as pycryptodome computes it); the wrapping key is
HKDF-SHA-256 of the seed with the parcel's number as salt. Bare shares give a wrong secret without a word
for a false or mixed one, so each is compared with its digest in the signed list first.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from forensics_app.model import sealed_json
from forensics_app.parcel.layout import KEY_BYTES
from forensics_app.seal.forms import json_fields
from forensics_app.seal.forms.json_fields import FieldError

MAX_SHARES: Final = 20
_SEED_BYTES: Final = 16
_TYPE: Final = "sealwright/share/1"
_INFORMATION: Final = b"sealwright parcel shares"
_KEYS = frozenset({"type", "parcel", "number", "threshold", "count", "value"})
_PARCEL = re.compile(r"[0-9a-f]{32}\Z")
_GROUP = 4
_CHECK_CHARACTERS = 4
_MISREAD = str.maketrans("018", "OIB")


class ShareError(ValueError):
    """Not a share; the argument is a short code: form, length, characters, check."""


@dataclass(frozen=True, slots=True)
class KeyShare:
    """Share `number` of `count` (from 1) of the parcel `parcel` (32 hex), of which `threshold` are needed."""

    parcel: str
    number: int
    threshold: int
    count: int
    value: bytes = field(repr=False)

    @property
    def line(self) -> bytes:
        """Its one text, sealed JSON with a line feed: what lies in a file of its own."""
        return sealed_json.dump_line(
            {
                "type": _TYPE,
                "parcel": self.parcel,
                "number": str(self.number),
                "threshold": str(self.threshold),
                "count": str(self.count),
                "value": base64.b64encode(self.value).decode("ascii"),
            }
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the line, 64 hex: what the signed list holds of it."""
        return hashlib.sha256(self.line).hexdigest()


def split_key(parcel: str, threshold: int, count: int) -> tuple[bytes, tuple[KeyShare, ...]]:
    """A fresh wrapping key (32 bytes) and its shares. Raises ValueError for numbers out of bounds."""
    if not 2 <= threshold <= count <= MAX_SHARES:
        raise ValueError(f"{threshold}/{count}")
    from Crypto.Protocol.SecretSharing import Shamir  # loaded by every command otherwise

    seed = secrets.token_bytes(_SEED_BYTES)
    shares = tuple(
        KeyShare(parcel, number, threshold, count, bytes(value))
        for number, value in Shamir.split(threshold, count, seed)
    )
    return _wrapping_key(seed, parcel), shares


def join_shares(shares: Sequence[KeyShare]) -> bytes:
    """The wrapping key of shares that were each compared with the signed list: at least the threshold, none
    twice.
    """
    from Crypto.Protocol.SecretSharing import Shamir  # loaded by every command otherwise

    chosen = [(share.number, share.value) for share in shares[: shares[0].threshold]]
    return _wrapping_key(bytes(Shamir.combine(chosen)), shares[0].parcel)


def read_share(data: bytes) -> KeyShare:
    """A share's file. Raises ShareError for any text but the one of a share."""
    try:
        if not data.endswith(b"\n"):
            raise ShareError("share-form")
        value = json_fields.take_object("share", sealed_json.parse(data[:-1]), _KEYS)
        json_fields.take_matching("type", value["type"], re.compile(re.escape(_TYPE) + r"\Z"))
        share = KeyShare(
            json_fields.take_matching("parcel", value["parcel"], _PARCEL),
            json_fields.take_int("number", value["number"]),
            json_fields.take_int("threshold", value["threshold"]),
            json_fields.take_int("count", value["count"]),
            json_fields.take_bytes("value", value["value"], count=_SEED_BYTES),
        )
    except (FieldError, sealed_json.SealedJsonError) as e:
        raise ShareError("share-form") from e
    if not (2 <= share.threshold <= share.count <= MAX_SHARES and 1 <= share.number <= share.count):
        raise ShareError("share-form")
    return share


def show_share(share: KeyShare) -> str:
    """What a card shows to be typed: base32 of number, threshold, count, parcel and value, then check
    characters.
    """
    raw = bytes((share.number, share.threshold, share.count)) + bytes.fromhex(share.parcel) + share.value
    body = base64.b32encode(raw).decode("ascii").rstrip("=")
    text = body + _check(body)
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def read_typed_share(typed: str) -> KeyShare:
    """A share as it was typed from its card. Raises ShareError."""
    text = re.sub(r"[\s-]", "", typed).upper().translate(_MISREAD)
    if not re.fullmatch(r"[A-Z2-7]*", text):
        raise ShareError("share-characters")
    body, check = text[:-_CHECK_CHARACTERS], text[-_CHECK_CHARACTERS:]
    if len(body) != _TYPED_CHARACTERS:
        raise ShareError("share-length")
    if check != _check(body):
        raise ShareError("share-check")
    raw = base64.b32decode(body + "=" * (-len(body) % 8))
    share = KeyShare(raw[3:19].hex(), raw[0], raw[1], raw[2], raw[19:])
    if show_share(share).replace("-", "") != text:
        raise ShareError("share-characters")
    return read_share(share.line)


def _check(body: str) -> str:
    """Base32 of the first 20 bits of SHA-256 of the characters."""
    return base64.b32encode(hashlib.sha256(body.encode("ascii")).digest()[:5]).decode("ascii")[
        :_CHECK_CHARACTERS
    ]


def _wrapping_key(seed: bytes, parcel: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, bytes.fromhex(parcel), _INFORMATION).derive(seed)


_TYPED_CHARACTERS = -(-(3 + 16 + _SEED_BYTES) * 8 // 5)
