"""The offline user guide: which file of it, and its headings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from forensics_app.i18n import current
from forensics_app.resource_files import RESOURCES

_HEADING = re.compile(r"^(#{1,3}) +(.+?) *#*$")
_ANY_HEADING = re.compile(r"^#{1,6} ")
_PAGE = re.compile(r"^<!-- page: ([a-z-]+) -->$")
_CODE = re.compile(r"`([^`]+)`")
_FENCE = re.compile(r"^(```|~~~)")
_REPOSITORY = re.compile(r"(?ms)^<!-- in the repository only -->\n.*?^<!-- everywhere -->\n\n?")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)]*\)")
_PICTURE = re.compile(r"^!\[[^\]]*\]\(([^)]+)\)\n(?:\n\*.+\*\n)?\n?", re.MULTILINE)  # and its caption


@dataclass(frozen=True, slots=True)
class Guide:
    """`language` is that of the text, which is English where there is no translation yet. `pages`: the number
    of the heading (from 0, of every level) where the guide tells of a page of the window, by the page's name.
    """

    markdown: str
    language: str
    pages: Mapping[str, int] = field(default_factory=dict)

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
    """In the window's language where there is one, else in English, with the trainer guide after it where
    that is in the same language; without pictures that are not there, and without what tells only a reader
    of the repository how to start. Of links only the words are shown: what
    they lead to is in the repository, so that in the window they would take the focus and do nothing.
    """
    language = current().language
    file = _help() / f"user-guide.{language}.md"
    if language == "en" or not file.is_file():
        language, file = "en", _help() / "user-guide.md"
    trainers = _help() / file.name.replace("user-guide", "trainer-guide")
    parts = [one.read_text(encoding="utf-8") for one in (file, trainers) if one.is_file()]
    text = _REPOSITORY.sub("", "\n".join(parts))
    shown = _PICTURE.sub(lambda found: "" if picture(found[1]) is None else found[0], text)
    shown, pages = _without_anchors(shown)
    return Guide(_with_isolated_code(shown) if current().right_to_left else shown, language, pages)


def _without_anchors(markdown: str) -> tuple[str, dict[str, int]]:
    """The text without links, and without the comments that say which page of the window a heading is about;
    and these.
    """
    lines, pages, headings, code = list[str](), dict[str, int](), 0, False
    for line in markdown.split("\n"):
        anchor = _PAGE.match(line)
        if anchor is not None and not code:
            pages[anchor[1]] = headings
            continue
        if _FENCE.match(line):
            code = not code
        elif not code and _ANY_HEADING.match(line):
            headings += 1
        lines.append(line if code else _LINK.sub(r"\1", line))
    return "\n".join(lines), pages


def _with_isolated_code(markdown: str) -> str:
    """Commands and options within a sentence keep their own direction: `--help` is not drawn as `help--`."""
    lines, code = [], False
    for line in markdown.split("\n"):
        if _FENCE.match(line):
            code = not code
        lines.append(line if code else _CODE.sub("`\u2066\\1\u2069`", line))
    return "\n".join(lines)


def picture(name: str) -> bytes | None:
    """A picture of the guide, by the name that the guide gives it; None where there is none."""
    folder, _, file = name.partition("/")
    found = _help() / "pictures" / file
    if folder != "pictures" or "/" in file or not found.is_file():
        return None
    return found.read_bytes()


def _help() -> Path:
    return RESOURCES / "help"
