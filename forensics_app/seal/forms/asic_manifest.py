"""The one text of an ASiC manifest (EN 319 162-1 clause A.4), so that anyone can make it again and compare.

A second digest in a comment, a repeated reference or another attribute order would let two readers of one
signature see two different lists.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable

P7S_TYPE = "application/pkcs7-signature"
TOKEN_TYPE = "application/vnd.etsi.timestamp-token"  # noqa: S105 - a media type
SEAL_INFO = "seal-info.txt"
EVENT = "event.json"
CARD = "card.json"
PARCEL = "parcel.json"
MIMETYPE = "mimetype"
MIMETYPE_TEXT = b"application/vnd.etsi.asic-e+zip"
ARCHIVE_MANIFEST = "META-INF/ASiCArchiveManifest.xml"
ARCHIVE_TOKEN = "META-INF/timestamp001.tst"  # noqa: S105 - a file name

ROOT_FILES: dict[str, tuple[str, ...]] = {
    "seal": (SEAL_INFO,),
    "addendum": (SEAL_INFO, EVENT),
    "card": (SEAL_INFO, CARD),
    "parcel": (SEAL_INFO, PARCEL),
}
"""The files that the signatures of a container of each kind are over, in container order."""

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" '
    'xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
)
_SIGNATURE = '<asic:SigReference URI="{uri}" MimeType="{media_type}"/>\n'
_OBJECT = (
    '<asic:DataObjectReference URI="{uri}">'
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
    "<ds:DigestValue>{digest}</ds:DigestValue></asic:DataObjectReference>\n"
)
_TAIL = "</asic:ASiCManifest>\n"


def manifest_name(number: int) -> str:
    """The file that signature `number` (from 1) is over."""
    return f"META-INF/ASiCManifest{number:03d}.xml"


def signature_name(number: int) -> str:
    """The file of signature `number` (from 1)."""
    return f"META-INF/signature{number:03d}.p7s"


def render(signature_uri: str, media_type: str, objects: Iterable[tuple[str, bytes]]) -> bytes:
    """The text over `objects`, which are names and their 32-byte SHA-256 in container order."""
    lines = [
        _OBJECT.format(uri=name, digest=base64.b64encode(digest).decode("ascii")) for name, digest in objects
    ]
    text = _HEAD + _SIGNATURE.format(uri=signature_uri, media_type=media_type) + "".join(lines) + _TAIL
    return text.encode("ascii")
