"""Verify: choose or drop a bundle, see the verdict and what it rests on, come to trust a signer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor, QDragEnterEvent, QDropEvent, QHideEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.i18n.verdicts import verdict_sentence
from forensics_app.i18n.verifying.after_seal import after_seal_words
from forensics_app.model.bundle import bundle_stem
from forensics_app.model.findings import Verdict, VerificationReport
from forensics_app.model.names import subject_shown, visible
from forensics_app.model.trust import TrustRole
from forensics_app.services.cases.kept_seals import EarlierBundle, earlier_bundles
from forensics_app.services.inbox.follow_ups import FiledBundle
from forensics_app.services.parcels.checking import PARCEL_SUFFIX
from forensics_app.services.trust.namesakes import has_namesake
from forensics_app.services.trust.sealers import trust_sealer
from forensics_app.services.trust.trust import add_trust
from forensics_app.services.verifying.nearby_parts import addenda_to_give
from forensics_app.services.verifying.register import register_stamp
from forensics_app.services.verifying.series import series_of
from ui.dialogs.bundles.add_recipient import AddRecipientDialog
from ui.dialogs.bundles.later_event import EventOf, LaterEventDialog
from ui.dialogs.bundles.open_parcel import OpenParcelDialog
from ui.dialogs.bundles.receipt import USABLE, ReceiptDialog
from ui.dialogs.bundles.recipe import RecipeDialog
from ui.dialogs.bundles.trust_signer import TrustSignerDialog
from ui.dialogs.choose import (
    choose_addenda,
    choose_bundle,
    choose_bundle_folder,
    choose_certificate,
    choose_parent_folder,
    choose_report,
)
from ui.dialogs.inbox.dialog import InboxDialog
from ui.dialogs.reports.evidence_report import ask_for_report
from ui.dialogs.sealed_contents.dialog import Part, SealedContentsDialog
from ui.jobs.child_job import Trouble
from ui.jobs.desk import JobKind
from ui.models.bundles.report_json import with_told
from ui.models.case.bundle_words import recorded_words
from ui.pages.cards.addenda_card import addenda_card
from ui.pages.cards.report_saving import save_reports
from ui.pages.cards.web_verifier import save_web_page
from ui.pages.verify.added_files import AddedFiles, added_rows, show_added
from ui.pages.verify.batch_card import BatchCard
from ui.pages.verify.checked_card import CheckedCard, clash_card, told_apart
from ui.pages.verify.columns import Act, OpenAddendum, ReportActs, report_columns, rests_on
from ui.pages.verify.container_only_card import is_addendum, is_alone
from ui.pages.verify.parcel_card import is_parcel, opened_card
from ui.pages.verify.receipt_card import ReceiptCard
from ui.pages.verify.series_card import SeriesCard
from ui.pages.verify.signer_card import SignerCard, may_be_compared
from ui.pages.verify.trusted_card import TrustedCard
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.drop_zone import DropZone, dropped_paths
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.columns import Scroller, page_body
from ui.widgets.layout.focus_restore import focus_when_shown
from ui.widgets.layout.page import Page
from ui.widgets.seals.code_compare import CodeCompare
from ui.widgets.seals.verdict import VerdictTile
from ui.widgets.statements.notices import Trouble as TroubleCard
from ui.widgets.statements.read_progress import ReadProgress
from ui.widgets.tables.tables import RowsTable
from ui.widgets.text.text import Text
from ui.words import places
from ui.words.file_names import FileWord, file_word
from ui.words.keys import shown_keys
from ui.workbench.answering import task_name
from ui.workbench.bundle_check import opened_parcel
from ui.workbench.workbench import Workbench

SEAL_ENDING = ".asice"


class VerifyPage(Page):
    """A bundle may be dropped anywhere on it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.setAcceptDrops(True)
        self._first: QWidget | None = None
        self._chosen_here = False
        self._first_table: RowsTable | None = None
        self.dialog: ReceiptDialog | None = None
        self.opening: OpenParcelDialog | None = None
        self.adding: AddRecipientDialog | None = None
        self.inbox: InboxDialog | None = None
        self.trusting: TrustSignerDialog | None = None
        self._receipt_for: Path | None = None
        self._named: tuple[tuple[Path | None, int], str] = ((None, 0), "")  # by file and register, its name
        self._aside: int | None = None  # the check whose verdict waits while the first view is shown
        self._answer: tuple[Path, str] | None = None  # what was done last, and for which bundle
        self._signer: SignerCard | None = None
        self._added: AddedFiles | None = None  # whose bundle is being checked with them, or is shown
        self.other: RecipeDialog | SealedContentsDialog | LaterEventDialog | None = None
        body, self._box = page_body()
        self._content = QVBoxLayout()
        self._content.setSpacing(px(14))
        self._box.addLayout(self._content)
        self._progress: ReadProgress | None = None
        self.outer.addWidget(Scroller(body))
        bench.check_changed.connect(self._show)
        bench.training.changed.connect(self.head_changed)
        bench.jobs.changed.connect(self._jobs_changed)
        bench.trust_changed.connect(self._trust_changed)
        self._show()

    def title(self) -> str:
        return tr(NC_("page", "Verify"))

    def subtitle(self) -> str:
        check = self._bench.check
        if check.path is None or self.is_aside:
            return tr("No bundle selected")
        drill = self._bench.training.drill_of(check.shown_path)
        parts = [] if drill is None else [task_name(drill)]
        if self._named[0] != (check.path, stamp := register_stamp()):  # the heading is often asked for
            self._named = (check.path, stamp), told_apart(check.path)
        parts.append(current().isolate(self._named[1]))
        if check.report is None:
            return " · ".join(parts)
        file = check.report.bundle.file
        if file is not None and check.shown_path == check.path:  # of several, the name is their folder's
            parts.append(current().size(file.size_bytes))
        size = check.report.bundle.payload_bytes
        if size is not None:
            parts.append(tr("contents: {size}", size=current().size(size)))
        lasted = tr("checked in {seconds} s", seconds=current().decimal(check.seconds))
        parts.append(tr("checked in less than a second") if check.seconds < 1 else lasted)
        return " · ".join(parts)

    def head_widgets(self) -> list[QWidget]:
        if self._bench.check.path is None or self._bench.check.running:
            return []
        if self.is_aside:
            return [Button(tr("Back to the result"), self.back, glyph="arrow-u-up-left")]
        overview = Button(tr(NC_("button", "Overview")), self._start_over, kind="link")
        overview.setToolTip(tr("Signers you trust, checked bundles, inbox and web page"))
        return [
            overview,
            Button(tr("Verify another…"), self._choose_file, glyph="file-search"),
        ]

    def first_focus(self) -> QWidget | None:
        return self._first if self._progress is None else self._progress.cancel_button

    # --- showing -----------------------------------------------------------------------------------

    @property
    def is_aside(self) -> bool:
        """Whether the first view is shown although there is a verdict; another check ends that."""
        return self._aside is not None and self._aside == self._bench.check.number

    def _show(self) -> None:
        clear(self._content)
        self._progress, self._first, self._first_table, self._signer = None, None, None, None
        check = self._bench.check
        if self.is_aside:
            self._show_first_view()
        elif check.running:
            self._progress = ReadProgress(tr("Verifying the bundle"))
            self._progress.cancel.connect(self._cancel)
            self._first = self._progress.cancel_button
            if self._chosen_here:  # by a button of the header, which goes now
                focus_when_shown(self._first)
            self._content.addWidget(self._progress)
            self._jobs_changed()
        elif check.report is not None:
            self._show_report(check.report)
            wanted, self._receipt_for = self._receipt_for, None
            if wanted == check.path and not is_parcel(check.report):
                self._bench.turns.put_off(self, self._receipt)
        else:
            self._added = None
            if check.trouble is not None:
                self._content.addWidget(TroubleCard(check.trouble.sentence, check.trouble.details))
            self._show_first_view()
        self._content.addStretch(1)
        self.head_changed.emit()

    def _show_first_view(self) -> None:
        self._content.addWidget(self._zone())
        self._content.addWidget(CheckedCard(self._check_again))
        self._content.addWidget(self._inbox_card())
        self._content.addWidget(self._without_program())
        self._content.addWidget(TrustedCard(self._bench))

    def _zone(self) -> DropZone:
        button = Button(tr("Choose bundle…"), self._choose_menu, glyph="file-search", kind="primary")
        self._choose, self._first = button, button
        zone = DropZone(
            "shield-check",
            tr("Verify a received bundle"),
            tr(
                "Drop a .zip, a bundle folder, a .asice seal, a receipt or a parcel here. Nothing is changed "
                "or unpacked."
            ),
            button,
            shown_keys("Ctrl+O"),
        )
        zone.setMinimumHeight(px(260))
        zone.dropped.connect(self._dropped)
        return zone

    def _inbox_card(self) -> Card:
        """For a laboratory that has a folder watched."""
        card = Card(tr(NC_("heading", "Inbox")))
        card.add_action(Button(tr("Show inbox…"), self.show_inbox, small=True))
        words = tr(
            "“sealwright watch” verifies what partners put into a folder, once each, and files it with its "
            "report. It runs in a terminal or as a service: this window does not start it, and only shows "
            "what it filed."
        )
        card.add(Text(words, "small", "muted", wrap=True))
        return card

    def show_inbox(self) -> None:
        """What arrived in the watched folder, and what came of it."""
        if self.inbox is not None:
            self.inbox.deleteLater()
        self.inbox = InboxDialog(self._bench, self)
        self.inbox.receipt_asked.connect(self._receipt_from_inbox)
        self.inbox.open()

    def _receipt_from_inbox(self, bundle: FiledBundle) -> None:
        """Verify what was filed, with all that came after it, and ask for the receipt when that is done."""
        self._receipt_for = bundle.path
        self._bench.check_bundle(bundle.path, addenda=[Path(one) for one in bundle.addenda])

    def _without_program(self) -> Card:
        """For whoever has to verify on a computer where nothing may be installed."""
        card = Card(tr("For someone without this program"))
        card.add_action(Button(tr("Save web page…"), self._save_web_page, small=True))
        words = tr(
            "A single web page verifies a bundle offline, in any browser. Never use a copy "
            "that came with the bundle."
        )
        card.add(Text(words, "small", "muted", wrap=True))
        self._web_page = card
        return card

    def _save_web_page(self) -> None:
        said = save_web_page(self)
        if said is not None:
            sentence, state = said
            self._web_page.add(TroubleCard(sentence, state=state))

    def _show_report(self, report: VerificationReport) -> None:
        bench = self._bench
        if self._answer is not None and self._answer[0] != bench.check.path:
            self._answer = None
        if self._answer is not None:
            self._content.addWidget(TroubleCard(self._answer[1], state=State.OK))
        if bench.check.second is not None:
            same = not bench.check.second.differing
            self._content.addWidget(
                TroubleCard(bench.check.second.sentence, state=State.OK if same else State.BAD)
            )
        if len(bench.check.reports) > 1:
            self._content.addWidget(self._batch())
        series = next((s for s in series_of(bench.check.reports) if s.holds(self._shown_number())), None)
        if series is not None:
            told = bench.check.all_values[self._shown_number()].get("series") or {}
            self._content.addWidget(SeriesCard(with_told(series, told), bench.check_bundle))
        card = clash_card(report)
        if card is not None and len(bench.check.reports) == 1:  # of several, their own card says it
            self._content.addWidget(card)
        acts = self._acts(report)
        self._first = acts[0]
        tile = VerdictTile(
            report.verdict,
            verdict_sentence(report),
            rests_on(report),
            acts,
            beside=" ".join(after_seal_words(report)),
        )
        self._content.addWidget(tile)
        if (receipt := bench.check.receipt) is not None:
            listed = receipt.event_sha256 in {one.event_sha256 for one in report.addenda}
            written = ReceiptCard(receipt, listed=listed)
            written.again_asked.connect(self._again_with_receipt)
            self._content.addWidget(written)
        if bench.check.opened is not None:
            self._content.addWidget(opened_card(bench.check.opened))
        opens, takes_in = self._addendum_acts(report)
        if self._added is not None and self._added.bundle != bench.check.path:
            self._added = None
        addenda = addenda_card(
            report,
            self._add_addendum,
            opens,
            added_rows(report, self._added, bench.check.gone_addenda),
            record=self.record_event if bench.check.seal_at_hand else None,
        )
        acts_of_cards = ReportActs(
            choose=self._choose_menu_here,
            browse=self.browse,
            compare=self._compare,
            recipe=self.recipe,
            second=self._again_with_second,
            read_custody=self.read_custody,
            trust=self._trust,
            take_in=takes_in,
            beside=bench.check.bundle_beside,
            check_beside=self._check_beside,
        )
        seal = report.seal
        namesake = seal.signer_label is None and has_namesake(
            seal.signer, seal.fingerprint or "", files=bench.check.trust_files, clock=bench.clock
        )
        columns = report_columns(report, bench.check.shown_code, acts_of_cards, addenda, namesake=namesake)
        self._signer = columns.findChild(SignerCard)
        self._keep_typed_code(columns, report.seal.code or "")
        self._content.addWidget(columns)
        if addenda is not None and self._added is not None and not self._added.shown:
            self._added.shown = True
            show_added(addenda)

    def _keep_typed_code(self, columns: QWidget, code: str) -> None:
        """What was typed to compare the code outlives another check of the seal and another language."""
        compare = columns.findChild(CodeCompare)
        if compare is None:
            return
        before, typed = self._bench.check.typed_code
        if code and before == code:
            compare.edit.setText(typed)
        compare.edit.textChanged.connect(partial(self._code_typed, code))

    def _code_typed(self, code: str, text: str) -> None:
        self._bench.check.typed_code = (code, text)

    def _addendum_acts(self, report: VerificationReport) -> tuple[OpenAddendum | None, Act | None]:
        """Opening one of the files that came after the seal, and taking the one shown into the open case."""
        if not is_addendum(report):
            return self._open_addendum, None
        takes_none = self._bench.case is None or self._bench.received_case
        return None, None if takes_none else self._take_in

    def _open_addendum(self, name: str) -> None:
        """Verify this file, which lies beside the bundle or was given with it, by itself."""
        check = self._bench.check
        beside = check.shown_path.absolute().parent / name
        path = next((p for p in (*check.addenda, beside) if p.name == name and p.is_file()), None)
        if path is None:
            said = tr("The file {name} is no longer next to the bundle. Choose it yourself.", name=name)
            self._bench.trouble.emit(Trouble(said))
            return
        self._bench.check_bundle(path)

    def _check_beside(self) -> None:
        """The bundle next to the seal or addendum that is shown, with that addendum."""
        bundle, alone = self._bench.check.bundle_beside, self._bench.check.shown_path
        if bundle is not None:
            self._bench.check_bundle(bundle, addenda=addenda_to_give(bundle, alone))

    def _add_addendum(self) -> None:
        """Verify the bundle again with receipts or other addenda that lie elsewhere."""
        check = self._bench.check
        files = choose_addenda(self)
        if not files or check.path is None or check.running or check.report is None:
            return
        path = check.shown_path  # of several in a folder, this one by itself: they belong to one bundle
        self._added = AddedFiles(path, tuple(files), check.report.addenda)
        self._bench.check_bundle(path, addenda=files)

    def _take_in(self) -> None:
        """Into the case that is open, whose page says what became of it."""
        case, path = self._bench.case, self._bench.check.path
        if case is not None and path is not None:
            self._bench.intake.take(case.path, [path])
            self._bench.go.emit(places.CASE)

    def _compare_fingerprint(self) -> None:
        """To the rows of the signer's card that have to be typed."""
        if self._signer is not None:
            self._signer.begin_comparison()

    def _acts(self, report: VerificationReport) -> list[QWidget]:
        """What can be done now; what is no bundle gets no receipt."""
        if is_parcel(report):
            save = Button(tr("Save report…"), self._save, glyph="file-text")
            if report.parcel is None or report.verdict not in USABLE:
                return [save]
            opens = Button(tr("Open parcel…"), self.open_parcel, glyph="package", kind="primary")
            adds = Button(tr("Add a recipient…"), self.add_recipient, glyph="user-plus")
            return [opens, adds, save]
        if is_alone(report):
            first = may_be_compared(report)
            kind = "normal" if first else "primary"
            save = Button(tr("Save report…"), self._save, glyph="file-text", kind=kind)
            return [self._compare_button(), save] if first else [save]
        label = tr("Sign receipt…") if report.verdict in USABLE else tr("Sign rejection…")
        if not self._bench.check.seal_at_hand:
            label = tr("Rejection form…")
        open_question = report.verdict is Verdict.UNCONFIRMED  # to be answered before anybody signs anything
        receipt = Button(label, self._receipt, glyph="receipt", kind="normal" if open_question else "primary")
        save = Button(
            tr("Save report…"), self._save, glyph="file-text", kind="primary" if open_question else "normal"
        )
        acts: list[QWidget] = [save, receipt] if open_question else [receipt, save]
        if may_be_compared(report):
            save = Button(tr("Save report…"), self._save, glyph="file-text")
            acts = [self._compare_button(), receipt, save]
        if report.verdict in USABLE:
            acts.append(Button(tr("Save evidence report…"), self._save_evidence, glyph="file-pdf"))
            acts.append(Button(tr("Open as case…"), self.open_as_case, glyph="folder-open"))
        return acts

    def _compare_button(self) -> Button:
        words = tr("Compare certificate…")
        return Button(words, self._compare_fingerprint, glyph="phone", kind="primary")

    def _batch(self) -> BatchCard:
        card = BatchCard(self._bench.check.reports, self._shown_number(), self._save_all)
        card.chosen.connect(self._choose_report)
        self._first_table = card.table
        return card

    def _shown_number(self) -> int:
        """Which of the reports is shown."""
        reports = self._bench.check.reports
        return next(i for i, r in enumerate(reports) if r is self._bench.check.report)

    def _choose_report(self, number: int) -> None:
        check = self._bench.check
        if number < len(check.reports) and check.report is not check.reports[number]:
            check.choose(number)
            self._bench.check_changed.emit()
            if self._first_table is not None:
                self._first_table.setFocus()

    def _jobs_changed(self) -> None:
        running = self._bench.jobs.running(JobKind.VERIFY)
        if self._progress is not None and running is not None:
            self._progress.show_job(running)

    def _start_over(self) -> None:
        """The first view, where the trusted signers are. The verdict stays and is one step back."""
        self._aside = self._bench.check.number
        self._show()
        if self._first is not None:
            focus_when_shown(self._first)

    def back(self) -> None:
        """From the first view to the verdict that waits."""
        self._aside = None
        self._show()
        if self._first is not None:
            focus_when_shown(self._first)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Whoever comes again finds the verdict."""
        super().hideEvent(event)
        if self.is_aside and not event.spontaneous():
            self._aside = None
            self.follow(self._bench.turns, self._show)

    # --- acts --------------------------------------------------------------------------------------

    def _choose_menu(self) -> None:
        self._bundle_menu().popup(self._choose.mapToGlobal(QPoint(0, self._choose.height())))

    def _bundle_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(tr("File (bundle, seal, receipt or parcel)…")).triggered.connect(self._choose_file)
        menu.addAction(tr("Folder (an unpacked bundle, or several bundles)…")).triggered.connect(
            self._choose_folder
        )
        return menu

    def _choose_menu_here(self) -> None:
        menu = self._bundle_menu()
        menu.popup(QCursor.pos())

    def _choose_file(self) -> None:
        path = choose_bundle(self)
        if path is not None:
            self._check(path)

    def _choose_folder(self) -> None:
        path = choose_bundle_folder(self)
        if path is not None:
            self._check(path)

    def _check_again(self, path: Path) -> None:
        self._bench.check_bundle(path)

    def _check(self, path: Path) -> None:
        self._chosen_here = True
        self._bench.check_bundle(path)
        self._chosen_here = False

    def _dropped(self, paths: list[Path]) -> None:
        if not paths:
            return
        lists = [p for p in paths if p.name.endswith(PARCEL_SUFFIX)]
        if lists:  # whatever else of the parcel was dropped with it is found beside it
            paths = lists
        whole = [p for p in paths if p.suffix.lower() != SEAL_ENDING]
        chosen = (whole or paths)[0]
        parts = [p for p in paths if p.suffix.lower() == SEAL_ENDING and p != chosen]
        # receipts and other addenda count for the bundle wherever they lie; a folder of bundles takes none
        given = [p for p in parts if p.parent != chosen.parent] if chosen.is_file() else []
        self._bench.check_bundle(chosen, addenda=given)
        if len(whole or paths) > 1:
            said = tr(
                "{name} is verified, together with the files next to it. To verify "
                "several bundles, drop the folder that contains them.",
                name=chosen.name,
            )
            self._bench.trouble.emit(Trouble(said))

    def _cancel(self) -> None:
        running = self._bench.jobs.running(JobKind.VERIFY)
        if running is not None:
            running.job.cancel()
            self._jobs_changed()

    def _again_with_receipt(self) -> None:
        """Verify once more, also with a receipt that was written into another folder."""
        check = self._bench.check
        path, receipt = check.shown_path.absolute(), check.receipt
        if receipt is not None:
            elsewhere = receipt.path.absolute().parent != path.parent
            self._bench.check_bundle(path, addenda=(receipt.path,) if elsewhere else ())

    def _again_with_second(self) -> None:
        path = self._bench.check.path
        if path is not None:
            self._bench.check_bundle(path, second_implementation=True)

    def _trust(self) -> None:
        """Ask whether the certificate whose rows were typed is to be trusted: the bundle's own, else one that
        the user was given.
        """
        check = self._bench.check
        report = check.report
        fingerprint = None if report is None else report.seal.fingerprint
        if report is None or fingerprint is None or check.path is None:
            return
        if self.trusting is not None:
            self.trusting.deleteLater()
        self.trusting = TrustSignerDialog(report, self)
        self.trusting.accepted.connect(lambda: self._trust_now(report, fingerprint))
        self.trusting.open()

    def _trust_now(self, report: VerificationReport, fingerprint: str) -> None:
        check, clock = self._bench.check, self._bench.clock
        if check.report is not report or check.path is None:
            return
        try:
            if trust_sealer(check.shown_path.absolute(), fingerprint, clock=clock) is None:
                file = choose_certificate(self)
                if file is None:
                    return
                add_trust(file, role=TrustRole.SEAL, fingerprint=fingerprint, clock=clock)
        except ForensicsError as e:
            self._bench.trouble.emit(Trouble(window_sentence(e), repr(e), e.code))
            return
        name = current().isolate(visible(subject_shown(report.seal.signer or "?")))
        said = tr(
            "{name} is now on your trusted list. To take this back, remove the entry under “Partners” in "
            "Preferences.",
            name=name,
        )
        path = check.path
        self._bench.trust_changed.emit()
        self._answer = (path, said)

    def _trust_changed(self) -> None:
        """Other signers are trusted: what is shown was judged by those of before, and what was said too."""
        self._answer = None
        check = self._bench.check
        if check.path is not None and not check.running and check.trouble is None:
            stays = self.is_aside  # nobody asked for this check: what is looked at stays in view
            self._bench.check_bundle(check.path, keeps_second=True)
            if stays:
                self._start_over()
        elif not check.running:
            self._show()

    def _save(self) -> None:
        report = self._bench.check.report
        if report is not None:
            word = file_word(FileWord.REPORT)
            name = f"{report.bundle.reference or 'bundle'}-{word}.pdf"
            self._save_reports([report], name, entered=self._entered(report))

    def _save_evidence(self) -> None:
        """What the bundle holds, made anew in this language."""
        report = self._bench.check.report
        if report is not None:
            stem = report.bundle.reference or "bundle"
            ask_for_report(self._bench, self._bench.check.shown_path.absolute(), stem, self)

    def _save_all(self) -> None:
        self._save_reports(list(self._bench.check.reports), f"{file_word(FileWord.BUNDLES_REPORT)}.pdf")

    def _entered(self, report: VerificationReport) -> dict[str, bool]:
        """Whether the seal code that was typed is that of the seal; empty while none was typed to its end."""
        compare = self.findChild(CodeCompare)
        if compare is None or not (compare.agrees or compare.differs):
            return {}
        return {report.seal.code or "": compare.agrees}

    def _save_reports(
        self, reports: list[VerificationReport], name: str, *, entered: Mapping[str, bool] | None = None
    ) -> None:
        path = choose_report(self, name)
        if path is not None:
            save_reports(self._bench, reports, path, entered=entered)

    def recipe(self) -> None:
        """How to check it with stock tools."""
        self._show_dialog(RecipeDialog(self._bench.check.shown_path.absolute(), self))

    def browse(self) -> None:
        """List what is in the bundle, read-only; nothing is unpacked."""
        self._show_dialog(SealedContentsDialog(self._bench, self._bench.check.shown_path.absolute(), self))

    def open_as_case(self) -> None:
        """Ask where its folder goes, and make a case of the bundle to look through, filter and tag."""
        parent = choose_parent_folder(self)
        if parent is None:
            return
        name = bundle_stem(self._bench.check.shown_path.name)
        name = f"{name}-{file_word(FileWord.RECEIVED)}"
        folder, number = parent / name, 1
        while os.path.lexists(folder):
            number += 1
            folder = parent / f"{name}-{number}"
        self._bench.open_shown_bundle(folder)

    def _compare(self) -> None:
        """Hold it against a case, another bundle or a list."""
        self._bench.comparison_asked.emit(self._bench.check.shown_path.absolute())

    def read_custody(self) -> None:
        """The same, at the custody ledger."""
        path = self._bench.check.shown_path.absolute()
        self._show_dialog(SealedContentsDialog(self._bench, path, self, part=Part.CUSTODY))

    def _show_dialog(self, dialog: RecipeDialog | SealedContentsDialog) -> None:
        if self.other is not None:
            self.other.close()
            self.other.deleteLater()
        self.other = dialog
        dialog.open()

    def _receipt(self) -> None:
        """Ask what the receipt needs; the verdict shown is then that of the receipt's own check."""
        report = self._bench.check.report
        if report is not None:
            if self.dialog is not None:
                self.dialog.deleteLater()
            compare = self.findChild(CodeCompare)
            self.dialog = ReceiptDialog(
                self._bench,
                report.verdict,
                self,
                seal_at_hand=self._bench.check.seal_at_hand,
                code_differs=compare is not None and compare.differs,
            )
            self.dialog.open()

    def record_event(self) -> None:
        """Ask what happened to the bundle, and show it again with the addendum that says so. What happened
        to a bundle of the open case stands in that case too.
        """
        case = self._bench.case
        if case is None or self._bench.received_case:
            self._record_event(())
        else:
            case.ask("sealed-here", lambda at: earlier_bundles(at.case), self._record_event, owner=self)

    def _record_event(self, of_case: tuple[EarlierBundle, ...]) -> None:
        check, case = self._bench.check, self._bench.case
        if check.report is None:
            return
        path, addenda = check.shown_path.absolute(), check.report.addenda
        of = EventOf(path, addenda=addenda, options=check.event_options)
        if case is not None and check.report.seal.code in {one.code for one in of_case}:
            of = EventOf(case.path, check.report.seal.code or "", path.parent, addenda)
        dialog = LaterEventDialog(self._bench, of, self)
        dialog.accepted.connect(lambda: self._event_recorded(path, dialog))
        self.other = dialog
        dialog.open()

    def _event_recorded(self, path: Path, dialog: LaterEventDialog) -> None:
        self._answer = (path, recorded_words(tr("Event signed and recorded."), dialog.result_values))
        self._bench.check_bundle(path)

    def open_parcel(self) -> None:
        """Ask which key opens it; what was inside is verified and shown next."""
        report = self._bench.check.report
        if report is None or report.parcel is None:
            return
        if self.opening is not None:
            self.opening.deleteLater()
        made = OpenParcelDialog(self._bench, self._bench.check.shown_path, report.parcel, self)
        parcel = self._bench.check.shown_path
        made.accepted.connect(lambda: self._opened(parcel, made))
        self.opening = made
        made.open()

    def add_recipient(self) -> None:
        """Ask whom the parcel is for besides; afterwards it is checked again."""
        report = self._bench.check.report
        if report is None or report.parcel is None:
            return
        if self.adding is not None:
            self.adding.deleteLater()
        parcel = self._bench.check.shown_path
        made = AddRecipientDialog(self._bench, parcel, report.parcel, self)
        made.accepted.connect(
            lambda: self._bench.turns.put_off(self, lambda: self._bench.check_bundle(parcel))
        )
        self.adding = made
        made.open()

    def _opened(self, parcel: Path, dialog: OpenParcelDialog) -> None:
        opened = opened_parcel(parcel, dialog.result_values)
        self._bench.check.opened = opened
        self._bench.turns.put_off(self, lambda: self._bench.check_bundle(opened.bundle))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        event.acceptProposedAction()
        self._dropped(dropped_paths(event))
