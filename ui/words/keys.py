"""Keys as the window's language and this system write them."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from forensics_app.i18n import current


def shown_keys(*keys: str) -> str:
    """`Ctrl+O` as it is read here: Strg+O in German. Several stand beside each other."""
    native = QKeySequence.SequenceFormat.NativeText
    return "  ".join(current().isolate(QKeySequence(one).toString(native)) for one in keys)
