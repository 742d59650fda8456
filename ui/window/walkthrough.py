"""Leads through the practice case in the normal window: the verified bundle, then one find after another.

Nothing is blocked: whoever looks elsewhere comes back with a button, and it can be left and begun again.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from forensics_app.i18n import tr
from forensics_app.model.artifact import Artifact
from forensics_app.model.selection import ArtifactFilter, Sort
from ui.dialogs.opening import open_outside
from ui.models.case.walkthrough_stops import STOPS
from ui.widgets.frame.walkthrough_strip import WalkthroughStrip
from ui.widgets.layout.focus_restore import focus_when_shown, keep_focus
from ui.words import places
from ui.workbench.workbench import Workbench, bundle_of_demo


class Walkthrough(QObject):
    """Outlives the strip, which is built with the window. `changed` after it began or ended."""

    changed = Signal()

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._strip: WalkthroughStrip | None = None
        self.stop: int | None = None
        bench.demo_opened.connect(self.begin)
        bench.case_changed.connect(self._case_changed)

    @property
    def offered(self) -> bool:
        """Whether the open case is the practice case with its bundle, and nobody is led through it."""
        return self.stop is None and self._bench.demo_case and self._bundle() is not None

    def show_in(self, strip: WalkthroughStrip) -> None:
        """Show it in this strip, which takes the place of the one before."""
        self._strip = strip
        strip.step.connect(self._step)
        strip.again.connect(self._again)
        strip.folder.connect(self._open_folder)
        strip.left.connect(self.leave)
        self._show()

    def begin(self) -> None:
        """From the first stop."""
        self._go(0)

    def leave(self) -> None:
        """No longer; the case stays open."""
        if self.stop is not None:
            self.stop = None
            self._show()
            self.changed.emit()

    def _step(self, by: int) -> None:
        at = (self.stop or 0) + by
        if at < len(STOPS):
            self._go(max(0, at))
            return
        self.leave()
        self._bench.answered.emit(tr("End of the walkthrough. “New case” on the Start page begins your own."))

    def _again(self) -> None:
        if self.stop is not None:
            self._go(self.stop)

    def _go(self, number: int) -> None:
        began = self.stop is None
        self.stop = number
        find = STOPS[number].find
        if find is None:
            self._show_bundle()
        else:
            self._bench.go.emit(places.ARTIFACTS)
            self._look_for(find, STOPS[number].tab)
        self._show()
        if began:
            self.changed.emit()
        if self._strip is not None:
            focus_when_shown(self._strip.next_button)  # behind what the page gives the keyboard to

    def _show_bundle(self) -> None:
        bundle, check = self._bundle(), self._bench.check
        if bundle is not None and check.path != bundle and not check.running:
            self._bench.check_demo_bundle(bundle)
        self._bench.go.emit(places.VERIFY)

    def _look_for(self, find: ArtifactFilter, tab: int) -> None:
        case = self._bench.case
        if case is None:
            return

        def deliver(found: list[Artifact]) -> None:
            if self.stop is None or STOPS[self.stop].find is not find:
                return
            if not found:
                self._bench.answered.emit(tr("This artifact is not in the case."))
                return
            self._bench.show_artifact(found[0].artifact_id)
            self._bench.details_asked.emit(tab)
            if self._strip is not None:
                self._strip.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

        case.ask(
            "walkthrough",
            lambda reading: reading.browser.rows(find, Sort.ORDER, descending=False, first=0, count=1),
            deliver,
            owner=self,
        )

    def _bundle(self) -> Path | None:
        case = self._bench.case
        return None if case is None else bundle_of_demo(case.path.parent)

    def _open_folder(self) -> None:
        bundle = self._bundle()
        if bundle is not None:
            self._bench.answered.emit(open_outside(bundle.parent)[0])

    def _case_changed(self) -> None:
        self.leave()

    def _show(self) -> None:
        strip = self._strip
        if strip is None:
            return
        if self.stop is None:
            keep_focus(strip.window(), strip)
            strip.hide()
            return
        stop = STOPS[self.stop]
        strip.show_stop(self.stop, len(STOPS), tr(stop.title), tr(stop.text), with_folder=stop.find is None)
