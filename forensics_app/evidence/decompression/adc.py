"""Apple data compression (ADC), of old disk images: literal runs, and copies of what was written before.

The first byte of each part tells its form: bit 7 set, 1 to 128 literal bytes; bit 6 set, a copy of 4 to 67
bytes at an offset of two bytes; else a copy of 3 to 18 bytes at an offset of ten bits. Offsets count back
from the last byte written.
"""

from __future__ import annotations


def unpack_adc(stored: bytes, size: int) -> bytes:
    """Up to `size` bytes. Raises ValueError for a stream that ends inside a part or copies from nowhere."""
    out = bytearray()
    at = 0
    while at < len(stored) and len(out) < size:
        first = stored[at]
        if first & 0x80:
            length = (first & 0x7F) + 1
            part = stored[at + 1 : at + 1 + length]
            if len(part) < length:
                raise ValueError("literal run is cut off")
            out += part
            at += 1 + length
            continue
        if at + (3 if first & 0x40 else 2) > len(stored):
            raise ValueError("copy is cut off")
        if first & 0x40:
            length, back = (first & 0x3F) + 4, (stored[at + 1] << 8 | stored[at + 2]) + 1
            at += 3
        else:
            length, back = (first >> 2 & 0x0F) + 3, ((first & 3) << 8 | stored[at + 1]) + 1
            at += 2
        if back > len(out):
            raise ValueError("copy from before the beginning")
        for _ in range(length):  # the copy may overlap what it writes
            out.append(out[-back])
    return bytes(out[:size])
