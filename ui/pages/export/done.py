"""Export, at its end: the seal code, the cover sheet, and what comes next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.papers.sending import KEPT_HERE, OTHER_WAY
from forensics_app.model.names import visible
from ui.dialogs.bundles.cover_sheet import CoverSheetDialog
from ui.dialogs.bundles.dispatch import DispatchDialog, LaterTimeDialog
from ui.dialogs.bundles.parcel_made import shares_words
from ui.dialogs.bundles.seal_copy import copy_seal
from ui.dialogs.choose import choose_folder
from ui.dialogs.opening import open_outside
from ui.models.bundles.export_draft import ExportDraft
from ui.models.bundles.named_recipients import NamedRecipients
from ui.models.case.bundle_files import bundle_files
from ui.models.case.bundle_steps import BundleAct, bundle_steps
from ui.models.case.sealed_bundles import SealedBundle, read_sealed_bundles
from ui.pages.cards.web_verifier import save_web_page
from ui.settings.bundle_places import BundlePlaces
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.columns import Columns, stack
from ui.widgets.layout.flow import FlowLayout
from ui.widgets.seals.cover_picture import CoverPicture
from ui.widgets.seals.seal_code import SealCode
from ui.widgets.statements.banner import SealedBanner
from ui.widgets.statements.notices import StepRow, Trouble
from ui.widgets.text.text import Path as PathText
from ui.widgets.text.text import Rule, Text
from ui.words import places
from ui.workbench.workbench import Workbench


class DoneStep(QWidget):
    """Shows the draft's result. `again` asks for another bundle."""

    again = Signal()

    def __init__(self, bench: Workbench, sealed: dict[str, Any]) -> None:
        super().__init__()
        self._bench, self._sealed = bench, sealed
        self._known: SealedBundle | None = None
        self._seal_saved = False
        self._saved: QVBoxLayout | None = None
        self.dialog: DispatchDialog | LaterTimeDialog | CoverSheetDialog | None = None
        self.path, self.seal_path = Path(sealed["path"]), Path(sealed["seal_path"])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        self.verify_button = Button(tr("Verify now"), self.verify, kind="primary", glyph="shield-check")
        box.addWidget(SealedBanner(tr("The bundle is sealed"), self._summary(), self.verify_button))
        self._said = QVBoxLayout()
        box.addLayout(self._said)
        if sealed["failed"]:
            said = trn(
                "{count} content could not be sealed; the omissions in the bundle say why.",
                "{count} contents could not be sealed; the omissions in the bundle say why.",
                sealed["failed"],
            )
            box.addWidget(Trouble(said, state=State.WARN))
        for path, why in sealed.get("unmade", ()):
            said = tr(
                "The evidence report {name} could not be created; the bundle does not contain it. {why}",
                name=path,
                why=why,
            )
            box.addWidget(Trouble(said, state=State.WARN))
        self._code = Card(tr("Seal code"), tr("SHA-256, 16 groups of 4"))
        self._cover = Card(tr("Cover sheet"))
        comes_next = Card(tr("Next steps"))
        self._steps = QVBoxLayout()
        comes_next.add_layout(self._steps)
        self._files = Card(tr("Saved in"))
        main = stack(self._code, comes_next, self._files)
        box.addWidget(Columns(main, stack(self._cover), side_width=360, fold_below=990))
        box.addStretch(1)
        for part in (  # too much for one turn
            self._show_code,
            self._show_next,
            self._show_cover,
            self._show_files,
        ):
            bench.turns.put_off(self, part)
        BundlePlaces(bench.settings).note(sealed["seal_code"], self.path)
        NamedRecipients(bench.settings).note(sealed["seal_code"], self._draft.recipients)
        bench.case_read.connect(self._ask)
        self._ask()

    @property
    def _draft(self) -> ExportDraft:
        return self._bench.export

    def first_focus(self) -> QWidget | None:
        """Checking what was just made is what comes first."""
        return self.verify_button

    def _summary(self) -> str:
        sealed, words = self._sealed, current()
        time = sealed["time"]
        attested = time["time"] is not None
        parts = [
            trn("{count} artifact", "{count} artifacts", sealed["artifacts"]),
            words.size(sealed["content_bytes"]),
            tr("time attested: {time} UTC", time=time["time"][:19].replace("T", " "))
            if attested
            else tr("no trusted time"),
            trn(
                "{count} item declared left out or in doubt",
                "{count} items declared left out or in doubt",
                sealed["omissions"],
            ),
        ]
        return " · ".join(parts)

    def _show_code(self) -> None:
        self._code.add(SealCode(self._sealed["seal_code"]))
        self._code.add(Text(tr("Short form, to read out or type"), "small", "muted"))
        self._code.add(PathText(self._sealed["seal_code_shown"], role="fingerprint"))

    # --- the files ---------------------------------------------------------------------------------

    def _show_files(self) -> None:
        card = self._files
        card.add_action(Button(tr("Open folder"), self.open_folder, glyph="folder-open", small=True))
        self._saved = QVBoxLayout()
        card.add_layout(self._saved)
        self._list_files()
        if self._draft.parcel is not None:
            folder = str(Path(self._draft.parcel["path"]).parent)
            card.add(Text(tr("Encrypted parcel: send this whole folder"), "small", "muted", wrap=True))
            card.add(PathText(visible(folder), folder, "hash"))
            if shares := self._draft.parcel.get("shares"):
                said = shares_words(sealed=bool(self._draft.share_holders))
                card.add(Text(said, "small", "muted", wrap=True))
                for path in shares:
                    card.add(PathText(visible(path), path, "hash"))

    def _list_files(self) -> None:
        """The bundle, its seal, and what else was written next to it since; the parcel has lines of its
        own."""
        if self._saved is None:
            return
        clear(self._saved)
        parcel = self._draft.parcel or {}
        elsewhere = {Path(one) for one in parcel.get("shares") or ()}
        if parcel:
            elsewhere.add(Path(parcel["path"]).parent)
        sealed = (self.path, self.seal_path)
        others = [one for one in bundle_files(self.path) if one not in sealed and one not in elsewhere]
        for heading, paths in ((KEPT_HERE, sealed), (OTHER_WAY, others)):
            if parcel and paths:
                self._saved.addWidget(Text(tr(heading), "small", "muted", wrap=True))
            for path in paths:
                self._saved.addWidget(PathText(visible(str(path)), str(path), "hash"))

    def open_folder(self) -> None:
        """In the system's file manager."""
        self._say(*open_outside(self.path.parent))

    def verify(self) -> None:
        """Check it as the receiver will."""
        self._bench.check_and_show(self.path)

    # --- what comes next ---------------------------------------------------------------------------

    def _show_next(self) -> None:
        """What was done meanwhile is ticked off, as the case knows it."""
        clear(self._steps)
        seal_bytes = self.seal_path.stat().st_size if self.seal_path.exists() else 0
        for step in bundle_steps(
            self._known,
            seal_bytes=seal_bytes,
            seal_saved=self._seal_saved,
            parcel=None if self._draft.parcel is None else Path(self._draft.parcel["path"]).parent,
        ):
            text = self._no_time() if step.act is BundleAct.TIME else step.text
            self._steps.addWidget(StepRow(step.state, step.title, text, self._button(step.act)))
            self._steps.addWidget(Rule())
        self._steps.addWidget(
            StepRow(
                State.NONE,
                tr("For a receiver without this program"),
                tr("A single web page verifies the bundle offline, in any browser. Send it separately."),
                Button(tr("Save web page…"), self.save_web_page, small=True),
            )
        )
        self._steps.addWidget(Rule())
        another = Button(tr(NC_("button", "Begin")), self.again.emit, small=True)
        said = tr(
            "Before you seal, choose under “Earlier bundles” whether it supplements this one or is "
            "independent."
        )
        self._steps.addWidget(StepRow(State.NONE, tr("Seal another bundle"), said, another))

    def _button(self, act: BundleAct | None) -> Button | None:
        if act is BundleAct.SAVE_SEAL:
            return Button(tr("Save seal…"), self.save_seal, small=True)
        if act is BundleAct.FOLDER:
            return Button(tr("Open folder"), self.open_folder, small=True)
        if act is BundleAct.DISPATCH:
            return Button(tr(NC_("button", "Record…")), self.dispatch, small=True)
        if act is BundleAct.TIME:
            return Button(tr(NC_("button", "Add…")), self.add_time, small=True)
        if act is BundleAct.TAKE_RECEIPT:
            return Button(tr(NC_("button", "Show")), lambda: self._bench.go.emit(places.CASE), small=True)
        return None

    def _ask(self) -> None:
        """What the case knows of this bundle by now."""
        case, clock = self._bench.case, self._bench.clock
        if case is not None:
            case.ask("sealed-now", lambda at: read_sealed_bundles(at.case, clock), self._take, owner=self)

    def _take(self, bundles: tuple[SealedBundle, ...]) -> None:
        known = next((b for b in bundles if b.code == self._sealed["seal_code"]), None)
        if known != self._known:
            self._known = known
            self._show_next()
        self._list_files()

    def _no_time(self) -> str:
        said = [one["sentence"] for one in self._sealed["time"]["shortfalls"]]
        return " ".join(
            (*said, tr("This seal's time comes from your own clock. An authority can still attest it."))
        )

    def save_seal(self) -> None:
        """Copy the seal alone into a folder."""
        folder = choose_folder(self, tr("Save seal…"), self.path.parent)
        if folder is not None:
            self.copy_seal(folder)

    def save_web_page(self) -> None:
        """For whoever has no Sealwright."""
        said = save_web_page(self)
        if said is not None:
            self._say(*said)

    def copy_seal(self, folder: Path) -> None:
        """Never over another file; what was copied is compared."""
        sentence, state = copy_seal(self.seal_path, folder / self.seal_path.name)
        self._seal_saved = self._seal_saved or state is State.OK
        self._say(sentence, state)
        self._show_next()

    def dispatch(self) -> None:
        """In a dialog."""
        self._open(
            DispatchDialog(self._bench, self.path, self._sealed["name"], self._draft.recipients, self),
            tr("Dispatch signed and recorded."),
        )

    def add_time(self) -> None:
        """In a dialog."""
        self._open(
            LaterTimeDialog(self._bench, self.path, self._sealed["name"], self),
            tr("Time-stamp added."),
        )

    def _open(self, dialog: DispatchDialog | LaterTimeDialog, done: str) -> None:
        self.dialog = dialog
        dialog.accepted.connect(lambda: self._say(done, State.OK))
        dialog.open()

    def _say(self, sentence: str, state: State) -> None:
        clear(self._said)
        self._said.addWidget(Trouble(sentence, state=state, on_close=lambda: clear(self._said)))

    # --- the cover sheet ---------------------------------------------------------------------------

    def _show_cover(self) -> None:
        while self._cover.body.count() > 1:
            item = self._cover.body.takeAt(1)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        cover = self._draft.cover or {}
        if cover.get("trouble"):
            self._cover.add(StepRow(State.WARN, tr("Problems found"), cover["trouble"]))
        if cover.get("path"):
            self._cover.set_note(visible(Path(cover["path"]).name))
            if cover.get("picture"):
                self._cover.add(CoverPicture(Path(cover["picture"])))
        line = QWidget()
        flow = FlowLayout(line)
        if cover.get("path"):
            flow.addWidget(Button(tr("Open and print"), self.open_cover, glyph="printer", small=True))
        words = tr("Create another…") if cover.get("path") else tr(NC_("button", "Create…"))
        flow.addWidget(Button(words, self.make_cover, small=True))
        self._cover.add(line)

    def open_cover(self) -> None:
        """In the system's PDF viewer, which prints it."""
        cover = self._draft.cover or {}
        if not cover.get("path"):
            return
        self._say(*open_outside(Path(cover["path"])))

    def make_cover(self) -> None:
        """In other languages or for somebody else."""
        dialog = CoverSheetDialog(
            self._bench, self.path, self._draft.recipients, self._bench.scratch / "cover.png", self
        )
        self.dialog = dialog
        dialog.accepted.connect(lambda: self._take_cover(dialog.made))
        dialog.open()

    def _take_cover(self, made: dict[str, Any] | None) -> None:
        self._draft.cover = made
        self._show_cover()
        self._list_files()
