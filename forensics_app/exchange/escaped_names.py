r"""Names of evidence as text that XML and line-based lists can hold, and back, without loss.

Bytes that aren't UTF-8, control characters, marks of direction and what XML 1.0 forbids are written as
`\xNN`, byte by byte; a backslash that would look like such an escape is written as `\x5c`. Everything else
stands as it is.
"""

from __future__ import annotations

import re

from forensics_app.model.locator import Locator
from forensics_app.model.names import Components

# control characters, surrogates that stand for bytes, U+FFFE, U+FFFF; what turns the direction of a line,
# ends it or can't be seen (but the joiners, which some scripts need); backslashes that look like an escape
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]|\\\\(?=x[0-9A-Fa-f]{2})"
)
_ESCAPE = re.compile(rb"\\x([0-9a-fA-F]{2})")


def escaped(raw: bytes) -> str:
    """The text of a name; a `/` in it counts as unsafe too."""
    return escaped_text(raw.decode("utf-8", "surrogateescape")).replace("/", "\\x2f")


def escaped_text(text: str) -> str:
    """Any text, made safe by the same rule but for `/`."""
    return _UNSAFE.sub(_spelled, text)


def unescaped(text: str) -> bytes:
    """The bytes of a name again."""
    return _ESCAPE.sub(lambda m: bytes([int(m[1], 16)]), text.encode("utf-8", "surrogateescape"))


def escaped_path(components: Components, stream: bytes | None = None) -> str:
    """The names joined by `/`, without one at the front; `:stream` behind."""
    path = "/".join(map(escaped, components))
    return path if stream is None else f"{path}:{escaped(stream)}"


def path_of(locator: Locator) -> tuple[str, bool]:
    """The path of an artifact in its volume, and whether anything in it had to be written otherwise."""
    path = escaped_path(locator.components, locator.stream)
    raw = b"/".join(locator.components) + (b"" if locator.stream is None else b":" + locator.stream)
    return path, path.encode() != raw


def _spelled(match: re.Match[str]) -> str:
    one = match[0]
    # surrogateescape made U+DC80..U+DCFF of bytes; other lone surrogates are WTF-8 (NTFS) and never decode
    errors = "surrogateescape" if "\udc80" <= one <= "\udcff" else "surrogatepass"
    return "".join(f"\\x{byte:02x}" for byte in one.encode("utf-8", errors))
