"""The offline user guide: which file of it, and its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources

from forensics_app.i18n import current

_HEADING = re.compile(r"^(#{1,3}) +(.+?) *#*$")
_FENCE = re.compile(r"^(```|~~~)")


@dataclass(frozen=True, slots=True)
class Guide:
    """`language` is that of the text, which is English where there is no translation yet."""

    markdown: str
    language: str

    @property
    def translated(self) -> bool:
        """Whether it is in the window's language."""
        return self.language == current().language

    def headings(self) -> list[tuple[int, str]]:
        """Level (1 to 3) and text of each heading, in order."""
        found, code = [], False
        for line in self.markdown.splitlines():
            if _FENCE.match(line):
                code = not code
            elif not code and (match := _HEADING.match(line)) is not None:
                found.append((len(match[1]), re.sub(r"[*`_]", "", match[2])))
        return found


def guide() -> Guide:
    """In the window's language where there is one, else in English."""
    folder = resources.files("resources") / "help"
    language = current().language
    own = folder / f"user-guide.{language}.md"
    if language != "en" and own.is_file():
        return Guide(own.read_text(encoding="utf-8"), language)
    return Guide((folder / "user-guide.md").read_text(encoding="utf-8"), "en")
