"""The last word of a file name that the window proposes, in the language of what is in the file."""

from __future__ import annotations

from enum import Enum

from forensics_app.i18n import NC_, current
from forensics_app.i18n.translator import Translator, translator_for


class FileWord(Enum):
    """Messages; where a language has other letters than ASCII, its translation keeps the English word."""

    RECEIVED = NC_("file name", "received")
    EVIDENCE = NC_("file name", "evidence")
    REPORT = NC_("file name", "report")
    BUNDLES_REPORT = NC_("file name", "bundles-report")
    RECEIPT = NC_("file name", "receipt")
    REJECTION = NC_("file name", "rejection")
    COVER_SHEET = NC_("file name", "cover-sheet")
    ARTIFACTS = NC_("file name", "artifacts")
    COMPARISON = NC_("file name", "comparison")
    EXTRACTED = NC_("file name", "extracted")
    PARCELS = NC_("file name", "parcels")


def file_word(word: FileWord, language: str | None = None) -> str:
    """ASCII in every language: such names pass through mail and other systems as they are."""
    words: Translator = current() if language is None else translator_for(language)
    said = words.text(word.value)
    return said if said.isascii() else translator_for("en").text(word.value)
