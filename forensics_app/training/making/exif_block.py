"""A small EXIF block (Exif 2.32, CIPA DC-008) written by hand: every value in it is known."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime

ASCII, LONG, RATIONAL, BYTE = 2, 4, 5, 1
MAKE, MODEL, DATE_TIME, EXIF_POINTER, GPS_POINTER = 0x010F, 0x0110, 0x0132, 0x8769, 0x8825
DATE_TIME_ORIGINAL, OFFSET_TIME_ORIGINAL = 0x9003, 0x9011
GPS_VERSION, GPS_LATITUDE_REF, GPS_LATITUDE, GPS_LONGITUDE_REF, GPS_LONGITUDE = 0, 1, 2, 3, 4
GPS_TIME, GPS_DATE = 7, 29


@dataclass(frozen=True, slots=True)
class Exif:
    """`taken` is `YYYY:MM:DD HH:MM:SS`; `position` latitude and longitude in ten-thousandths of a degree.

    `offset` is None for a camera that doesn't say its zone; `gps_time` is in UTC, by the satellites.
    """

    make: str
    model: str
    taken: str
    offset: str | None
    position: tuple[int, int] | None = None
    gps_time: datetime | None = None


def insert(jpeg: bytes, exif: Exif) -> bytes:
    """The picture with the block as APP1 right behind its start marker."""
    payload = b"Exif\0\0" + _tiff(exif)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload + jpeg[2:]


def _tiff(exif: Exif) -> bytes:
    first = [(MAKE, _text(exif.make)), (MODEL, _text(exif.model)), (DATE_TIME, _text(exif.taken))]
    photo = [(DATE_TIME_ORIGINAL, _text(exif.taken))]
    if exif.offset is not None:
        photo.append((OFFSET_TIME_ORIGINAL, _text(exif.offset)))
    gps = [] if exif.position is None else _gps(*exif.position)
    if gps and exif.gps_time is not None:
        at = exif.gps_time
        gps.append((GPS_TIME, (RATIONAL, 3, struct.pack("<6I", at.hour, 1, at.minute, 1, at.second, 1))))
        gps.append((GPS_DATE, _text(f"{at:%Y:%m:%d}")))
    pointers = 2 if gps else 1
    photo_at = 8 + _size(first) + 12 * pointers
    gps_at = photo_at + _size(photo)
    first.append((EXIF_POINTER, (LONG, 1, struct.pack("<I", photo_at))))
    if gps:
        first.append((GPS_POINTER, (LONG, 1, struct.pack("<I", gps_at))))
    body = struct.pack("<2sHI", b"II", 42, 8) + _directory(first, 8) + _directory(photo, photo_at)
    return body + (_directory(gps, gps_at) if gps else b"")


TypeCountData = tuple[int, int, bytes]


def _text(value: str) -> TypeCountData:
    data = value.encode("ascii") + b"\0"
    return ASCII, len(data), data


def _gps(latitude: int, longitude: int) -> list[tuple[int, TypeCountData]]:
    return [
        (GPS_VERSION, (BYTE, 4, b"\2\3\0\0")),
        (GPS_LATITUDE_REF, _text("N" if latitude >= 0 else "S")),
        (GPS_LATITUDE, _degrees(latitude)),
        (GPS_LONGITUDE_REF, _text("E" if longitude >= 0 else "W")),
        (GPS_LONGITUDE, _degrees(longitude)),
    ]


def _degrees(ten_thousandths: int) -> TypeCountData:
    """Degrees, minutes and hundredths of a second: exact for a ten-thousandth of a degree (0.36 s)."""
    degrees, rest = divmod(abs(ten_thousandths), 10_000)
    minutes, rest = divmod(rest * 60, 10_000)
    return RATIONAL, 3, struct.pack("<6I", degrees, 1, minutes, 1, rest * 60 // 100, 100)


def _size(entries: list[tuple[int, TypeCountData]]) -> int:
    """Bytes of a directory with its long values, which are padded to even lengths."""
    return 6 + 12 * len(entries) + sum(len(d) + len(d) % 2 for _, (_, _, d) in entries if len(d) > 4)


def _directory(entries: list[tuple[int, TypeCountData]], offset: int) -> bytes:
    head = struct.pack("<H", len(entries))
    values = b""
    values_at = offset + 6 + 12 * len(entries)
    for tag, (kind, count, data) in sorted(entries):
        if len(data) > 4:
            place = struct.pack("<I", values_at + len(values))
            values += data + b"\0" * (len(data) % 2)
        else:
            place = data.ljust(4, b"\0")
        head += struct.pack("<HHI", tag, kind, count) + place
    return head + struct.pack("<I", 0) + values
