"""Thumbnails: small, upright, without the original's metadata; hostile pictures cost nothing else."""

from __future__ import annotations

import io
import os
import random
import signal
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from forensics_app.model.artifact import Artifact
from forensics_app.model.case import IngestOptions
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.thumbnails import NoThumbnail, NoThumbnailReason, Thumbnail
from forensics_app.services.cases.case import Case
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.thumbnails.messages import Decode, Made, Refused
from forensics_app.services.thumbnails.process import DecoderLost, ThumbnailProcess
from forensics_app.services.thumbnails.thumbnails import Thumbnails
from tests.world.cases import make_case

RED, BLUE = (250, 10, 10), (10, 10, 250)


def picture(
    form: str = "PNG", size: tuple[int, int] = (600, 300), mode: str = "RGB", **more: object
) -> bytes:
    """Left half red, right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    packed = io.BytesIO()
    image.convert(mode).save(packed, form, **more)
    return packed.getvalue()


def png(width: int, height: int, body: bytes) -> bytes:
    """A PNG that claims a size; `body` is its compressed data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def decoder() -> Iterator[ThumbnailProcess]:
    process = ThumbnailProcess()
    yield process
    process.close()


def made(process: ThumbnailProcess, data: bytes, edge: int = 128) -> tuple[Made, Image.Image]:
    answer = process.ask(Decode(data, edge))
    assert isinstance(answer, Made), answer
    image = Image.open(io.BytesIO(answer.png))
    assert image.format == "PNG"
    assert image.size == (answer.width, answer.height)
    return answer, image.convert("RGB")


def looks(pixel: object, wanted: tuple[int, int, int]) -> bool:
    return isinstance(pixel, tuple) and all(abs(a - b) < 40 for a, b in zip(pixel, wanted, strict=True))


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("GIF", "P"),
        ("WEBP", "RGB"), ("AVIF", "RGB"), ("TIFF", "RGB"), ("BMP", "RGB"),
    ],
)  # fmt: skip
def test_every_format_becomes_a_small_png(decoder: ThumbnailProcess, form: str, mode: str) -> None:
    answer, image = made(decoder, picture(form, mode=mode))
    assert (answer.full_width, answer.full_height) == (600, 300)
    assert image.size == (128, 64)
    assert looks(image.getpixel((20, 30)), RED)
    assert looks(image.getpixel((110, 30)), BLUE)


def test_grey_in_sixteen_bits_is_not_washed_out(decoder: ThumbnailProcess) -> None:
    packed = io.BytesIO()
    Image.new("I;16", (200, 100), 128 << 8).save(packed, "PNG")
    _, image = made(decoder, packed.getvalue())
    assert image.getpixel((50, 20)) == (128, 128, 128)


def test_a_small_picture_is_not_enlarged(decoder: ThumbnailProcess) -> None:
    answer, _ = made(decoder, picture(size=(40, 30)))
    assert (answer.width, answer.height) == (40, 30)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (128, 64), (20, 30)), (2, (128, 64), (110, 30)), (3, (128, 64), (110, 30)),
        (4, (128, 64), (20, 30)),
        (5, (64, 128), (30, 20)), (6, (64, 128), (30, 20)), (7, (64, 128), (30, 110)),
        (8, (64, 128), (30, 110)),
        (99, (128, 64), (20, 30)),
    ],
)  # fmt: skip
def test_the_picture_is_set_upright_by_its_exif(
    decoder: ThumbnailProcess, orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    answer, image = made(decoder, picture("JPEG", exif=exif))
    assert image.size == size
    assert looks(image.getpixel(red_at), RED)
    assert (answer.full_width, answer.full_height) == (600, 300)


def test_nothing_of_the_original_but_its_pixels_is_in_the_thumbnail(decoder: ThumbnailProcess) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where the money is"
    exif[0x0112] = 6
    answer, _ = made(decoder, picture("JPEG", exif=exif, icc_profile=b"money" * 50, comment=b"money"))
    assert b"money" not in answer.png
    kinds = {answer.png[i + 4 : i + 8] for i in _chunks(answer.png)}
    assert kinds <= {b"IHDR", b"IDAT", b"IEND"}


def _chunks(data: bytes) -> Iterator[int]:
    place = 8
    while place < len(data):
        yield place
        place += 12 + int.from_bytes(data[place : place + 4], "big")


def _gif(width: int, height: int) -> bytes:
    return (
        b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
        + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x44\x01\x00;"
    )  # fmt: skip


JPEG = picture("JPEG")
HOSTILE = {
    "png-bomb": (png(30_000, 30_000, zlib.compress(bytes(1 << 20))), NoThumbnailReason.TOO_LARGE),
    "png-bomb-past-any-bound": (png(1 << 31 - 1, 1 << 30, b""), None),
    "png-bomb-within-the-bound": (png(9000, 9000, zlib.compress(bytes(30_000))), NoThumbnailReason.DAMAGED),
    "png-text-bomb": (
        png(10, 10, b"")[:33]
        + struct.pack(">I", 0) + b"zTXt"
        + struct.pack(">I", 0), None,
    ),
    "jpeg-cut-off": (JPEG[: len(JPEG) // 2], NoThumbnailReason.DAMAGED),
    "jpeg-head-alone": (JPEG[:20], None),
    "gif-huge-canvas": (_gif(65_535, 65_535), NoThumbnailReason.TOO_LARGE),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
            NoThumbnailReason.NOT_A_PICTURE),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", NoThumbnailReason.NOT_A_PICTURE),
    "text": (b"plain words", NoThumbnailReason.NOT_A_PICTURE),
    "nothing": (b"", NoThumbnailReason.NOT_A_PICTURE),
    "tiff-loop": (b"II*\0\x08\0\0\0\x00\x00\x08\x00\x00\x00" + bytes(8), None),
    "tiff-claims-much": (
        b"II*\0\x08\0\0\0\x03\0"
        + struct.pack("<HHII", 256, 4, 1, 1 << 31) + struct.pack("<HHII", 257, 4, 1, 1 << 31)
        + struct.pack("<HHII", 258, 3, 1, 8) + bytes(4), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_has_no_thumbnail_and_a_reason(decoder: ThumbnailProcess, name: str) -> None:
    data, reason = HOSTILE[name]
    answer = decoder.ask(Decode(data, 128))
    assert isinstance(answer, Refused)
    assert reason is None or answer.reason == reason, answer
    made(decoder, picture())  # the same process goes on


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP", "ICO"])
def test_flipped_bytes_end_as_a_picture_or_a_reason(decoder: ThumbnailProcess, form: str) -> None:
    drawn = random.Random(form)
    whole = picture(form, size=(64, 48))
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(drawn.randint(1, 8)):
            data[drawn.randrange(len(data))] = drawn.randrange(256)
        try:
            assert isinstance(decoder.ask(Decode(bytes(data), 64)), Made | Refused)
        except DecoderLost:
            continue  # a crash of a library is its process's alone


def test_memory_is_bounded(decoder: ThumbnailProcess) -> None:
    process = ThumbnailProcess(memory_bytes=400 << 20)
    try:
        row = zlib.compress(bytes((1 + 3 * 9000) * 9000))
        try:
            answer = process.ask(Decode(png(9000, 9000, row), 128))
            assert answer == Refused(NoThumbnailReason.TOO_LARGE, "out of memory")
        except DecoderLost:
            pass
        made(process, picture())
    finally:
        process.close()


def test_a_silent_decoder_is_killed_and_the_next_picture_has_another(decoder: ThumbnailProcess) -> None:
    process = ThumbnailProcess(silence_s=8)
    try:
        made(process, picture())
        first = process.pid
        assert first is not None
        process._silence_s = 0.5
        os.kill(first, signal.SIGSTOP)
        with pytest.raises(DecoderLost, match="silent"):
            process.ask(Decode(picture(), 64))
        process._silence_s = 20
        made(process, picture())
        assert process.pid != first
    finally:
        process.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux offers this confinement")
def test_the_decoder_is_confined(decoder: ThumbnailProcess) -> None:
    made(decoder, picture())
    status = Path(f"/proc/{decoder.pid}/status").read_text()
    facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert (facts["NoNewPrivs"], facts["Seccomp"]) == ("1", "2")


def test_a_decoder_that_dies_is_told(decoder: ThumbnailProcess) -> None:
    process = ThumbnailProcess()
    try:
        made(process, picture())
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(DecoderLost):
            process.ask(Decode(picture(), 64))
        made(process, picture())
    finally:
        process.close()


# --- artifacts of a case -----------------------------------------------------------------------------


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(JPEG)
    (folder / "b.jpg").write_bytes(JPEG)
    (folder / "cut.jpg").write_bytes(JPEG[:700])
    (folder / "words.txt").write_text("plain words")
    (folder / "drawing.svg").write_bytes(HOSTILE["svg"][0])
    with make_case(tmp_path / "case") as opened:
        ingest(opened, [str(folder)], IngestOptions(workers=1), report=silent, cancelled=never_cancelled)
        yield opened


def artifact(case: Case, name: str) -> Artifact:
    return next(a for a in case.store.artifacts.stream(ArtifactFilter(text=name)))


def test_artifacts_have_thumbnails_or_reasons(case: Case) -> None:
    with Thumbnails(case) as thumbnails:
        found = thumbnails.thumbnail(artifact(case, "a.jpg"), edge=100)
        assert isinstance(found, Thumbnail)
        assert (found.width, found.height, found.full_width, found.full_height) == (100, 50, 600, 300)
        reasons = {}
        for name in ("cut.jpg", "words.txt", "drawing.svg"):
            none = thumbnails.thumbnail(artifact(case, name))
            assert isinstance(none, NoThumbnail)
            reasons[name] = none.reason
    assert reasons == {
        "cut.jpg": NoThumbnailReason.DAMAGED,
        "words.txt": NoThumbnailReason.NOT_A_PICTURE,
        "drawing.svg": NoThumbnailReason.NOT_A_PICTURE,
    }


def test_equal_contents_are_decoded_once_and_sizes_apart(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    ask = ThumbnailProcess.ask

    def counted(self: ThumbnailProcess, request: Decode) -> Made | Refused:
        asked.append(request.edge)
        return ask(self, request)

    monkeypatch.setattr(ThumbnailProcess, "ask", counted)
    with Thumbnails(case) as thumbnails:
        first = thumbnails.thumbnail(artifact(case, "a.jpg"))
        assert thumbnails.thumbnail(artifact(case, "b.jpg")) is first
        thumbnails.thumbnail(artifact(case, "a.jpg"), edge=64)
    assert asked == [256, 64]


def test_a_source_that_is_gone_is_a_reason_that_may_pass(case: Case, tmp_path: Path) -> None:
    folder, away = tmp_path / "evidence", tmp_path / "away"
    with Thumbnails(case) as thumbnails:
        folder.rename(away)
        none = thumbnails.thumbnail(artifact(case, "a.jpg"))
        assert none == NoThumbnail(NoThumbnailReason.SOURCE_NOT_READ, "source-not-found")
        away.rename(folder)
        assert isinstance(thumbnails.thumbnail(artifact(case, "a.jpg")), Thumbnail)
