"""Reading direction of what is drawn: the window's for sentences, left to right for machine values.

Qt aligns a label by the first letter of its own text, so in a right-to-left window every alignment here is
absolute and mixed sentences begin with U+200F. Names are shown with their control characters spelled out.
"""

from __future__ import annotations

from PySide6.QtCore import Qt

from forensics_app.i18n import current
from forensics_app.model.names import visible

_RLM, _LRI, _FSI, _PDI = "\u200f", "\u2066", "\u2068", "\u2069"
_A = Qt.AlignmentFlag


def right_to_left() -> bool:
    """Whether the window's language is written from the right."""
    return current().right_to_left


def leading(vertical: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter) -> Qt.AlignmentFlag:
    """The side where lines begin, whatever the text is."""
    return (_A.AlignRight if right_to_left() else _A.AlignLeft) | _A.AlignAbsolute | vertical


def trailing(vertical: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter) -> Qt.AlignmentFlag:
    """The side where lines end; numbers stand there."""
    return (_A.AlignLeft if right_to_left() else _A.AlignRight) | _A.AlignAbsolute | vertical


def sentence(text: str) -> str:
    """`text` with the window's own base direction."""
    return _RLM + text if right_to_left() else text


def machine(value: str) -> str:
    """A digest, path, time or code that keeps its order from left to right."""
    return f"{_LRI}{value}{_PDI}" if right_to_left() else value


def own(shown: str) -> str:
    """Text that keeps the direction of its own first letter to itself."""
    return f"{_FSI}{shown}{_PDI}" if right_to_left() else shown


def name(value: str) -> str:
    """A name from evidence: control characters spelled out, and its own direction kept to itself."""
    return own(visible(value))
