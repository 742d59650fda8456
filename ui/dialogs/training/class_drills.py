"""Tamper drills for a class: a folder with a class set that a trainer hands out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.model.bundle import bundle_stem
from forensics_app.model.names import visible
from ui.dialogs.choose import choose_base_bundle, choose_new_training_folder
from ui.dialogs.scrolling import ScrollingDialog
from ui.dialogs.signing.fields import titled
from ui.dialogs.training.level import count_box, level_combo
from ui.dialogs.training.trainer import trainer_field
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.choices import RadioButton
from ui.widgets.controls.field import Field
from ui.widgets.text.text import Path as BrokenText
from ui.widgets.text.text import Text, section_cap
from ui.workbench.training import ClassDrills
from ui.workbench.workbench import Workbench


class ClassDrillsDialog(ScrollingDialog):
    """`drills` is what was asked for, once the dialog was accepted."""

    help_topic = "training"

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(tr("Drills for a class"), 560, parent)
        self.drills: ClassDrills | None = None
        self._bundle: Path | None = None
        said = tr(
            "A new folder with the bundles, the certificates to trust while solving them, and a class set "
            "that bears your name. The answers in it are encrypted for you."
        )
        self.lines.addWidget(Text(said, "small", "muted", wrap=True))
        self.name = trainer_field(bench)
        self.lines.addWidget(self.name)
        self.lines.addWidget(section_cap(tr(NC_("label", "Bundle"))))
        self.demo = RadioButton(tr("The demo's bundle"))
        self.own = RadioButton(tr("A bundle of your own"))
        self.demo.setChecked(True)
        self.lines.addWidget(self.demo)
        line = QHBoxLayout()
        line.setSpacing(px(8))
        line.addWidget(self.own)
        self.choose_button = Button(tr("Choose file…"), self.choose_bundle, small=True)
        line.addWidget(self.choose_button)
        line.addStretch(1)
        self.lines.addLayout(line)
        self._chosen = BrokenText("", "", "small")
        self._chosen.hide()
        self.lines.addWidget(self._chosen)
        self._no_bundle = Text(tr("Choose a bundle."), "small", "bad", wrap=True)
        self._no_bundle.hide()
        self.lines.addWidget(self._no_bundle)
        self.demo.toggled.connect(self._no_bundle.hide)
        self.level, self.count = level_combo(), count_box()
        drawn = QHBoxLayout()
        drawn.setSpacing(px(12))
        drawn.addWidget(titled(tr(NC_("training", "Level")), self.level), 1)
        drawn.addWidget(titled(tr("Number of drills"), self.count))
        self.lines.addLayout(drawn)
        self.seed = Field(
            tr(NC_("training", "Seed")), "", lambda text: "" if text else tr("Enter a seed."), width=220
        )
        self.seed.edit.setText(bench.training.draft.seed)
        self.lines.addWidget(self.seed)
        same = tr("Any word: the same seed selects the same attacks.")
        self.lines.addWidget(Text(same, "small", "muted", wrap=True))
        self.foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self.go_on_button = Button(tr("Create drills…"), self.go_on, kind="primary")
        self.go_on_button.setDefault(True)
        self.foot.addWidget(self.go_on_button)
        self.name.edit.setFocus()

    def choose_bundle(self) -> None:
        """Of one's own; to choose one is to want it."""
        path = choose_base_bundle(self)
        if path is not None:
            self._bundle = path
            self._chosen.set_value(visible(str(path)), str(path))
            self._chosen.show()
            self._no_bundle.hide()
            self.own.setChecked(True)

    def go_on(self) -> None:
        """Ask where the folder is created, and close; first say what is missing."""
        wrong: list[QWidget] = [self.name.edit] if not self.name.complain() else []
        bundle = self._bundle if self.own.isChecked() else None
        if self.own.isChecked() and bundle is None:
            self._no_bundle.show()
            wrong.append(self.choose_button)
        if not self.seed.complain():
            wrong.append(self.seed.edit)
        if wrong:
            self.make_room()
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        stem = "training" if bundle is None else f"{bundle_stem(bundle.name)}-drills"
        folder = choose_new_training_folder(self, stem)
        if folder is not None:
            self.drills = ClassDrills(
                bundle=bundle,
                folder=folder,
                level=int(self.level.currentData()),
                count=self.count.value(),
                seed=self.seed.value,
                trainer=self.name.value,
            )
            self.accept()
