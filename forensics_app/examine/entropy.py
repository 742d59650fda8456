"""How evenly the bytes of a content are spread: a hint at what is possibly encrypted or compressed.

Asked only of contents that libmagic can't name and that are large enough to tell; a sample of the window that
is in memory anyway is counted. Nothing can tell encrypted bytes from well compressed ones by this.
"""

from __future__ import annotations

import math
from functools import cache
from operator import itemgetter

from forensics_app.model.artifact import ByteSpread

LEAST_BYTES = 4 << 10  # of fewer random bytes the measured entropy stays below 7.9 bits by chance
SAMPLE_BYTES = 16 << 10
_SLICE_BYTES = 256
UNNAMED = "application/octet-stream"  # what libmagic says of bytes it doesn't know


def byte_spread(window: bytes) -> ByteSpread:
    """Shannon entropy in bits a byte and chi-square against an even spread (255 degrees of freedom).

    A window larger than SAMPLE_BYTES counts by slices spread over all of it.
    """
    from PIL import Image  # most workers never need it, and all would wait for it

    sample = _sample(window)
    size = len(sample)
    # as a row of grey points: counted twenty times as fast as by Counter, and no format of pictures is read
    counts = Image.frombuffer("L", (size, 1), sample, "raw", "L", 0, 1).histogram()
    bits = math.log2(size) - sum(itemgetter(*counts)(_terms())) / size
    # the root of the sum of squares, exact to far less than the half that rounding needs
    chi_square = round(math.hypot(*counts) ** 2) * 256 / size - size
    return ByteSpread(round(bits, 4), round(chi_square, 1), size)


@cache
def _terms() -> list[float]:
    """n log2 n for each number of times that a byte can be counted."""
    return [0.0, *(n * math.log2(n) for n in range(1, SAMPLE_BYTES + 1))]


def _sample(window: bytes) -> bytes:
    if len(window) <= SAMPLE_BYTES:
        return window
    slices = SAMPLE_BYTES // _SLICE_BYTES
    step = (len(window) - _SLICE_BYTES) // (slices - 1)
    return b"".join([window[i * step : i * step + _SLICE_BYTES] for i in range(slices)])
