"""Names are bytes. Display forms are derived from them and never used to find anything.

NTFS names are WTF-8 (UTF-8, with a lone surrogate encoded like any other code point); FAT short names are
the directory entry's own OEM bytes; all others are what the file system stores.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

NameBytes: TypeAlias = bytes
Components: TypeAlias = tuple[NameBytes, ...]

_KEPT_CHARACTERS = 512
_LAYOUT = "\n\t"
_OPENED, _CLOSED = "\u2066\u2068", "\u2069"  # LRI, FSI; PDI
_ISOLATES = _OPENED + _CLOSED
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


def gated(text: str, *, also: str = "") -> str:
    """The last gate before every output (terminal, web page, PDF, CSV, list): no control or direction
    character of anybody's leaves it. Line feeds and tabs stay, and so do the isolates that this program puts
    around values in Arabic, where each one is closed again within its line.

    Values are made `visible` before, each by itself; what was forgotten there is caught here. `also`:
    characters that a layout puts in itself, which stay.
    """
    if text.isascii() and (text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable()):
        return text
    kept = also + (_LAYOUT + _ISOLATES if _is_balanced(text) else _LAYOUT)
    return "".join(c if c in kept else _visible_character(c) for c in text)


def gated_json(text: str) -> str:
    """The same for a JSON text, without loss: what `gated` spells out stands as `\\uXXXX`, as JSON allows."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if _visible_character(c) == c or c == "\n" else _json_escape(c) for c in text)


def _json_escape(c: str) -> str:
    units = c.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def _is_balanced(text: str) -> bool:
    """Whether every isolate ends in the line that it begins in, and none ends that did not begin."""
    depth = 0
    for c in text:
        if c in _OPENED:
            depth += 1
        elif c == _CLOSED:
            depth -= 1
        if depth < 0 or (c == "\n" and depth):
            return False
    return depth == 0


def is_spoofed(text: str) -> bool:
    """True when a reader of `text` would see something else than it holds."""
    return visible(text) != text


_RDN = re.compile(
    r"(?P<kind>[A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)*)="
    r"(?P<value>(?:[^\\,+]|\\.)*)(?P<next>[,+]|\Z)",
    re.DOTALL,
)
_ESCAPED = re.compile(r"((?:\\[0-9A-Fa-f]{2})+)|\\(.)", re.DOTALL)


def subject_shown(name: str) -> str:
    """The name of a certificate as people write it: `O=LKA Hessen\\, Abteilung 3,C=DE` of RFC 4514 is
    `O=“LKA Hessen, Abteilung 3”, C=DE`. Anything else stays as it is, and so does one without escapes.
    """
    if "\\" not in name:
        return name
    parts, at = [], 0
    while found := _RDN.match(name, at):
        value = _ESCAPED.sub(_unescaped, found["value"])
        quoted = f"“{value}”" if value != found["value"] else value
        parts.append(f"{found['kind']}={quoted}")
        if not found["next"]:
            return "".join(parts)
        parts.append(", " if found["next"] == "," else " + ")
        at = found.end()
    return name


def _unescaped(found: re.Match[str]) -> str:
    if found[1] is None:
        return found[2]
    return bytes.fromhex(found[1].replace("\\", "")).decode("utf-8", "replace")
