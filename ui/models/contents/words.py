"""Sentences about contents that can't be shown, and names of encodings."""

from __future__ import annotations

from forensics_app.errors import ContentNotReadError, ForensicsError
from forensics_app.i18n import N_, NC_, current, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.thumbnails import NoThumbnail, NoThumbnailReason
from forensics_app.services.contents.text import Encoding
from ui.words.codes import not_read_sentence

SCRIPTS = {
    "western": N_("Western European"),
    "central": N_("Central European"),
    "cyrillic": NC_("encoding", "Cyrillic"),
    "arabic": NC_("encoding", "Arabic"),
    "greek": NC_("encoding", "Greek"),
    "turkish": NC_("encoding", "Turkish"),
    "hebrew": NC_("encoding", "Hebrew"),
    "baltic": NC_("encoding", "Baltic"),
    "vietnamese": NC_("encoding", "Vietnamese"),
    "thai": NC_("encoding", "Thai"),
    "chinese": NC_("encoding", "Chinese"),
    "japanese": NC_("encoding", "Japanese"),
    "korean": NC_("encoding", "Korean"),
}
_NO_PICTURE: dict[NoThumbnailReason, str] = {
    NoThumbnailReason.TOO_LARGE: N_("Too large to preview. See the Hex tab for its bytes."),
    NoThumbnailReason.DAMAGED: N_("Can't be previewed: the file is damaged. See the Hex tab for its bytes."),
    NoThumbnailReason.ENCRYPTED: N_("This document is password-protected."),
    NoThumbnailReason.DECODER_LOST: N_(
        "The preview process stopped on this file. Nothing else was affected; see the Hex tab for its bytes."
    ),
}


def content_sentence(cause: str | ForensicsError) -> str:
    """Why there is no content to show: the reason of an artifact, or what opening or reading met."""
    if isinstance(cause, ContentNotReadError):
        cause = cause.reason
    return not_read_sentence(cause) if isinstance(cause, str) else window_sentence(cause)


def no_picture_sentence(none: NoThumbnail) -> str:
    """Why a picture or page is not drawn; empty where it is none."""
    message = _NO_PICTURE.get(none.reason)
    return "" if message is None else tr(message)


def encoding_words(encoding: Encoding) -> str:
    """`Windows-1256 · Arabic`: the name stays as it is."""
    name = current().isolate(encoding.name, left_to_right=True)
    return f"{name} · {tr(SCRIPTS[encoding.script])}" if encoding.script else name
