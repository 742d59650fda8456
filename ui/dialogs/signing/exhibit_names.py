"""The exhibits that an entry of the ledger is about: numbers that are not in the case are asked about first,
since an entry can't be changed once it was recorded.
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.names import visible
from ui.models.case.overview import CaseOverview
from ui.theme import px
from ui.widgets.controls.choices import CheckBox
from ui.widgets.controls.field import Field


class ExhibitNames(QWidget):
    """`field` has the numbers, separated by commas. `meant` confirms those that are not in the case: an
    object of which there is no image, say.
    """

    def __init__(self, overview: CaseOverview | None) -> None:
        super().__init__()
        of_sources = [] if overview is None else sorted({s.exhibit for s in overview.sources})
        named = () if overview is None else (holder.exhibit for holder in overview.holders)
        self._known: Collection[str] = frozenset((*of_sources, *named))
        self._others: tuple[str, ...] = ()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        self.field = Field(tr(NC_("label", "Exhibits")), ", ".join(of_sources) or "EX-001", self._complaint)
        self.meant = CheckBox(tr("They are meant, and are not in the case"))
        self.meant.hide()
        box.addWidget(self.field)
        box.addWidget(self.meant)
        self.field.edit.textChanged.connect(self._changed)
        self.meant.toggled.connect(lambda: self.field.complain())

    @property
    def names(self) -> tuple[str, ...]:
        """As they were typed."""
        return tuple(name for one in self.field.value.split(",") if (name := one.strip()))

    def _changed(self) -> None:
        others = tuple(name for name in self.names if name not in self._known)
        if others != self._others:  # what was confirmed was said of others
            self._others = others
            self.meant.setChecked(False)
        if not others:
            self.meant.hide()

    def _complaint(self, value: str) -> str:
        if not self._others:
            return ""
        self.meant.show()
        if self.meant.isChecked():
            return ""
        words = current()
        return tr(
            "Not in this case: {exhibits}. An entry can't be changed once it is recorded: correct the "
            "number, or confirm that it is meant.",
            exhibits=words.listed(words.isolate(visible(name)) for name in self._others),
        )
