"""Values as sealed JSON holds them: no numbers, bytes in base64, text (docs/bundle-format.md, section 3)."""

from __future__ import annotations

import binascii

from forensics_app.model.digests import Digests
from forensics_app.model.names import display
from forensics_app.model.sealed_json import JsonValue


def b64(data: bytes) -> str:
    """Base64 (RFC 4648) with padding."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def name_object(raw: bytes) -> JsonValue:
    """A name: its bytes, and what people see."""
    return {"bytes": b64(raw), "display": display(raw)}


def integer(value: int | None) -> str | None:
    """An integer as a decimal string."""
    return None if value is None else str(value)


def unicode_text(text: str) -> str:
    """What isn't Unicode (raw bytes of a file name of this computer) spelled out."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def optional_text(text: str | None) -> str | None:
    """Text that may be absent."""
    return text if text is None or text.isascii() else unicode_text(text)


def digest_object(digests: Digests) -> JsonValue:
    """Digests in hex, null where not computed."""
    return {"md5": digests.md5, "sha1": digests.sha1, "sha256": digests.sha256}
