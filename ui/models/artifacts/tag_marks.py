"""The mark of a tag: a shape and a colour, so that neither has to be told from the other.

A tag has the mark that was chosen for it, else one by its place among the tags of the case, oldest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forensics_app.i18n import N_, tr
from forensics_app.model.case import TagRecord

HOT_KEYS = 9


@dataclass(frozen=True, slots=True)
class TagMark:
    """`name` is what the catalogue keeps; `glyph` and `color` are those of the theme."""

    name: str
    glyph: str
    color: str
    label: str


MARKS = (
    TagMark("tag", "tag", "k1", N_("Tag, blue")),
    TagMark("flag", "flag", "k2", N_("Flag, orange")),
    TagMark("stop", "prohibit", "bad", N_("Stop, red")),
    TagMark("star", "star", "k4", N_("Star, purple")),
    TagMark("bookmark", "bookmark-simple", "k3", N_("Bookmark, teal")),
    TagMark("pin", "push-pin", "k6", N_("Pin, green")),
    TagMark("eye", "eye", "k5", N_("Eye, grey")),
    TagMark("bolt", "lightning", "warn", N_("Bolt, brown")),
    TagMark("circle", "circle", "k1", N_("Circle, blue")),
)
_BY_NAME = {mark.name: mark for mark in MARKS}


def mark_label(mark: TagMark) -> str:
    """In words."""
    return tr(mark.label)


def in_order(tags: Sequence[TagRecord]) -> list[TagRecord]:
    """Those that can be assigned, oldest first: the order of the keys 1 to 9, which no new tag shifts."""
    return [tag for tag in _by_age(tags) if not tag.sealed]


def _by_age(tags: Sequence[TagRecord]) -> list[TagRecord]:
    return sorted(tags, key=lambda tag: (tag.created_at, tag.name))


def marks_of(tags: Sequence[TagRecord]) -> dict[str, TagMark]:
    """The mark of every tag by its name."""
    return {
        tag.name: _BY_NAME.get(tag.colour or "", MARKS[place % len(MARKS)])
        for place, tag in enumerate(_by_age(tags))
    }
