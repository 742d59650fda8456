"""Which changes of tags and marks this window made since it opened the case: it undoes no other."""

from __future__ import annotations

from forensics_app.model.case import LabelChange


class SessionLabels:
    """Kept by the thread that writes, read by the one that shows; the latest change stands at the end."""

    def __init__(self) -> None:
        self._in_force: tuple[LabelChange, ...] = ()
        self._undone: tuple[LabelChange, ...] = ()

    def __contains__(self, change: object) -> bool:
        return change in self._in_force or change in self._undone

    @property
    def can_undo(self) -> bool:
        """Whether something was changed here that is not undone."""
        return bool(self._in_force)

    @property
    def can_redo(self) -> bool:
        """Whether something was undone here, and nothing changed since."""
        return bool(self._undone)

    def made(self, change: LabelChange | None) -> None:
        """Another change; what was undone before can't be done again."""
        if change is not None:
            self._in_force, self._undone = (*self._in_force, change), ()

    def undid(self, change: LabelChange) -> None:
        """This one was taken back."""
        self._in_force = tuple(one for one in self._in_force if one != change)
        self._undone = (*self._undone, change)

    def redid(self, change: LabelChange) -> None:
        """This one was done again."""
        self._undone = tuple(one for one in self._undone if one != change)
        self._in_force = (*self._in_force, change)
