"""The cluster that reads evidence in place of this computer: its address, and the keys for it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.services.clusters.connecting import cluster_fault
from ui.dialogs.choose import choose_folder
from ui.settings.settings import Settings
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.path_field import AddressField, PathField
from ui.widgets.layout.card import Card
from ui.widgets.text.text import Text


class ClusterCard(Card):
    """Kept once it can be used; an empty address means this computer."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(tr("Reading on several computers"))
        self._settings = settings
        self._parent = parent
        said = tr(
            "Evidence is hashed and examined, and thumbnails are made, on the workers of a Dask cluster, "
            "which must see it under the same path. The results are the same. Leave the address empty to "
            "read on this computer."
        )
        self.add(Text(said, "small", "muted", wrap=True))
        hint = "tls://cluster.example.org:8786"
        self.address = AddressField(tr(NC_("label", "Address")), hint, self._wrong)
        self.address.edit.setText(settings.cluster)
        self.keys = PathField(tr("Folder with ca.pem, cert.pem and key.pem"), "", lambda _: "")
        self.keys.edit.setText(settings.cluster_keys)
        self.keys.add_button(Button(tr(NC_("button", "Choose…")), self._choose))
        for field in (self.address, self.keys):
            field.edit.editingFinished.connect(self._keep)
            self.add(field)

    def _wrong(self, address: str) -> str:
        if not address:
            return ""
        fault = cluster_fault(address, self.keys.value)
        return "" if fault is None else window_sentence(fault)

    def _keep(self) -> None:
        """What can't be used is not kept: the next reading would end with it."""
        usable = self.keys.complain() and self.address.complain()
        self._settings.cluster = self.address.value if usable else ""
        self._settings.cluster_keys = self.keys.value

    def _choose(self) -> None:
        chosen = choose_folder(
            self._parent, tr("Folder with ca.pem, cert.pem and key.pem"), Path(self.keys.value)
        )
        if chosen is not None:
            self.keys.edit.setText(str(chosen))
            self._keep()
