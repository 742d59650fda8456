"""The tour of three steps: an examiner's day with the program. It can be skipped at any time."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from forensics_app.i18n import N_, NC_, tr
from ui.settings.settings import Settings
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.columns import Scroller
from ui.widgets.layout.room import fit_into
from ui.widgets.layout.stepper import Stepper
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Text
from ui.words import gate


@dataclass(frozen=True, slots=True)
class TourStep:
    """`short` names it in the row of steps; `points` are what to remember, each with its place's icon."""

    short: str
    glyph: str
    title: str
    text: str
    points: tuple[tuple[str, str], ...]


STEPS = (
    TourStep(
        N_("Add evidence"),
        "hard-drives",
        N_("Create a case and add evidence"),
        N_(
            "Evidence is opened read-only. The whole source is hashed, the files found in it are "
            "listed, and anything found that can't be read is recorded with the reason."
        ),
        (
            ("folder-open", N_("Case, Alt+1: the next steps, most urgent first, each with its button.")),
            ("hard-drives", N_("Evidence, Alt+2: disk images, their volumes, their hashes, keys.")),
        ),
    ),
    TourStep(
        N_("Select and seal"),
        "circle-wavy-check",
        N_("Select what is relevant and seal it"),
        N_(
            "Review the artifacts, tag what is relevant, and export it as a bundle. The "
            "bundle is signed with your key, together with the custody ledger, the legal "
            "request and the list of what was left out."
        ),
        (
            ("table", N_("Artifacts, Alt+3: press / to search, Space to tag.")),
            ("link", N_("Custody, Alt+5: who held what and when, with the signatures of both parties.")),
            ("package", N_("Export, Alt+6: select, check, sign. Nothing is written until you seal.")),
        ),
    ),
    TourStep(
        N_("Send and get a receipt"),
        "shield-check",
        N_("Send it and get a receipt"),
        N_(
            "The receiver verifies the seal with this program, or with openssl and "
            "sha256sum alone, and signs a receipt that you add to the case. You verify "
            "what others send in the same way."
        ),
        (
            (
                "shield-check",
                N_("Verify, Alt+7: drop a bundle, a seal or a receipt here; no case is needed."),
            ),
            (
                "play-circle",
                N_("The demo on the Start page walks through the whole process with a practice case."),
            ),
        ),
    ),
)


class TourDialog(QDialog):
    """Shown at the first start, and from the start page and the help whenever it is asked for."""

    help_topic = "start"

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(tr(NC_("heading", "Tour")))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(28), px(24), px(28), px(20))
        box.setSpacing(px(14))
        self.stepper = Stepper(tuple(tr(step.short) for step in STEPS))
        self.stepper.chosen.connect(lambda number: self.go(number - 1))
        box.addWidget(self.stepper)
        self._stack = QStackedWidget()
        for step in STEPS:
            self._stack.addWidget(Scroller(_page(step)))
        box.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        self.skip_button = Button(tr("Skip the tour"), self.reject, kind="link")
        self.back_button = Button(tr(NC_("button", "Back")), lambda: self.go(self._stack.currentIndex() - 1))
        self.next_button = Button(tr(NC_("button", "Next")), self.go_on, kind="primary")
        foot.addWidget(self.skip_button)
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.next_button)
        box.addLayout(foot)
        fit_into(self, parent, 680, 380)
        self.finished.connect(self._seen)
        self.go(0)

    def go(self, step: int) -> None:
        """Show a step."""
        last = step == len(STEPS) - 1
        self._stack.setCurrentIndex(step)
        self.stepper.show_step(step + 1)
        self.back_button.setVisible(step > 0)
        self.skip_button.setVisible(not last)
        words = tr(NC_("button", "Begin")) if last else tr(NC_("button", "Next"))
        self.next_button.setText(words)
        self.next_button.setAccessibleName(gate.shown(words))
        self.next_button.setDefault(True)
        self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """The next step; after the last one the tour ends."""
        step = self._stack.currentIndex()
        if step + 1 < len(STEPS):
            self.go(step + 1)
        else:
            self.accept()

    def _seen(self) -> None:
        self._settings.tour_seen = True


def _page(step: TourStep) -> QWidget:
    made = QWidget()
    made.setAccessibleName(tr(step.title))
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(12))
    head = QHBoxLayout()
    head.setSpacing(px(16))
    head.addWidget(Glyph(step.glyph, 44, "accent"), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(px(4))
    words.addWidget(Text(tr(step.title), "page", wrap=True))
    words.addWidget(Text(tr(step.text), wrap=True))
    head.addLayout(words, 1)
    box.addLayout(head)
    for glyph, text in step.points:
        line = QHBoxLayout()
        line.setSpacing(px(12))
        line.addSpacing(px(60))
        line.addWidget(Glyph(glyph, 20), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(tr(text), wrap=True), 1)
        box.addLayout(line)
    box.addStretch(1)
    return made
