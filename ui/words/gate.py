"""The window's gate: what any label, cell, tooltip or screen reader may have, whoever wrote it."""

from __future__ import annotations

from PySide6.QtGui import Qt

from forensics_app.model.names import gated

_ENDS = (".", "!", "?", "…", ":", "؟", "。", "！", "？", "：")
_AROUND = '\u2068\u2069\u2066 "”»)'
_OURS = "\u200b\u2066\u2068\u2069"  # breaks in paths, and what is put around values in Arabic


def shown(text: str) -> str:
    """`text` with every control and direction character spelled out that this program did not put there."""
    return gated(text, also=_OURS)


def tip(text: str) -> str:
    """The same for a tooltip, which Qt would read as HTML where it looks like it."""
    plain = shown(text)
    return Qt.convertFromPlainText(plain) if Qt.mightBeRichText(plain) else plain


def spoken(*parts: str) -> str:
    """What a screen reader is given for several texts: each ends as a sentence does, once."""
    *first, last = [part for part in parts if part]
    ended = [part if part.rstrip(_AROUND).endswith(_ENDS) else f"{part}." for part in first]
    return shown(" ".join([*ended, last]))
