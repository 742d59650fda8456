"""The process that decodes pictures: `python -m forensics_app.services.thumbnails.worker`, fed over a pipe.

The pictures come from suspects, so this is the only place that decodes any, and it may not write, connect or
execute (evidence/sandbox.py), nor take more memory than its argument says. What decodes is chosen by the
content's signature among the formats below; sizes are looked at before anything is decoded.
"""

from __future__ import annotations

import io
import os
import struct
import sys
import warnings
import zlib

import msgspec
from PIL import Image, ImageOps, UnidentifiedImageError

from forensics_app.evidence.processes.framing import BrokenPipe, read_frame, write_frame
from forensics_app.evidence.processes.sandbox import confine
from forensics_app.model.thumbnails import NoThumbnailReason
from forensics_app.services.thumbnails.messages import Answer, Decode, Made, Refused
from forensics_app.services.thumbnails.pdf_page import first_page, is_pdf
from forensics_app.system.limits import limit_addresses

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP", "ICO")
_MOST_PIXELS = 96 << 20
_MOST_JPEG_PIXELS = 256 << 20  # a JPEG is decoded at an eighth of its size where that is enough
_LEAST_EDGE, _MOST_EDGE = 16, 1024
_OPAQUE = ("1", "L", "RGB", "CMYK", "YCbCr", "LAB", "HSV")
# what Pillow's decoders raise for malformed files
_MALFORMED = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError, struct.error,
    OverflowError, ZeroDivisionError, AssertionError, NotImplementedError, RecursionError, RuntimeError,
    zlib.error,
)  # fmt: skip


def small_picture(data: bytes, edge: int) -> Answer:
    """The picture made small and upright, or why not. Never raises for a malformed picture."""
    edge = min(max(edge, _LEAST_EDGE), _MOST_EDGE)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            full = picture.size
            most = _MOST_JPEG_PIXELS if picture.format == "JPEG" else _MOST_PIXELS
            if full[0] * full[1] > most:
                return Refused(NoThumbnailReason.TOO_LARGE, f"{full[0]} x {full[1]} pixels")
            small = _upright(_small(picture, edge))
            packed = io.BytesIO()
            small.save(packed, "PNG")
    except UnidentifiedImageError:
        return Refused(NoThumbnailReason.NOT_A_PICTURE, "")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as e:
        return Refused(NoThumbnailReason.TOO_LARGE, str(e))
    except MemoryError:
        return Refused(NoThumbnailReason.TOO_LARGE, "out of memory")
    except _MALFORMED as e:
        return Refused(NoThumbnailReason.DAMAGED, f"{type(e).__name__}: {e}"[:200])
    return Made(packed.getvalue(), small.width, small.height, *full)


def _answer(request: Decode) -> Answer:
    """A picture where it is one, whatever else it claims to be."""
    answer = small_picture(request.data, request.edge)
    unknown = isinstance(answer, Refused) and answer.reason == NoThumbnailReason.NOT_A_PICTURE
    if unknown and is_pdf(request.data):
        return first_page(request.data, min(max(request.edge, _LEAST_EDGE), _MOST_EDGE))
    return answer


def _small(picture: Image.Image, edge: int) -> Image.Image:
    """The first frame, small, in one of two modes."""
    picture.draft(None, (edge, edge))  # JPEG alone: decodes no more than is needed
    picture.load()
    orientation = _orientation(picture)
    if picture.mode.startswith("I;16"):
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    # before it is made small, where it has a palette or a mode that can't be averaged
    if picture.mode not in ("L", "RGB", "RGBA"):
        opaque = picture.mode in _OPAQUE and "transparency" not in picture.info
        picture = picture.convert("RGB" if opaque else "RGBA")
    small = picture.copy()
    small.thumbnail((edge, edge), reducing_gap=3.0)
    small.info.clear()
    small.getexif().clear()
    if orientation is not None:
        small.getexif()[_ORIENTATION] = orientation
    return small


_ORIENTATION = 0x0112


def _orientation(picture: Image.Image) -> int | None:
    """The tag Orientation of the EXIF; EXIF that can't be read turns nothing."""
    try:
        value = picture.getexif().get(_ORIENTATION)
    except _MALFORMED:
        return None
    return value if isinstance(value, int) and 2 <= value <= 8 else None


def _upright(small: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(small)
    turned.info.clear()
    turned.getexif().clear()
    return turned


def main() -> None:
    """Set the process up, then answer until the pipe closes. Argument: the bound on memory in bytes."""
    answers = os.dup(1)
    os.dup2(2, 1)
    limit_addresses(int(sys.argv[1]))
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = _MOST_JPEG_PIXELS
    Image.init()  # every decoder is loaded before the process may open no more than it has to
    decoder, encoder = msgspec.msgpack.Decoder(Decode), msgspec.msgpack.Encoder()
    confine()
    while True:
        frame = read_frame(0)
        if frame is None:
            return
        request = decoder.decode(frame)
        try:
            write_frame(answers, encoder.encode(_answer(request)))
        except BrokenPipe:
            return


if __name__ == "__main__":
    main()
