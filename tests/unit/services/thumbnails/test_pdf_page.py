"""The first page of a PDF as a picture; documents that mean harm cost a process and nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from forensics_app.model.thumbnails import NoThumbnailReason
from forensics_app.services.thumbnails.messages import Decode, Made, Refused
from forensics_app.services.thumbnails.process import DecoderLost, ThumbnailProcess
from tests.made.pdf_samples import half_red, patterns_in_patterns, pdf, strokes_without_end

JAVASCRIPT = half_red().replace(
    b"<</Type/Catalog", b"<</OpenAction<</S/JavaScript/JS(while(1){})>>/Type/Catalog"
)


@pytest.fixture(scope="module")
def decoder() -> Iterator[ThumbnailProcess]:
    process = ThumbnailProcess()
    yield process
    process.close()


def test_the_first_page_is_drawn_at_the_size_asked_for(decoder: ThumbnailProcess) -> None:
    answer = decoder.ask(Decode(half_red(), 128))
    assert isinstance(answer, Made)
    assert (answer.width, answer.height, answer.full_width, answer.full_height, answer.pages) == (
        128, 64, 200, 100, 1,
    )  # fmt: skip
    image = Image.open(io.BytesIO(answer.png)).convert("RGB")
    assert image.getpixel((20, 30)) == (255, 0, 0)
    assert image.getpixel((110, 30)) == (0, 0, 255)


def test_a_picture_that_says_it_is_a_pdf_too_is_shown_as_the_picture(decoder: ThumbnailProcess) -> None:
    packed = io.BytesIO()
    Image.new("RGB", (40, 20), (9, 200, 9)).save(packed, "JPEG", comment=b"%PDF-1.7")
    answer = decoder.ask(Decode(packed.getvalue(), 64))
    assert isinstance(answer, Made)
    assert (answer.width, answer.pages) == (40, 0)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\nno more", NoThumbnailReason.DAMAGED),
        (half_red()[:300], NoThumbnailReason.DAMAGED),
        (half_red().replace(b"/Kids[3 0 R]", b"/Kids[      ]"), NoThumbnailReason.DAMAGED),
        (half_red().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"), NoThumbnailReason.DAMAGED),
        (b"words " * 200 + b"%PDF-1.7", NoThumbnailReason.NOT_A_PICTURE),
    ],
    ids=["cut-at-once", "cut-in-a-page", "no-page", "pages-in-themselves", "signature-too-far-in"],
)
def test_what_is_no_sound_document_is_said(
    decoder: ThumbnailProcess, data: bytes, reason: NoThumbnailReason
) -> None:
    answer = decoder.ask(Decode(data, 128))
    assert isinstance(answer, Refused), answer
    assert answer.reason == reason


def test_pdf_with_javascript_that_never_ends_runs_nothing(decoder: ThumbnailProcess) -> None:
    assert isinstance(decoder.ask(Decode(JAVASCRIPT, 128)), Made)


def test_pdf_of_a_page_as_large_as_a_country_takes_no_memory(decoder: ThumbnailProcess) -> None:
    answer = decoder.ask(Decode(pdf(b"", size="0 0 999999 999999"), 128))
    assert isinstance(answer, Refused) or max(answer.width, answer.height) <= 128


@pytest.mark.parametrize("data", [patterns_in_patterns(), strokes_without_end()], ids=["patterns", "strokes"])
def test_pdf_that_hangs_is_killed_and_the_next_document_is_drawn(data: bytes) -> None:
    process = ThumbnailProcess(silence_s=3)
    try:
        assert isinstance(process.ask(Decode(half_red(), 64)), Made)
        first = process.pid
        with pytest.raises(DecoderLost):
            process.ask(Decode(data, 256))
        assert isinstance(process.ask(Decode(half_red(), 64)), Made)
        assert process.pid != first
    finally:
        process.close()
