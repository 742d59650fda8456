"""Filters that the user saved under a name, for every case."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.model.names import is_spoofed, visible
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from ui.models.artifacts.filter_words import conditions
from ui.settings.list_settings import ListSettings, for_every_case
from ui.words import gate

LONGEST_NAME = 60


class SavedFiltersMenu(QMenu):
    """Built for the moment it is opened."""

    def __init__(
        self,
        chosen: ArtifactFilter,
        kept: ListSettings,
        choose: Callable[[ArtifactFilter], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._chosen, self._kept = chosen, kept
        saved = kept.filters
        for name, one in saved.items():
            action = self.addAction(visible(name).replace("&", "&&"))
            action.setToolTip(gate.tip(" · ".join(c.words for c in conditions(one)) or (one.text or "")))
            action.setCheckable(True)
            action.setChecked(one == for_every_case(chosen))
            action.triggered.connect(partial(choose, one))
        self.setToolTipsVisible(True)
        if saved:
            self.addSeparator()
        else:
            nothing = self.addAction(tr("No saved filters"))
            nothing.setEnabled(False)
        save = self.addAction(tr("Save filter…"))
        save.setEnabled(for_every_case(chosen) != EVERYTHING)
        save.triggered.connect(self._save)
        if saved:
            gone = self.addMenu(tr(NC_("menu", "Delete")))
            for name in saved:
                gone.addAction(visible(name).replace("&", "&&")).triggered.connect(
                    partial(kept.forget_filter, name)
                )

    def _save(self) -> None:
        name, agreed = QInputDialog.getText(
            self.parentWidget(),
            tr("Save filter"),
            tr(
                "Filter name. The filter is saved for you and works in every case; locations "
                "in this case are not saved with it."
            ),
        )
        name = name.strip()[:LONGEST_NAME]
        if agreed and name and not is_spoofed(name):
            self._kept.save_filter(name, self._chosen)
