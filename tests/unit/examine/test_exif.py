"""EXIF wherever a picture may have it, and positions that it doesn't quite tell. Pillow is the judge."""

from __future__ import annotations

import io
import struct
import time
import zlib

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from forensics_app.examine.content import WholeContent
from forensics_app.examine.exif import PictureFacts, is_picture, picture_facts
from forensics_app.examine.filetype import media_type_of

LATITUDE = (IFDRational(33), IFDRational(51), IFDRational(24))
LONGITUDE = (IFDRational(70), IFDRational(40), IFDRational(0))
PLACE = (-33.8566667, -70.6666667)


def exif(south: str | None = "S", west: str | None = "W", **more: str) -> bytes:
    """With Pillow's mark of JPEG in front, as the picture formats take it."""
    made = Image.Exif()
    made[0x010F] = more.get("make", "Sealwright")
    made[0x8825] = {2: LATITUDE, 4: LONGITUDE} | ({1: south} if south else {}) | ({3: west} if west else {})
    return made.tobytes()


def picture(form: str, metadata: bytes) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (16, 16), (200, 10, 10)).save(packed, form, exif=metadata)
    return packed.getvalue()


def facts(data: bytes) -> PictureFacts:
    return picture_facts(WholeContent(data), data)


def place(found: PictureFacts) -> tuple[float | None, float | None]:
    return found.latitude, found.longitude


def judged(data: bytes) -> str:
    with Image.open(io.BytesIO(data)) as read:
        return str(read.getexif()[0x010F])


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_every_form_of_picture_that_carries_it(form: str) -> None:
    data = picture(form, exif())
    assert is_picture(media_type_of(data))
    found = facts(data)
    assert place(found) == PLACE
    assert dict(found.tags)["Image Make"] == judged(data) == "Sealwright"
    assert not found.failed


def test_webp_that_repeats_the_mark_of_jpeg_and_one_with_odd_parts() -> None:
    plain = picture("WEBP", exif())
    at = plain.index(b"EXIF")
    size = int.from_bytes(plain[at + 4 : at + 8], "little")
    content = plain[at + 8 : at + 8 + size]
    for parts in ((b"EXIF", b"Exif\x00\x00" + content), (b"ODD!", b"x", b"EXIF", content)):
        body = plain[12:at]
        for kind, data in zip(parts[::2], parts[1::2], strict=True):
            body += kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
        whole = b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
        assert judged(whole) == "Sealwright"
        assert place(facts(whole)) == PLACE


def test_raw_pictures_that_hold_a_jpeg_or_are_a_tiff() -> None:
    """By the fields that exiftool reads of Fujifilm's RAF; Canon's CR2 and Olympus' ORF are TIFF."""
    jpeg = picture("JPEG", exif())
    raf = b"FUJIFILMCCD-RAW 0201FF393201X-T1".ljust(84, b"\x00") + struct.pack(">II", 160, len(jpeg))
    tiff = exif()[6:]
    assert tiff.startswith((b"II*\x00", b"MM\x00*"))
    for data, kind in ((raf.ljust(160, b"\x00") + jpeg, "image/x-fuji-raf"), (tiff, "image/tiff")):
        assert media_type_of(data) == kind
        assert is_picture(kind)
        assert place(facts(data)) == PLACE
    for kind, magic in (
        ("image/x-canon-cr2", b"II*\x00\x10\x00\x00\x00CR\x02\x00"),
        ("image/x-olympus-orf", b"IIRO"),
    ):
        assert is_picture(media_type_of(magic + bytes(100))), kind
    directory = struct.pack("<HHHI4sI", 1, 0x0112, 3, 1, b"\x06\x00\x00\x00", 0)
    assert dict(facts(b"IIRO\x08\x00\x00\x00" + directory).tags) == {"Image Orientation": "Rotated 90 CW"}


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt"])
def test_profile_as_image_magick_wrote_it_into_png(kind: bytes) -> None:
    hexadecimal = b"\nexif\n%8d\n" % len(exif()) + exif().hex("\n", 36).encode() + b"\n"
    text = hexadecimal if kind == b"tEXt" else b"\x00" + zlib.compress(hexadecimal)
    content = kind + b"Raw profile type exif\x00" + text
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    plain = picture("PNG", b"")
    data = plain[:33] + chunk + plain[33:]
    assert judged(data) == "Sealwright"
    assert place(facts(data)) == PLACE


def test_behind_other_segments_of_a_jpeg() -> None:
    """A colour profile, XMP or what Photoshop writes may come first; each may be 64 KiB."""
    plain = picture("JPEG", exif())
    for marker in (0xE1, 0xE2, 0xED, 0xFE):
        segment = struct.pack(">BBH", 0xFF, marker, 60_002) + b"http://other\x00".ljust(60_000, b"x")
        data = plain[:2] + segment * 3 + b"\xff" + plain[2:]
        assert judged(data) == "Sealwright"
        assert place(facts(data)) == PLACE


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"msf1", b"avis", b"MiHE"])
@pytest.mark.parametrize("minor", [0, 1])
def test_heif_of_any_brand(brand: bytes, minor: int) -> None:
    plain = picture("AVIF", exif())
    data = plain[:8] + brand + struct.pack(">I", minor) + plain[16:]
    assert place(facts(data)) == PLACE


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("order", ["<", ">"])
def test_heif_in_every_form_of_its_places(inside: bool, order: str) -> None:
    """In two pieces, with a base, in the file or in `idat`, without a mark (ISO/IEC 23008-12 A.2.1)."""
    tiff = struct.pack(order + "2sHIHHHI", b"II" if order == "<" else b"MM", 42, 8, 1, 0x010F, 2, 8)
    tiff += struct.pack(order + "II", 26, 0) + b"Sealwri\x00"
    item = bytes(4) + tiff
    ftyp = struct.pack(">I4s4sI4s", 20, b"ftyp", b"heic", 0, b"mif1")

    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(content), kind) + content

    infe = box(b"infe", struct.pack(">IHH4s", 2 << 24, 7, 0, b"Exif") + b"\x00")
    iinf = box(b"iinf", struct.pack(">IH", 0, 1) + infe)

    def meta(base: int) -> bytes:
        iloc = box(
            b"iloc",
            struct.pack(">IHHHHHI", 1 << 24, 0x4440, 1, 7, int(inside), 0, base)
            + struct.pack(">HIIII", 2, 0, 9, 9, len(item) - 9),
        )
        return box(b"meta", bytes(4) + iinf + iloc + (box(b"idat", item) if inside else b""))

    length = len(ftyp + meta(0))
    data = ftyp + meta(0 if inside else length + 8) + (b"" if inside else box(b"mdat", item))
    assert dict(facts(data).tags) == {"Image Make": "Sealwri"}


@pytest.mark.parametrize(
    ("south", "west", "expected"),
    [
        ("South", "west", PLACE),  # some write the word
        ("n", "E", (-PLACE[0], -PLACE[1])),
        ("X", "W", (None, None)),
        ("", "W", (None, None)),
        ("E", "N", (None, None)),
        ("S", None, (None, None)),
    ],
)
def test_half_of_the_earth_that_is_not_told_is_not_supposed(
    south: str, west: str | None, expected: tuple[float | None, float | None]
) -> None:
    assert place(facts(picture("JPEG", exif(south, west)))) == expected


def test_values_outside_of_the_exif_are_left_out_and_told() -> None:
    """exifread reads zeros there: a place on the Greenwich meridian, and what follows in the file."""
    plain = exif()
    where = plain.index(struct.pack("<HHI", 4, 5, 3) if plain[6:8] == b"II" else struct.pack(">HHI", 4, 5, 3))
    order = "<" if plain[6:8] == b"II" else ">"
    wrong = plain[: where + 8] + struct.pack(order + "I", len(plain)) + plain[where + 12 :]
    found = facts(picture("JPEG", wrong))
    assert place(found) == (None, None)
    assert found.failed
    assert dict(found.tags)["Image Make"] == "Sealwright"
    assert "GPS GPSLongitude" not in dict(found.tags)


def test_what_windows_writes() -> None:
    made = Image.Exif()
    made[0x9C9C] = "Комментарий 1".encode("utf-16-le") + b"\x00\x00"
    made[0x9C9E] = ("k" * 600).encode("utf-16-le")
    found = dict(facts(picture("JPEG", made.tobytes())).tags)
    assert found["Image XPComment"] == "Комментарий 1"
    assert found["Image XPKeywords"] == "k" * 511 + "…"
    made = Image.Exif()
    made[0x0111] = [7] * 1200
    assert dict(facts(picture("JPEG", made.tobytes())).tags)["Image StripOffsets"] == "[4800 bytes]"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"ASCII\x00\x00\x00Screenshot\x00\x00", "Screenshot"),
        (b"UNICODE\x00" + "Ж a".encode("utf-16-le"), "Ж a"),
        (b"UNICODE\x00" + "Ж a".encode("utf-16-be"), "Ж a"),
        (b"UNICODE\x00" + "Ж a".encode("utf-16"), "Ж a"),
        (b"JIS\x00\x00\x00\x00\x00" + "日本".encode("iso2022_jp"), "日本"),
        (bytes(8) + "é".encode(), "é"),
        (bytes(8) + b" " * 200, None),
        (b"ASCII\x00\x00\x00" + b"x" * 3000, "x" * 511 + "…"),
        (b"UNICODE\x00" + "Screenshot".encode("utf-16-le") * 300, ("Screenshot" * 60)[:511] + "…"),
    ],
)
def test_comments_of_users_in_their_code(raw: bytes, expected: str | None) -> None:
    made = Image.Exif()
    made[0x8769] = {0x9286: raw}
    found = facts(picture("JPEG", made.tobytes()))
    assert dict(found.tags).get("EXIF UserComment") == expected
    assert not found.failed


def test_what_breaks_off_is_told() -> None:
    for form in ("JPEG", "PNG", "WEBP", "AVIF"):
        data = picture(form, exif(make="x" * 900))
        at = data.index(b"x" * 900)
        assert facts(data[: at + 100]).failed, form
    bare = io.BytesIO()
    Image.new("RGB", (16, 16)).save(bare, "JPEG")
    assert facts(bare.getvalue()) == PictureFacts()
    assert facts(b"II+\x00\x08\x00\x00\x00" + bytes(40)).failed  # BigTIFF, of which exifread reads nonsense


def test_what_is_cut_says_so() -> None:
    found = dict(facts(picture("JPEG", exif(make="x" * 900))).tags)
    assert found["Image Make"] == "x" * 511 + "…"
    tags = b"".join(struct.pack("<HHII", 0xC000 + n, 4, 1, n) for n in range(300))
    tiff = b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", 300) + tags + bytes(4)
    many = facts(tiff)
    assert len(many.tags) == 256
    assert many.failed


@pytest.mark.parametrize("count", [999, 100_000])
def test_directory_without_measure_ends(count: int) -> None:
    """60 KB of entries that all have the same values took a minute."""
    tags = b"".join(struct.pack("<HHII", 0xC000 + n, 5 if count < 1000 else 2, count, 8) for n in range(5000))
    tiff = b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", 5000) + tags + bytes(4)
    began = time.process_time()
    assert facts(tiff + bytes(count)).failed
    assert time.process_time() - began < 5
