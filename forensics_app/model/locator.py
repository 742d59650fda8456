"""Where an artifact lies, as a value apart from any open handle, and the id that follows from it.

The id is 16 base32 characters (80 bits) of HMAC-SHA-256(case key, canonical locator): the same on any number
of workers and after a kill, and useless to whoever lacks the case's key.
"""

from __future__ import annotations

import hashlib
from binascii import b2a_base64
from functools import lru_cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, NamedTuple

from forensics_app.model.names import Components, display, display_path

if TYPE_CHECKING:
    from hashlib import _Hash

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_PAIRS = [a + b for a in _BASE32 for b in _BASE32]  # ten bits at a time: twice as fast as base64.b32encode
_BLOCK_BYTES = hashlib.sha256().block_size
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


class Locator(NamedTuple):
    """`address` is the file system's own: `inode-type-id` as fls prints it, or None for logical sources.

    `ordinal` tells apart names that share everything else (several deleted entries of one name and inode).
    """

    source_id: str
    layer_id: str
    components: Components
    stream: bytes | None = None
    address: str | None = None
    ordinal: int = 0

    def path_display(self) -> str:
        """`/dir/name`, or `/dir/name:stream`."""
        text = display_path(self.components)
        return text if self.stream is None else f"{text}:{display(self.stream)}"

    def canonical(self) -> bytes:
        """Sealed-JSON bytes that name this place and nothing else.

        Written out here, since every entry of an ingest needs it; a property test holds it equal to
        `sealed_json.dump` of {address, layer, ordinal, path, source, stream}. Names are base64.
        """
        source_id, layer_id, components, stream, address, ordinal = self
        shown = "null" if address is None else encode_basestring(address)
        stream_json = "null" if stream is None else _base64(stream)
        path = _folder(components[:-1]) + _base64(components[-1]) if components else ""
        return (
            f'{{"address":{shown},"layer":{encode_basestring(layer_id)},"ordinal":"{ordinal}","path":[{path}],'
            f'"source":{encode_basestring(source_id)},"stream":{stream_json}}}'
        ).encode()


@lru_cache(maxsize=256)
def _folder(components: Components) -> str:
    """What stands before the last component: the same for all names of a folder, which come in turn."""
    return "".join([_base64(one) + "," for one in components])


def _base64(raw: bytes) -> str:
    return f'"{b2a_base64(raw, newline=False).decode("ascii")}"'


def artifact_id(case_key: bytes, locator: Locator) -> str:
    """16 upper-case base32 characters (RFC 4648)."""
    return artifact_id_of(case_key, locator.canonical())


def artifact_id_of(case_key: bytes, canonical: bytes) -> str:
    """The same from the locator's canonical bytes.

    HMAC by its definition (RFC 2104), with the key digested once and not for each id: `hmac.digest` takes
    more than twice as long for as few bytes. A property test holds it equal to the standard library's.
    """
    begun, ending = _begun_hashes(case_key)
    inner, outer = begun.copy(), ending.copy()
    inner.update(canonical)
    outer.update(inner.digest())
    number = int.from_bytes(outer.digest()[:10])
    return "".join([_PAIRS[number >> shift & 1023] for shift in (70, 60, 50, 40, 30, 20, 10, 0)])


@lru_cache(maxsize=4)
def _begun_hashes(key: bytes) -> tuple[_Hash, _Hash]:
    """The inner and the outer hash of HMAC-SHA-256 with the key in it."""
    if len(key) > _BLOCK_BYTES:
        key = hashlib.sha256(key).digest()
    padded = key.ljust(_BLOCK_BYTES, b"\0")
    return hashlib.sha256(padded.translate(_INNER)), hashlib.sha256(padded.translate(_OUTER))
