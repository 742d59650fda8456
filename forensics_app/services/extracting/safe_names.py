"""Names for files taken out of evidence: what a suspect named them may not harm whoever looks at the folder.

Letters of every script stay, so that people find the file again. The name as it is stands in the digest list.
"""

from __future__ import annotations

import re
import unicodedata

from forensics_app.model.names import visible

_LONGEST_BYTES = 150  # with a number behind it: file systems take 255
_LONGEST_EXTENSION_BYTES = 24
_UNUSABLE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
# names that Windows gives to devices, whatever follows the first dot (learn.microsoft.com, "Naming Files")
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"}
)
_ACTED_ON = frozenset({"desktop.ini", "autorun.inf", "thumbs.db"})  # read when a folder is only looked at
_NOTHING = "unnamed"


def safe_name(name: str) -> str:
    """One name, never empty, that stays in its folder on every system and shows as what it is."""
    text = visible(unicodedata.normalize("NFC", name))
    text = _UNUSABLE.sub("_", text).strip().rstrip(". ")
    if not text:
        return _NOTHING
    text = _cut(text)
    device = text.partition(".")[0].rstrip().upper() in _DEVICES
    if device or text.lower() in _ACTED_ON or text.startswith((".", "-", "~", "$")):
        text = f"_{text}"
    return text


def numbered(name: str, number: int) -> str:
    """The same name once more: `photo (2).jpg`."""
    stem, extension = _parted(name)
    return f"{stem} ({number}){extension}"


class TakenNames:
    """Names that are given out in one folder, each once: also where a system takes two of them for one."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def free(self, name: str) -> str:
        """The name, or with the next number that is free behind it."""
        given, key = name, _key(name)
        while _key(given) in self._numbers:
            self._numbers[key] += 1
            given = numbered(name, self._numbers[key])
        self._numbers[_key(given)] = 1
        return given


def _key(name: str) -> str:
    """The same for names that differ in case or in the form of their characters alone."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _cut(text: str) -> str:
    if len(text.encode("utf-8")) <= _LONGEST_BYTES:
        return text
    stem, extension = _parted(text)
    room = _LONGEST_BYTES - len(extension.encode("utf-8"))
    return stem.encode("utf-8")[:room].decode("utf-8", "ignore").rstrip(". ") + extension


def _parted(name: str) -> tuple[str, str]:
    """Stem and extension with its dot; no extension where what follows the dot is too long for one."""
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode("utf-8")) > _LONGEST_EXTENSION_BYTES:
        return name, ""
    return stem, dot + extension
