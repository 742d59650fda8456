"""The first page of a PDF as a picture. Called in the process that decodes pictures, and nowhere else.

PDFium as pypdfium2 packages it has neither JavaScript nor XFA; forms and annotations are not drawn, so what
is shown is what the page itself holds.
"""

from __future__ import annotations

import io

import pypdfium2  # type: ignore[import-untyped]

from forensics_app.model.thumbnails import NoThumbnailReason
from forensics_app.services.thumbnails.messages import Answer, Made, Refused

_HEAD_BYTES = 1024  # Acrobat looks for the signature as far as that, and so do readers after it
_NEEDS_PASSWORD = 4  # FPDF_ERR_PASSWORD
_MOST_SIDE = 14_400.0  # user units, the largest page that ISO 32000 lets a reader refuse to exceed


def is_pdf(data: bytes) -> bool:
    """By its signature."""
    return b"%PDF-" in data[:_HEAD_BYTES]


def first_page(data: bytes, edge: int) -> Answer:
    """The page with neither side longer than `edge` pixels, or why not. Full sizes are points (1/72 inch)."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = len(document)
            if not pages:
                return Refused(NoThumbnailReason.DAMAGED, "no page")
            page = document[0]
            width, height = page.get_size()
            if not (0 < width <= _MOST_SIDE and 0 < height <= _MOST_SIDE):
                return Refused(NoThumbnailReason.TOO_LARGE, f"{width:g} x {height:g} points")
            scale = edge / max(width, height)
            drawn = page.render(scale=scale, may_draw_forms=False, draw_annots=False).to_pil()
            packed = io.BytesIO()
            drawn.thumbnail((edge, edge))  # rounding up may have given one pixel more
            drawn.convert("RGB").save(packed, "PNG")
    except pypdfium2.PdfiumError as e:
        locked = getattr(e, "err_code", None) == _NEEDS_PASSWORD
        return Refused(NoThumbnailReason.ENCRYPTED if locked else NoThumbnailReason.DAMAGED, str(e)[:200])
    except MemoryError:
        return Refused(NoThumbnailReason.TOO_LARGE, "out of memory")
    return Made(packed.getvalue(), drawn.width, drawn.height, round(width), round(height), pages)
