"""Media types and extensions that promise another format."""

from __future__ import annotations

import pytest

from forensics_app.examine.filetype import extension_disagrees, media_type_of

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + bytes(200)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00" + bytes(64)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes(32)
ZIP = b"PK\x03\x04\x14\x00\x00\x00\x00\x00" + bytes(60)
EXE = (
    b"MZ" + bytes(58) + b"\x80\x00\x00\x00" + bytes(64) + b"PE\x00\x00\x64\x86\x01\x00" + bytes(12)
    + b"\xf0\x00\x22\x00\x0b\x02" + bytes(400)
)  # fmt: skip


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (JPEG, "image/jpeg"),
        (PNG, "image/png"),
        (PDF, "application/pdf"),
        (GIF, "image/gif"),
        (ZIP, "application/zip"),
        (b"words and more words\n", "text/plain"),
        (b"", "inode/x-empty"),
    ],
)
def test_content_is_recognised(head: bytes, media_type: str) -> None:
    assert media_type_of(head) == media_type


TARGA = b"\x00\x00\x02" + bytes(9) + b"\x04\x00\x03\x00\x18\x20"
MAPPED = b"\x00\x01\x01\x00\x00\x02\x00\x18" + bytes(4) + b"\x04\x00\x03\x00\x08\x00"
UPCASE = b"".join(n.to_bytes(2, "little") for n in range(97))  # how the table of every NTFS volume begins


def changed(head: bytes, at: int, value: int) -> bytes:
    return head[:at] + bytes([value]) + head[at + 1 :] + bytes(4096)


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (TARGA + bytes(4096), "image/x-tga"),
        (changed(TARGA, 2, 10), "image/x-tga"),  # run-length encoded
        (MAPPED + bytes(4096), "image/x-tga"),
        (UPCASE, "application/octet-stream"),
        (changed(MAPPED, 1, 0), "application/octet-stream"),  # colours by a map that is not there
        (changed(MAPPED, 7, 7), "application/octet-stream"),
        (changed(TARGA, 12, 0), "application/octet-stream"),
        (changed(TARGA, 14, 0), "application/octet-stream"),
    ],
)
def test_what_only_looks_like_a_targa_picture_is_none(head: bytes, media_type: str) -> None:
    assert media_type_of(head) == media_type


@pytest.mark.parametrize(
    ("head", "extension"),
    [
        (EXE, "jpg"),
        (EXE, "txt"),
        (EXE, "pdf"),
        (JPEG, "txt"),
        (JPEG, "exe"),
        (ZIP, "jpg"),
        (PDF, "png"),
        (b"words\n", "jpg"),
        (bytes(range(200, 256)) * 9, "png"),
    ],
)
def test_extension_that_promises_something_else(head: bytes, extension: str) -> None:
    assert extension_disagrees(extension, media_type_of(head))


@pytest.mark.parametrize(
    ("head", "extension"),
    [
        (EXE, "exe"),
        (EXE, "dll"),
        (JPEG, "jpg"),
        (JPEG, "jpeg"),
        (ZIP, "docx"),
        (ZIP, "jar"),
        (ZIP, "odt"),
        (PDF, "pdf"),
        (b"words\n", "txt"),
        (b"a,b\n1,2\n", "csv"),
        (b'{"a": 1}\n', "json"),
        (b"#!/bin/sh\necho\n", "sh"),
        (b"<html><body></body></html>", "html"),
        (b"", "jpg"),
        (EXE, ""),
        (EXE, "unheardof"),
        (bytes(range(128, 256)) * 9, "log"),
    ],
)
def test_extension_that_fits_or_says_nothing(head: bytes, extension: str) -> None:
    assert not extension_disagrees(extension, media_type_of(head))


def test_unknown_type_disagrees_with_nothing() -> None:
    assert not extension_disagrees("jpg", None)
