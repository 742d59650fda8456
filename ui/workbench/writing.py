"""Which window writes a case: the first one, while it has the case open. Others read, and say who writes.

What a window starts takes the case's own lock for as long as it writes, so nothing is ever written twice at
once whatever happens here: this is about telling people before they begin.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from forensics_app.errors import CaseInUseError, CaseNotFoundError, DiskFullError, OutputNotWritableError
from forensics_app.i18n import current, tr
from forensics_app.model.names import visible
from forensics_app.model.times import Clock
from forensics_app.services.cases.lock import CaseLock, Holder, take_window_lock, window_holder
from forensics_app.services.cases.received import is_received
from ui.words import gate

LOOK_EVERY_MS = 2_000
_DISABLED = Qt.WidgetAttribute.WA_Disabled


class Standing(Enum):
    """Whose turn it is."""

    NONE = "none"  # no case is open
    MINE = "mine"
    OTHERS = "others"
    FREE = "free"  # the other window is gone; nobody has taken over yet
    LOCKED = "locked"  # the folder can't be written to


class Writing(QObject):
    """`changed` when `standing` or `holder` is new. Nothing here waits longer than a few hundredths."""

    changed = Signal()

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._case: Path | None = None
        self._lock: CaseLock | None = None
        self._received = False
        self.standing = Standing.NONE
        self.holder: Holder | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def case(self) -> Path | None:
        """The case that is meant, None while none is open."""
        return self._case

    @property
    def mine(self) -> bool:
        """Whether this window may begin to write."""
        return self.standing in (Standing.MINE, Standing.NONE)

    def begin(self, case: Path) -> None:
        """A case was opened: write it, if nobody does."""
        self.end()
        self._case, self._received = case, is_received(case)
        self.take_over()

    def end(self) -> None:
        """The case was closed: others may write."""
        self._timer.stop()
        if self._lock is not None:
            self._lock.release()
        self._case, self._lock, self._received = None, None, False
        self._be(Standing.NONE, None)

    def take_over(self) -> None:
        """Become the window that writes, where that is free."""
        if self._case is None or self._lock is not None:
            return
        try:
            self._lock = take_window_lock(self._case, clock=self._clock)
        except CaseInUseError:
            self._be(Standing.OTHERS, window_holder(self._case))
        except (CaseNotFoundError, OutputNotWritableError, DiskFullError):
            self._be(Standing.LOCKED, None)
        else:
            self._be(Standing.MINE, None)
        if self.standing is Standing.MINE:
            self._timer.stop()
        else:
            self._timer.start()

    def look(self) -> None:
        """Whether the other window is still there."""
        if self._case is None or self._lock is not None:
            return
        if self.standing is Standing.LOCKED:
            self.take_over()
            return
        holder = window_holder(self._case)
        self._be(Standing.FREE if holder is None else Standing.OTHERS, holder)

    def reason(self, *, received_too: bool = False) -> str:
        """Why this window doesn't write; empty where it may.

        `received_too`: what is meant may be written beside a received bundle as well.
        """
        if self.mine:
            return "" if received_too or not self._received else self._received_reason()
        if self.standing is Standing.LOCKED:
            return tr("The case folder is not writable, so this window is read-only.")
        if self.standing is Standing.FREE:
            return tr(
                "The window with write access to this case was closed. This window is "
                "read-only until you take over."
            )
        holder = self.holder
        if holder is None:
            return tr("Another window has write access to this case. This window is read-only.")
        words = current()
        return tr(
            "{user} has had write access to this case on {computer} since {time}. This window is read-only.",
            user=words.isolate(visible(holder.user)),
            computer=words.isolate(visible(holder.host)),
            time=words.isolate(f"{holder.since[:16].replace('T', ' ')} UTC"),
        )

    def _received_reason(self) -> str:
        return tr(
            "This case shows a received bundle and is read-only. You can add tags, notes and hash sets of "
            "your own."
        )

    def _be(self, standing: Standing, holder: Holder | None) -> None:
        if (standing, holder) != (self.standing, self.holder):
            self.standing, self.holder = standing, holder
            self.changed.emit()


class WritingGuard(QObject):
    """Keeps what would write disabled, with the reason in its tooltip, while this window only reads.

    Whatever else its page wants of the control holds again as soon as the window writes.
    """

    def __init__(self, writing: Writing, control: QWidget, *, received_too: bool) -> None:
        super().__init__(control)
        self._writing, self._control, self._received_too = writing, control, received_too
        self._wanted, self._tip = not control.testAttribute(_DISABLED), control.toolTip()
        self._mine = False
        control.installEventFilter(self)
        writing.changed.connect(self._follow)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.EnabledChange and watched is self._control and not self._mine:
            self._wanted = not self._control.testAttribute(_DISABLED)
            self._follow()
        return False

    def _follow(self) -> None:
        self._mine = True
        reason = self._writing.reason(received_too=self._received_too)
        self._control.setEnabled(self._wanted and not reason)
        self._control.setToolTip(reason or self._tip)
        self._control.setAccessibleDescription(gate.shown(reason))
        self._mine = False


def guard(writing: Writing, *controls: QWidget, received_too: bool = False) -> None:
    """Guard each of these; a guard goes with its control. `received_too` as in `Writing.reason`."""
    for control in controls:
        WritingGuard(writing, control, received_too=received_too)
