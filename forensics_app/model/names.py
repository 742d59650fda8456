"""Names are bytes. Display forms are derived from them and never used to find anything.

NTFS names are WTF-8 (UTF-8, with a lone surrogate encoded like any other code point); FAT short names are
the directory entry's own OEM bytes; all others are what the file system stores.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

NameBytes: TypeAlias = bytes
Components: TypeAlias = tuple[NameBytes, ...]

_KEPT_CHARACTERS = 512
_CONTROL_NAMES = {
    "\u200e": "LRM", "\u200f": "RLM", "\u061c": "ALM",
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
    "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\ufeff": "BOM", "\u00ad": "SHY",
    "\n": "LF", "\r": "CR", "\t": "TAB", "\x1b": "ESC", "\x00": "NUL", "\x7f": "DEL",
}  # fmt: skip


def display(raw: NameBytes) -> str:
    """UTF-8 reading of the bytes; what isn't UTF-8 shows as \\xNN. Control characters stay as they are."""
    return raw.decode("utf-8", "backslashreplace")


def display_encoded(encoded: str) -> str:
    """The same of a name in base64, as it stands in a sealed list. What the list itself says for display is
    whatever its sealer wrote there.
    """
    return _short(encoded) if len(encoded) <= _KEPT_CHARACTERS else display(base64.b64decode(encoded))


def encoded_path(components: Iterable[str], stream: str | None = None) -> str:
    """`dir/name`, or `dir/name:stream`, of names in base64. A `/` inside one name shows as \\x2f."""
    path = "/".join([display_encoded(one).replace("/", "\\x2f") for one in components])
    return path if stream is None else f"{path}:{display_encoded(stream)}"


@lru_cache(maxsize=4096)
def _short(encoded: str) -> str:
    """Kept, since files of a folder come one after the other."""
    return display(base64.b64decode(encoded))


def display_path(components: Components) -> str:
    """Display forms joined by `/`, with a leading `/`. A `/` inside one name shows as \\x2f."""
    return "/" + "/".join(display(c).replace("/", "\\x2f") for c in components)


def visible(text: str) -> str:
    """`text` with control, direction and invisible characters spelled out: `invoice_[RLO]gpj.exe`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible_character(c) for c in text)


def spelled_out(text: str) -> str:
    """`text` in printable ASCII: of `visible(text)`, whichever characters that spells out, it is the same."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if " " <= c <= "~" else f"[{_CONTROL_NAMES.get(c, f'U+{ord(c):04X}')}]" for c in text)


def _visible_character(c: str) -> str:
    name = _CONTROL_NAMES.get(c)
    if name is not None:
        return f"[{name}]"
    if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"):
        return f"[U+{ord(c):04X}]"
    return c


def is_spoofed(text: str) -> bool:
    """True when a reader of `text` would see something else than it holds."""
    return visible(text) != text
