"""How libmagic reads a content's beginning as text: as it is, in another form, or not at all.

libmagic tries its rules for text on what it has decoded and encoded again as UTF-8. Only where that gives the
bytes that were there can a rule be judged by them. The encodings and characters are those of src/encoding.c
of file 5.44 and 5.46.
"""

from __future__ import annotations

import codecs
from enum import Enum, auto

_CONTROLS = bytes([7, 8, 9, 10, 11, 12, 13, 27])
_PLAIN = _CONTROLS + bytes(range(0x20, 0x7F))
# in no 8-bit encoding that is looked for, EBCDIC among them, is one of these text
_NEVER = bytes([*range(4), *range(0x10, 0x14), *range(0x1C, 0x20)])
_NOT_NEVER = bytes(byte for byte in range(256) if byte not in _NEVER)
_HIGH = bytes(range(0x80, 0x100))
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")  # UTF-16 and UTF-32, which may hold any byte
UTF8_MARK = b"\xef\xbb\xbf"
_FIRST_LOOK = 256


class TextForm(Enum):
    """What libmagic makes of the bytes when it takes them for text."""

    AS_IT_IS = auto()
    WITHOUT_MARK = auto()  # UTF-8 behind a byte order mark, which is left out
    NEVER = auto()
    OTHER = auto()


def text_form(window: bytes) -> TextForm:
    """The form of a content that begins with `window`, all that libmagic decodes."""
    if window.startswith(_MARKS):
        return TextForm.OTHER
    if window.startswith(UTF8_MARK):
        rest = window[len(UTF8_MARK) :]
        # a second one is a character; without this, a content of nothing else would be asked without end
        behind = TextForm.OTHER if rest.startswith(UTF8_MARK) else text_form(rest)
        return TextForm.WITHOUT_MARK if behind is TextForm.AS_IT_IS else TextForm.OTHER
    # zeros at the end of the content are left out before the last look
    if window[:_FIRST_LOOK].rstrip(b"\0").translate(None, _NOT_NEVER):
        return TextForm.NEVER
    window = window.rstrip(b"\0")
    odd = window.translate(None, _PLAIN)
    if not odd:
        return TextForm.AS_IT_IS
    if odd.translate(None, _NOT_NEVER):
        return TextForm.NEVER
    if odd.translate(None, _HIGH):
        return TextForm.OTHER
    try:
        text, _ = codecs.utf_8_decode(window, "strict", False)  # a character may be cut off at the end
    except UnicodeDecodeError:
        return TextForm.OTHER
    # one that is cut off and the only one makes libmagic take the whole for ISO-8859
    return TextForm.OTHER if text.isascii() else TextForm.AS_IT_IS
