"""Volumes that a sound list names and that are none, or not in their place: only whoever opens it sees that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.vectors.lists import fixed_bytes
from tests.vectors.parcels import cms_form
from tests.vectors.parcels.cms_form import MessageWish
from tests.vectors.parcels.parcel import HEADER_BYTES, Plan, build, volume_name
from tests.vectors.parcels.vector import Opening, Vector

FIRST, SECOND, LAST = map(volume_name, (1, 2, 3))


def _signed(
    name: str, about: str, result: str, file: str = FIRST, attack: str = "H28", **plan: Any
) -> Vector:
    """The list is signed over these volumes, so a courier finds nothing."""
    openings = (Opening("p256", result, file), Opening("shares share1.json share2.json", result, file))
    return Vector(f"volume-{name}", about, Plan(**plan), openings=openings, attack=attack)


def _wish(name: str, about: str, result: str, **wish: Any) -> Vector:
    return _signed(name, about, result, attack="H32", volume_wishes={1: MessageWish(**wish)})


def _header(name: str, about: str, how: Callable[[bytes], bytes], result: str = "volume-header") -> Vector:
    def act(headers: list[bytes]) -> None:
        headers[0] = how(headers[0])

    return _signed(f"header-{name}", about, result, headers=act)


def _replace(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda head: head.rstrip().replace(old, new).ljust(127) + b"\n"


def _reordered(volumes: list[bytes]) -> None:
    volumes[0], volumes[1] = volumes[1], volumes[0]


def _dropped(volumes: list[bytes]) -> None:
    del volumes[-1]


def _twice(volumes: list[bytes]) -> None:
    volumes[1] = volumes[0]


def _foreign(volumes: list[bytes]) -> None:
    volumes[1] = build(Plan(label="other")).files[SECOND]


def _foreign_renumbered(volumes: list[bytes]) -> None:
    """The other parcel's volume with this parcel's number in its key identifier."""
    other, own = (bytes.fromhex(Plan(label=label).parcel) for label in ("other", "one"))
    volumes[1] = build(Plan(label="other")).files[SECOND].replace(other, own)


def _half_empty(places: list[list[int]]) -> None:
    """The first volume holds half of its payload, the second the rest."""
    places[0][3], places[0][4] = 3000, places[0][3] - 3000
    places[1][2] = 3000


def _padding(at: int) -> Callable[[list[bytes]], None]:
    def act(inner: list[bytes]) -> None:
        content = bytearray(inner[-1])
        content[at] = 1
        inner[-1] = bytes(content)

    return act


def _header_alone(inner: list[bytes]) -> None:
    inner[0] = inner[0][: HEADER_BYTES - 1]


def _second_recipient(number: int, key: bytes) -> tuple[bytes, ...]:
    return (cms_form.kek(b"anybody else", fixed_bytes("another key", 32), key),) if number == 1 else ()


def _other_id(volumes: list[bytes]) -> None:
    volumes[0] = volumes[0].replace(bytes.fromhex(Plan().parcel), fixed_bytes("no parcel"))


VECTORS = (
    _signed("reordered", "two volumes in each other's place", "volume-place", volumes=_reordered),
    _signed("dropped", "the last volume is not listed", "volume-place", volumes=_dropped),
    _signed("twice", "the first volume is listed as the second too", "volume-place", SECOND, volumes=_twice),
    _signed("foreign", "a volume of another parcel", "volume-other-parcel", SECOND, volumes=_foreign),
    _signed("foreign-renumbered", "a volume of another parcel with this one's number outside", "volume-key", SECOND,
            volumes=_foreign_renumbered),
    _signed("number-changed", "a volume whose key has another number", "volume-other-parcel", volumes=_other_id),
    _signed("under-another-key", "a volume under a key that is not the parcel's", "volume-key",
            volume_keys={1: fixed_bytes("another key", 32)}),
    _signed("half-empty", "padding between two volumes with content", "volume-header", SECOND, places=_half_empty),
    _signed("padding-not-zeros", "the last byte of the padding", "volume-padding", LAST, contents=_padding(-1)),
    _signed("padding-begins-not-zero", "a byte of padding after the content", "volume-padding", LAST, contents=_padding(-1500)),
    _signed("shorter-than-its-header", "a volume of 127 bytes", "volume-size", contents=_header_alone),
    _header("of-another-parcel", "the number of another parcel, in what is authenticated",
            lambda head: head.replace(Plan().parcel.encode(), Plan(label="other").parcel.encode()),
            "volume-other-parcel"),
    _header("count", "the first of 99,999", _replace(b"1/3", b"1/99999"), "volume-place"),
    _header("number-zero", "volume 0", _replace(b"1/3", b"0/3")),
    _header("number-huge", "a number of a hundred digits", _replace(b" 1/3 6144", b" " + b"9" * 50 + b"/3 1")),
    _header("leading-zero", "a number with a zero before it", _replace(b"1/3", b"01/3")),
    _header("payload-over", "a byte more than there is", _replace(b"6144", b"6145")),
    _header("payload-huge", "ten thousand million bytes", _replace(b"6144", b"9999999999")),
    _header("payload-negative", "fewer bytes than none", _replace(b"6144", b"-1")),
    _header("payload-short", "a byte less than there is, so that the last one is padding", _replace(b"6144", b"6143"), "volume-padding"),
    _header("tab", "filled with tabs", lambda head: head.rstrip().ljust(127, b"\t") + b"\n"),
    _header("cr-lf", "a carriage return before the line feed", lambda head: head[:126] + b"\r\n"),
    _header("no-line-feed", "a space for the line feed", lambda head: head[:127] + b" "),
    _header("upper-case", "the number in capital letters", lambda head: head[:20] + head[20:52].upper() + head[52:]),
    _header("of-type-2", "a type that is not known", _replace(b"parcel/1", b"parcel/2")),
    _wish("flipped-under-a-signed-list", "a bit of what is encrypted", "volume-tag", flip=True),
    _wish("icv-12", "a tag of 12 bytes, the default of RFC 5084", "volume-form", tag_bytes=12),
    _wish("nonce-16", "a nonce of 16 bytes", "volume-form", nonce_bytes=16),
    _wish("aes-128", "AES-128-GCM", "volume-form", cipher=cms_form.AES128_GCM),
    _wish("version-1", "another version", "volume-form", version=1),
    _wish("authenticated-attributes", "authenticated attributes, which OpenSSL can't read", "volume-form",
          authenticated=cms_form.attributes(0xA1)),
    _wish("unauthenticated-attributes", "attributes that nothing protects", "volume-form", unauthenticated=cms_form.attributes(0xA2)),
    _wish("indefinite", "a length that is not said before", "volume-form", indefinite=True),
    _wish("trailing", "a byte after the message", "volume-form", after=b"\0"),
    _signed("two-recipients", "a second recipient of the volume alone", "volume-form", attack="H32", volume_infos=_second_recipient),
)  # fmt: skip
