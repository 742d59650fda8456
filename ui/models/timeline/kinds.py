"""The kinds of times as the Timeline page groups them: each with a word, a colour and a pattern."""

from __future__ import annotations

from enum import Enum

from forensics_app.i18n import NC_, tr
from forensics_app.i18n.labels import TIME_LABELS
from forensics_app.model.selection import TimeField
from forensics_app.model.timeline import EventKind, bits_of
from forensics_app.model.times import TimeKind


class Pattern(Enum):
    """How a kind is drawn besides its colour."""

    PLAIN = "plain"
    RISING = "rising"
    FALLING = "falling"
    DOTS = "dots"
    LEVEL = "level"
    UPRIGHT = "upright"
    GRID = "grid"


class TimeGroup(Enum):
    """In the order in which they stand on each other, the first at the foot of a bar.

    Value: the kinds in it, the token of its colour, its pattern.
    """

    MODIFIED = ((EventKind.MODIFIED,), "k1", Pattern.PLAIN)
    CREATED = ((EventKind.CREATED,), "k2", Pattern.RISING)
    ACCESSED = ((EventKind.ACCESSED,), "k3", Pattern.UPRIGHT)
    CHANGED = ((EventKind.CHANGED,), "k4", Pattern.DOTS)
    TAKEN = ((EventKind.TAKEN,), "k6", Pattern.FALLING)
    NAME = (
        (EventKind.NAME_MODIFIED, EventKind.NAME_ACCESSED, EventKind.NAME_CHANGED, EventKind.NAME_CREATED),
        "k5",
        Pattern.LEVEL,
    )
    OTHER = ((EventKind.DELETED, EventKind.BACKUP), "k5", Pattern.GRID)

    @property
    def kinds(self) -> tuple[EventKind, ...]:
        """The kinds of times in it."""
        kinds: tuple[EventKind, ...] = self.value[0]
        return kinds

    @property
    def color(self) -> str:
        """Token name."""
        return str(self.value[1])

    @property
    def pattern(self) -> Pattern:
        """What is drawn over the colour."""
        pattern: Pattern = self.value[2]
        return pattern

    @property
    def bits(self) -> int:
        """Its kinds as the catalogue keeps them."""
        return bits_of(self.kinds)


GROUPS = tuple(TimeGroup)
EVERY_GROUP = frozenset(GROUPS)
PLACE = {kind: at for at, group in enumerate(GROUPS) for kind in group.kinds}
"""Where each kind's group stands in GROUPS."""

FIELDS = {
    TimeGroup.MODIFIED: TimeField.MODIFIED,
    TimeGroup.ACCESSED: TimeField.ACCESSED,
    TimeGroup.CHANGED: TimeField.CHANGED,
    TimeGroup.CREATED: TimeField.CREATED,
}
"""What the Artifacts page can filter by."""

_WORDS = {
    TimeGroup.MODIFIED: NC_("kind of time", "Modified"),
    TimeGroup.CREATED: NC_("kind of time", "Created"),
    TimeGroup.ACCESSED: NC_("kind of time", "Accessed"),
    TimeGroup.CHANGED: NC_("kind of time", "Metadata changed"),
    TimeGroup.TAKEN: NC_("kind of time", "Picture taken"),
    TimeGroup.NAME: NC_("kind of time", "Name record"),
    TimeGroup.OTHER: NC_("kind of time", "Deleted, backed up"),
}


def group_words(group: TimeGroup) -> str:
    """What it is called."""
    return tr(_WORDS[group])


def kind_words(kind: EventKind) -> str:
    """One kind of time, in the middle of a sentence."""
    if kind is EventKind.TAKEN:
        return tr("picture taken")
    return tr(TIME_LABELS[TimeKind(kind.value)])


def bits_of_groups(groups: frozenset[TimeGroup]) -> int:
    """The kinds of several groups in one number."""
    return sum(group.bits for group in groups)
