"""PDF files for tests, written out by hand: plain ones and ones that mean harm."""

from __future__ import annotations

import zlib


def pdf(
    content: bytes, *, size: str = "0 0 200 100", resources: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """One page with this content stream (packed); `more` are objects 5, 6, ..."""
    packed = zlib.compress(content)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<<%s>>>>"
        % (size.encode(), resources),
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        *more,
    )
    made = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, body)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(made)


def half_red() -> bytes:
    """The left half red, the right half blue."""
    return pdf(b"1 0 0 rg 0 0 100 100 re f 0 0 1 rg 100 0 100 100 re f")


def patterns_in_patterns(depth: int = 12) -> bytes:
    """A pattern painted with a pattern, and so on: each level multiplies the work by thousands."""
    more = []
    for level in range(depth):
        number = 5 + level
        inner = b"/Pattern cs /P scn 0 0 1 1 re f" if level + 1 < depth else b"1 0 0 rg 0 0 .5 .5 re f"
        resources = b"/Pattern<</P %d 0 R>>" % (number + 1) if level + 1 < depth else b""
        head = (
            b"<</Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .013/YStep .013"
            b"/Matrix[1 .01 .01 1 0 0]/Resources<<%s>>/Length %d>>"
        )
        more.append(head % (resources, len(inner)) + b"stream\n" + inner + b"\nendstream")
    content = b"/Pattern cs /P scn 0 0 10000 10000 re f " * 50
    return pdf(content, size="0 0 10000 10000", resources=b"/Pattern<</P 5 0 R>>", more=tuple(more))


def strokes_without_end(million: int = 40) -> bytes:
    """A few hundred kilobytes that unpack to gigabytes of curves."""
    one = b"0 0 m 1 900 800 1 900 900 c S " * 1000
    return pdf(one * (million * 10), size="0 0 900 900")
