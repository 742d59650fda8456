"""Archives that encrypt their names as well: nothing can be listed, and that is why.

Each is made of the bytes of its format: RAR 4 and 5 (the technical notes of rarlab.com), 7z (7zFormat.txt).
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from tests.reading.evidence_reading import read_source


def rar4_header(kind: int, flags: int, rest: bytes) -> bytes:
    body = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
    return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body


def rar4() -> bytes:
    return b"Rar!\x1a\x07\x00" + rar4_header(0x73, 0x80, bytes(6)) + b"\xa5" * 400


def rar5() -> bytes:
    fields = bytes([4, 0, 0, 0, 15]) + b"salt" * 4  # archive encryption header, version 0, 2^15 rounds
    header = bytes([len(fields)]) + fields
    return b"Rar!\x1a\x07\x01\x00" + struct.pack("<I", zlib.crc32(header)) + header + b"\x5a" * 400


def seven_zip() -> bytes:
    packed = b"E" * 64
    pack_info = bytes([0x06, 0, 1, 0x09, len(packed), 0])
    aes = bytes([0x24, 0x06, 0xF1, 0x07, 0x01, 2, 0x13, 0])  # a coder with properties: 06F10701, AES-256
    folder = bytes([0x07, 0x0B, 1, 0, 1]) + aes + bytes([0x0C, 50, 0])
    header = b"\x17" + pack_info + folder + b"\0"
    start = struct.pack("<QQI", len(packed), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + packed + header


@pytest.mark.parametrize("made", [rar4, rar5, seven_zip])
def test_archive_with_encrypted_names_says_that_it_is_encrypted(made: object, tmp_path: Path) -> None:
    assert callable(made)
    path = tmp_path / "archive"
    path.write_bytes(made())
    found = read_source(path)
    assert found.paths() == []
    assert found.codes() == ["content-encrypted"]


def test_encrypted_member_of_a_rar_keeps_its_name(tmp_path: Path) -> None:
    name, data = b"secret.txt", b"\x99" * 32
    fields = struct.pack("<IIBIIBBHI", 32, 20, 2, 1, 0x50221883, 29, 0x30, len(name), 0x20) + name
    headers = rar4_header(0x73, 0, bytes(6)), rar4_header(0x74, 0x8004, fields)
    path = tmp_path / "archive.rar"
    path.write_bytes(b"Rar!\x1a\x07\x00" + b"".join(headers) + data + rar4_header(0x7B, 0x4000, b""))
    found = read_source(path)
    assert found.paths() == ["secret.txt"]
    assert found.examination("secret.txt").read.reason == "content-encrypted"
    assert [(o.code, o.locator) for o in found.omissions] == [("content-encrypted", "s1:/secret.txt")]
