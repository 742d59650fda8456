"""What must be known of a PDF that was typeset."""

from __future__ import annotations

from io import BytesIO

from forensics_app.errors import SealFailedError


def page_count(pdf: bytes) -> int:
    """How many pages a PDF of ours has. Raises SealFailedError for what is none."""
    from pyhanko.pdf_utils.misc import PdfError  # slow to load, and most commands make no PDF
    from pyhanko.pdf_utils.reader import PdfFileReader  # likewise

    try:
        return int(PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"])
    except (PdfError, KeyError) as e:
        raise SealFailedError(detail=str(e)) from e
