"""The window's gate: what any label, cell, tooltip or screen reader may have, whoever wrote it."""

from __future__ import annotations

from PySide6.QtGui import Qt

from forensics_app.model.names import gated

_OURS = "\u200b\u2066\u2068\u2069"  # breaks in paths, and what is put around values in Arabic


def shown(text: str) -> str:
    """`text` with every control and direction character spelled out that this program did not put there."""
    return gated(text, also=_OURS)


def tip(text: str) -> str:
    """The same for a tooltip, which Qt would read as HTML where it looks like it."""
    plain = shown(text)
    return Qt.convertFromPlainText(plain) if Qt.mightBeRichText(plain) else plain
