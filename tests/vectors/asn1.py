"""Writing DER (X.690), as little as certificates, signatures and time-stamps need."""

from __future__ import annotations


def tlv(tag: int, *parts: bytes) -> bytes:
    """One value with the shortest length."""
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes(4, "big").lstrip(b"\0")
    return bytes([tag, 0x80 + len(length)]) + length + body


def seq(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    return tlv(0x31, *sorted(parts))


def tagged(number: int, *parts: bytes) -> bytes:
    """[number], constructed."""
    return tlv(0xA0 + number, *parts)


def octets(data: bytes) -> bytes:
    return tlv(0x04, data)


def integer(value: int) -> bytes:
    size = max(1, value.bit_length() // 8 + 1)
    return tlv(0x02, value.to_bytes(size, "big"))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    body = bytearray()
    for arc in (40 * first + second, *rest):
        digits = [arc % 128]
        while arc := arc // 128:
            digits.append(128 + arc % 128)
        body += bytes(reversed(digits))
    return tlv(0x06, bytes(body))


NULL = b"\x05\x00"
