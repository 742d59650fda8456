"""The one wording for a source that isn't whole, in list, window and reports."""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.i18n.translator import N_, Translator
from forensics_app.model.incomplete import missing_bytes, only_end_missing

HASH_CUT_OFF = N_(
    "No acquisition hash found: in this format it is stored at the end of the image, and parts of this image "
    "are missing."
)


def incomplete_words(details: Sequence[str | None], words: Translator) -> str:
    """`details` of the omissions that say so; empty where there is none."""
    if not details:
        return ""
    if only_end_missing(details):
        return words.text(N_("Incomplete: the end of the image file is missing; all sectors are present"))
    missing = missing_bytes(details)
    if missing is None:
        return words.text(N_("Incomplete; how much is missing is not known"))
    return words.text(N_("Incomplete: {size} missing"), size=words.size(missing))
