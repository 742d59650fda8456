"""A compiled catalogue of messages (GNU MO), of which only what is asked for is decoded.

Python's own class decodes all 8,000 messages before it gives the first: 15 to 25 ms a language, of which
sealing needs seven for a few dozen sentences each.
"""

from __future__ import annotations

import gettext
import struct
from collections.abc import Callable

_MAGIC = 0x950412DE
_HEADER = struct.Struct(
    "<5I"
)  # magic, revision, messages, where the tables of originals and translations are
_PLURAL_FORMS = "plural-forms"


class CompiledCatalogue(gettext.NullTranslations):
    """What `gettext.GNUTranslations` says of the same bytes, in UTF-8 as all of ours are."""

    def __init__(self, data: bytes) -> None:
        """Raises ValueError where `data` is no catalogue of this kind."""
        super().__init__()
        self._data = data
        self._known: dict[str, list[str]] = {}
        if len(data) < _HEADER.size or _HEADER.unpack_from(data)[0] != _MAGIC:
            raise ValueError("not a compiled catalogue")
        _, _, count, originals, translations = _HEADER.unpack_from(data)
        try:
            places = struct.unpack_from(f"<{2 * count}I", data, originals)
            self._places = struct.unpack_from(f"<{2 * count}I", data, translations)
        except struct.error as e:
            raise ValueError("a cut catalogue") from e
        sizes, starts = places[::2], places[1::2]
        self._numbers: dict[bytes, int] = {
            data[start : start + size].partition(b"\0")[0]: number
            for number, (size, start) in enumerate(zip(sizes, starts, strict=True))
        }
        self._plural = _plural_of(self._forms("") or [""])

    def gettext(self, message: str) -> str:
        """The translation; the message itself where there is none."""
        forms = self._forms(message)
        return message if forms is None else forms[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form for a number; that of English where there is none."""
        forms = self._forms(msgid1)
        number = self._plural(n)
        if forms is None or number >= len(forms):
            return msgid1 if n == 1 else msgid2
        return forms[number]

    def _forms(self, message: str) -> list[str] | None:
        known = self._known.get(message)
        if known is None:
            number = self._numbers.get(message.encode("utf-8", "surrogatepass"))
            if number is None:
                return None
            size, start = self._places[2 * number : 2 * number + 2]
            known = self._data[start : start + size].decode("utf-8").split("\0")
            self._known[message] = known
        return known


def _plural_of(header: list[str]) -> Callable[[int], int]:
    """Which form a number takes: `Plural-Forms: nplurals=2; plural=(n > 1);`."""
    for line in header[0].splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == _PLURAL_FORMS:
            found: Callable[[int], int] = gettext.c2py(value.partition("plural=")[2].rstrip(" ;"))
            return found
    return lambda n: int(n != 1)
