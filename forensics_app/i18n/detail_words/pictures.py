"""Why the EXIF data of a picture is not read.

By the technical text of a reader, with what varies in it as {a}, {b}, ..; see `i18n/details.py`.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_

PICTURES: dict[str, str] = {
    "too many values": N_("there are too many values"),
    "too many parts": N_("there are too many parts"),
    "EXIF without a place": N_("the location of the EXIF data is not recorded"),
    "no JPEG": N_("it is not a JPEG picture"),
    "too much EXIF": N_("there is too much EXIF data"),
    "EXIF without a TIFF header": N_("the EXIF data has no TIFF header"),
    "the file ends before its parts": N_("the file ends before all of its parts"),
    "no marker": N_("a marker is missing"),
    "a damaged profile": N_("a damaged profile"),
    "compressed EXIF": N_("compressed EXIF data"),
    "a box without a size": N_("a box without a size"),
    "a box is too short": N_("a box is too short"),
    "EXIF made of other items": N_("the EXIF data is composed of other items"),
    "a segment without a length": N_("a segment without a length"),
    "libmagic is not installed": N_("libmagic is not installed"),
}
