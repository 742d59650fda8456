"""What hashing media again came to: nothing about it may be missed, least of all that one changed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import current, tr
from forensics_app.model.names import visible
from ui.jobs.desk import Ending, JobKind
from ui.theme import px
from ui.theme.state import State
from ui.widgets.layout.card import clear
from ui.widgets.statements.notices import Trouble


class RehashedCards(QWidget):
    """Stays until it is closed or media are hashed again."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(8))
        self.hide()

    def show_ending(self, ending: Ending) -> None:
        """Take what the child found; its trouble is told elsewhere."""
        if ending.kind is not JobKind.RECHECK:
            return
        self.close_all()
        if ending.result is not None:
            for one in ending.result.values.get("sources", ()):
                self._box.addWidget(self._card(one))
            self.show()

    def close_all(self) -> None:
        """What was found has been read."""
        clear(self._box)
        self.hide()

    def _card(self, one: dict[str, Any]) -> Trouble:
        exhibit = current().isolate(visible(str(one["exhibit"])))
        if one["error"] is not None:
            return Trouble(str(one["error"]["sentence"]), on_close=self.close_all)
        details = f"{one['path']}\nthen {one['before']}\nnow  {one['again']}"
        if one["unchanged"]:
            said = tr(
                "{exhibit} is unchanged: every digest matches the one computed when it was read.",
                exhibit=exhibit,
            )
            return Trouble(said, details, state=State.OK, on_close=self.close_all)
        said = tr(
            "{exhibit} HAS CHANGED since it was read. Do not rely on it: find out what "
            "happened to it, and work from another copy.",
            exhibit=exhibit,
        )
        return Trouble(said, details, on_close=self.close_all)
