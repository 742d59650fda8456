"""The 512-byte headers of tar: V7, ustar (POSIX.1-1988), pax (POSIX.1-2001) and GNU."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.model.times import TimeKind

BLOCK_BYTES = 512
_OLD_GNU = b"ustar  \x00"
_LARGEST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class TarHeader:
    """One header as stored. `name` with ustar's prefix; numbers None where they are no numbers,
    times only where they are some."""

    name: bytes
    type: bytes
    mode: int | None
    uid: int | None
    gid: int | None
    size_bytes: int | None
    times: dict[TimeKind, int]
    link_name: bytes
    raw: bytes


def is_tar_header(block: bytes) -> bool:
    """Whether a block has a right checksum, as one that begins a tar must."""
    if len(block) < BLOCK_BYTES:
        return False
    stored = number(block[148:156])
    if stored is None or not block[:BLOCK_BYTES].strip(b"\x00"):
        return False
    rest = block[:148] + b" " * 8 + block[156:BLOCK_BYTES]
    # the standard's sum is of unsigned bytes; some old implementations summed signed ones
    unsigned = sum(rest)
    return stored in (unsigned, unsigned - 256 * sum(byte > 127 for byte in rest))


def read_header(block: bytes) -> TarHeader:
    """The fields of a block whose checksum is right."""
    name, prefix = _text(block[0:100]), b""
    times = {TimeKind.MODIFIED: number(block[136:148], signed=True)}
    if block[257:263] == b"ustar\x00":
        prefix = _text(block[345:500])
    elif block[257:265] == _OLD_GNU:  # an incremental backup has two times more
        times[TimeKind.ACCESSED] = number(block[345:357], signed=True) or None
        times[TimeKind.CHANGED] = number(block[357:369], signed=True) or None
    return TarHeader(
        name=prefix + b"/" + name if prefix else name,
        type=block[156:157],
        mode=number(block[100:108]),
        uid=number(block[108:116]),
        gid=number(block[116:124]),
        size_bytes=number(block[124:136]),
        times={kind: value for kind, value in times.items() if value is not None},
        link_name=_text(block[157:257]),
        raw=block[:BLOCK_BYTES],
    )


def number(field: bytes, *, signed: bool = False) -> int | None:
    """An octal number, or GNU's base-256 one (first bit set); None for anything else."""
    if field[:1] in (b"\x80", b"\xff"):
        value = int.from_bytes(field[1:], "big")
        if field[0] == 0xFF:
            value -= 1 << (8 * (len(field) - 1))
    else:
        digits = field.split(b"\x00", 1)[0].strip(b" ")
        if not all(0x30 <= digit <= 0x37 for digit in digits):
            return None
        value = int(digits, 8) if digits else 0
    if abs(value) > _LARGEST or (value < 0 and not signed):
        return None
    return value


def _text(field: bytes) -> bytes:
    return field.split(b"\x00", 1)[0]
