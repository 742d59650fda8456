"""What can be done with one sealed bundle of the open case: behind its menu and behind its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from forensics_app.i18n import N_, NC_, current, tr
from forensics_app.i18n.papers.sending import parcel_is_sent
from forensics_app.services.parcels.sent import is_parcel_folder, parcel_beside
from forensics_app.services.sealed_bundles.whereabouts import code_of
from ui.dialogs.bundles.cover_sheet import CoverSheetDialog
from ui.dialogs.bundles.dispatch import DispatchDialog, LaterTimeDialog
from ui.dialogs.bundles.later_event import EventOf, LaterEventDialog
from ui.dialogs.bundles.make_parcel import MakeParcelDialog
from ui.dialogs.bundles.official_reference import OfficialReferenceDialog
from ui.dialogs.bundles.parcel_made import ParcelMadeDialog
from ui.dialogs.bundles.seal_copy import copy_seal
from ui.dialogs.choose import choose_addenda, choose_bundle, choose_folder
from ui.dialogs.opening import open_outside
from ui.dialogs.reports.evidence_report import ask_for_report
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import Ending, JobKind
from ui.models.bundles.export_draft import ExportStep, RecipientDraft, asking
from ui.models.bundles.named_recipients import recipients_of
from ui.models.case.bundle_steps import BundleAct, last_dispatch
from ui.models.case.bundle_words import recorded_words
from ui.models.case.sealed_bundles import SealedBundle
from ui.settings.bundle_places import BundlePlaces, ParcelPlaces
from ui.theme.state import State
from ui.words import places
from ui.words.jobs import ending_words
from ui.workbench.workbench import Workbench

LABELS: dict[BundleAct, str] = {
    BundleAct.VERIFY: NC_("page", "Verify"),
    BundleAct.PARCEL: N_("Encrypt as a parcel…"),
    BundleAct.DISPATCH: N_("Record the dispatch…"),
    BundleAct.OFFICIAL_REFERENCE: N_("Add official reference…"),
    BundleAct.COVER_SHEET: N_("Cover sheet…"),
    BundleAct.TIME: N_("Add a time-stamp…"),
    BundleAct.TAKE_RECEIPT: N_("Import addendum…"),
    BundleAct.EVENT: N_("Record later event…"),
    BundleAct.SUPPLEMENT: N_("Seal a supplement…"),
    BundleAct.REPORT: N_("Evidence report…"),
    BundleAct.SAVE_SEAL: N_("Save seal…"),
    BundleAct.FOLDER: N_("Open folder"),
}
_WRITES = frozenset(
    {
        BundleAct.PARCEL,
        BundleAct.DISPATCH,
        BundleAct.OFFICIAL_REFERENCE,
        BundleAct.TIME,
        BundleAct.TAKE_RECEIPT,
        BundleAct.EVENT,
        BundleAct.SUPPLEMENT,
    }
)
_OF_THE_FILE = frozenset(
    {
        BundleAct.PARCEL,
        BundleAct.DISPATCH,
        BundleAct.OFFICIAL_REFERENCE,
        BundleAct.TIME,
        BundleAct.COVER_SHEET,
        BundleAct.REPORT,
    }
)
_WITHOUT_THE_FILE = frozenset(
    {BundleAct.TAKE_RECEIPT, BundleAct.EVENT, BundleAct.SUPPLEMENT, BundleAct.SAVE_SEAL}
)


class BundleActions(QObject):
    """`said` with a sentence and a State after an act; `left` when it leads to another page; `found` with the
    path when the user pointed to the bundle.
    """

    said = Signal(str, object)
    left = Signal()
    found = Signal(object)

    def __init__(self, bench: Workbench, bundle: SealedBundle, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self._parent = bench, parent
        self.bundle = bundle
        self.seal_saved = False
        self._tells_of_reports = False
        self.dialog: QDialog | None = None

    def why_not(self, act: BundleAct) -> str:
        """Why it can't be done now; empty where it can."""
        if act in _WRITES and (why := self._bench.writing.reason()):
            return why
        if act not in _WITHOUT_THE_FILE and self.bundle.path is None:
            return tr("The bundle's file is not where it was sealed. Locate it first.")
        return ""

    def menu(self) -> QMenu:
        """All acts; what can't be done now is disabled and says why."""
        menu = QMenu(self._parent)
        menu.setToolTipsVisible(True)
        for act, words in LABELS.items():
            entry = menu.addAction(tr(words))
            entry.triggered.connect(partial(self.do, act))
            why = self.why_not(act)
            entry.setEnabled(not why)
            entry.setToolTip(why)
        if self.bundle.path is None:
            menu.addSeparator()
            menu.addAction(tr("Locate the bundle…"), self.locate)
        return menu

    def do(self, act: BundleAct) -> None:
        """Begin it, unless something stands against it."""
        why = self.why_not(act)
        if why:
            self.said.emit(why, State.WARN)
        elif act in _OF_THE_FILE:
            self._if_it_is(self._act_of(act))
        else:
            self._act_of(act)()

    def _act_of(self, act: BundleAct) -> Callable[[], None]:
        acts: dict[BundleAct, Callable[[], None]] = {
            BundleAct.VERIFY: self._verify,
            BundleAct.PARCEL: self._make_parcel,
            BundleAct.DISPATCH: self._dispatch,
            BundleAct.OFFICIAL_REFERENCE: self._official_reference,
            BundleAct.COVER_SHEET: self._cover_sheet,
            BundleAct.TIME: self._time,
            BundleAct.TAKE_RECEIPT: self._take_receipt,
            BundleAct.EVENT: self._later_event,
            BundleAct.SUPPLEMENT: self._supplement,
            BundleAct.REPORT: self._report,
            BundleAct.SAVE_SEAL: self._save_seal,
            BundleAct.FOLDER: self._folder,
        }
        return acts[act]

    # --- where it is -------------------------------------------------------------------------------

    @property
    def _path(self) -> Path:
        return self.bundle.path or Path()

    @property
    def parcel(self) -> Path | None:
        """The folder of the newest parcel of the bundle: made here, or when it was sealed."""
        made = ParcelPlaces(self._bench.settings).all.get(self.bundle.code)
        if made is not None and is_parcel_folder(made):
            return made
        return None if self.bundle.path is None else parcel_beside(self.bundle.path)

    def _if_it_is(self, then: Callable[[], None]) -> None:
        """Do it once what lies there was seen to be this bundle: names and folders are used again."""
        path, code, clock, case = self._path, self.bundle.code, self._bench.clock, self._bench.case

        def go_on(found: str | None) -> None:
            if found == code:
                then()
            else:
                self.said.emit(tr("{path} is not this bundle.", path=path), State.BAD)

        if case is not None:
            case.ask("bundle-code", lambda _: code_of(path, clock=clock), go_on, owner=self)

    def locate(self) -> None:
        """Let the user point to the bundle."""
        path = choose_bundle(self._parent)
        if path is not None:
            self.take_place(path)

    def take_place(self, path: Path) -> None:
        """Remember where the bundle is, if it is this one."""
        code, clock, case = self.bundle.code, self._bench.clock, self._bench.case

        def take(found: str | None) -> None:
            if found != code:
                self.said.emit(tr("{path} is not this bundle.", path=path), State.BAD)
                return
            BundlePlaces(self._bench.settings).note(code, path)
            self.found.emit(path)

        if case is not None:
            case.ask("bundle-code", lambda _: code_of(path, clock=clock), take, owner=self)

    # --- the acts ----------------------------------------------------------------------------------

    def _verify(self) -> None:
        self.left.emit()
        self._bench.check_and_show(self._path)

    def _make_parcel(self) -> None:
        dialog = MakeParcelDialog(self._bench, self._path, self._parent)
        dialog.accepted.connect(lambda: self._parcel_made(dialog))
        self._open(dialog, "")

    def _parcel_made(self, dialog: MakeParcelDialog) -> None:
        ParcelPlaces(self._bench.settings).note(self.bundle.code, dialog.made)
        self.said.emit(parcel_is_sent(dialog.made, current(), whole=True), State.OK)
        told = ParcelMadeDialog(dialog.made, dialog.shares, self._parent, shares_sealed=dialog.shares_sealed)
        told.dispatch_wanted.connect(partial(self.do, BundleAct.DISPATCH))
        self.dialog = told
        told.open()

    def _dispatch(self) -> None:
        named = self._recipients()
        dialog = DispatchDialog(
            self._bench, self._path, self.bundle.name, named, self._parent, parcel=self.parcel
        )
        self._open(dialog, tr("Dispatch signed and recorded."))

    def _official_reference(self) -> None:
        dispatch = last_dispatch(self.bundle)
        if dispatch is None:
            self.said.emit(tr("Record the dispatch first: the reference completes it."), State.WARN)
            return
        dialog = OfficialReferenceDialog(self._bench, self._path, self.bundle.name, dispatch, self._parent)
        self._open(dialog, tr("Reference signed and recorded."))

    def _time(self) -> None:
        dialog = LaterTimeDialog(self._bench, self._path, self.bundle.name, self._parent)
        self._open(dialog, tr("Time-stamp added."))

    def _cover_sheet(self) -> None:
        picture = self._bench.scratch / "cover-of-earlier.png"
        dialog = CoverSheetDialog(self._bench, self._path, self._recipients(), picture, self._parent)
        self._open(dialog, "")
        dialog.accepted.connect(lambda: self._cover_made(dialog))

    def _cover_made(self, dialog: CoverSheetDialog) -> None:
        made = dialog.made or {}
        if made.get("path"):
            self.said.emit(*open_outside(Path(made["path"])))

    def _take_receipt(self) -> None:
        case = self._bench.case
        if case is not None:
            self._bench.intake.take(case.path, choose_addenda(self._parent))

    def _later_event(self) -> None:
        case = self._bench.case
        if case is not None:
            beside = self._path.parent if self._path.exists() else None  # as a dispatch is
            of = EventOf(case.path, self.bundle.name, beside, self.bundle.report.addenda)
            self._open(LaterEventDialog(self._bench, of, self._parent), tr("Event signed and recorded."))

    def _supplement(self) -> None:
        """Begin a bundle that adds to this one; what was decided of another one stays."""
        if self._bench.export.step is ExportStep.DONE:
            self._bench.new_export()
        self._bench.export.supplements = self.bundle.code
        self._bench.export.supplements_name = self.bundle.name
        self._bench.export_changed.emit()
        self.left.emit()
        self._bench.go.emit(places.EXPORT)

    def _report(self) -> None:
        stem = self._path.with_name(self.bundle.name)
        ask_for_report(self._bench, self._path, str(stem), self._parent)
        if not self._tells_of_reports:
            self._tells_of_reports = True
            self._bench.jobs.ended.connect(self._report_ended)

    def _report_ended(self, ending: Ending) -> None:
        if ending.kind is JobKind.REPORT:
            self.said.emit(*ending_words(ending))

    def _save_seal(self) -> None:
        folder = choose_folder(self._parent, tr("Save seal…"), self._path.parent)
        if folder is not None:
            self.save_seal(folder)

    def save_seal(self, folder: Path) -> None:
        """Copy the case's copy of the seal into a folder."""
        sentence, state = copy_seal(
            Path(self.bundle.report.bundle.path), folder / f"{self.bundle.name}.asice"
        )
        self.seal_saved = self.seal_saved or state is State.OK
        self.said.emit(sentence, state)

    def _folder(self) -> None:
        self.said.emit(*open_outside(self._path.parent))

    def _open(self, dialog: CustodyDialog, done: str) -> None:
        self.dialog = dialog
        if done:
            dialog.accepted.connect(
                lambda: self.said.emit(recorded_words(done, dialog.result_values), State.OK)
            )
        dialog.open()

    def _recipients(self) -> tuple[RecipientDraft, ...]:
        """To whom it was sent last; else those named when it was sealed; else who asked for the evidence."""
        named = recipients_of(self.bundle.report, self._bench.settings)
        overview = None if self._bench.case is None else self._bench.case.overview
        return named if named or overview is None else asking(overview.request)
