"""A receipt for the bundle whose verdict is shown: signed, or a page for pen and stamp.

The child process checks the bundle once more in full; what the receipt says of it comes from that run.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, tr
from forensics_app.i18n.addenda import receipt_label
from forensics_app.i18n.verdicts import verdict_word
from forensics_app.model.addendum import ReceiptOutcome
from forensics_app.model.bundle import bundle_stem
from forensics_app.model.findings import Verdict
from forensics_app.services.identities.identities import list_identities
from forensics_app.services.verifying.drill_bundles import is_of_drill
from ui.dialogs.choose import choose_addendum, choose_folder
from ui.dialogs.signing.fields import PersonFields, SignFields, note_and_language, note_arguments, titled
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.jobs.desk import JobKind
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.check import Check
from ui.widgets.controls.combo import Combo
from ui.widgets.controls.field import Field
from ui.widgets.controls.path_field import PathField
from ui.widgets.text.text import Text
from ui.words import gate
from ui.words.file_names import FileWord, file_word
from ui.workbench.workbench import Workbench

USABLE = (Verdict.VERIFIED, Verdict.UNCONFIRMED)
_SIGNED, _PAGE, _WEB_PAGE = "signed", ".pdf", ".html"


class ReceiptDialog(CustodyDialog):
    """`verdict` is the one shown; what is altered, incomplete or unreadable can only be rejected, and without
    a seal that can be read only on paper: nothing that is signed could refer to it. Where the seal code of
    the cover sheet was typed and differs (`code_differs`), nothing is decided beforehand.
    """

    help_topic = "verify"

    def __init__(
        self,
        bench: Workbench,
        verdict: Verdict,
        parent: QWidget,
        *,
        seal_at_hand: bool = True,
        code_differs: bool = False,
    ) -> None:
        said = tr(
            "The bundle is verified again in full, and the receipt states what that "
            "check finds. You only decide whether to accept or reject it."
        )
        super().__init__(bench, tr(NC_("heading", "Receipt")), said, tr("Sign receipt"), parent)
        self.job_kind = JobKind.RECEIPT
        self._bundle = bench.check.shown_path.absolute()
        self.outcome = Combo()
        outcomes = list(ReceiptOutcome) if verdict in USABLE else [ReceiptOutcome.REJECTED]
        self._code_differs = code_differs and verdict in USABLE
        if verdict is Verdict.UNCONFIRMED or self._code_differs:
            self.outcome.addItem(tr(NC_("button", "Choose…")), "")
        for outcome in outcomes:
            self.outcome.addItem(receipt_label(outcome), outcome.value)
        self.reason = Field(
            tr("Reason for accepting an unconfirmed result"), tr("recorded in the receipt"), _needed
        )
        self._verdict, self._seal_at_hand = verdict, seal_at_hand
        self.what = Combo()
        self.signs = SignFields(optional=False, first=bench.settings.identity)
        self.what.addItem(tr("Paper form to sign by hand (PDF)"), _PAGE)
        self.what.addItem(tr("Paper form to sign by hand (web page)"), _WEB_PAGE)
        self._offer_signed()
        self.page = Check(tr("Also create a printable receipt (PDF), signed with the same identity"))
        self.person = PersonFields(tr("Received by"), needed=False)
        self.place = Field(tr(NC_("label", "Place")), "", _anything)
        report = bench.check.report
        self._sealers = (
            frozenset() if report is None else frozenset(s.fingerprint for s in report.seal.signers)
        )
        self.by_sealer = Text(
            tr(
                "This identity sealed the bundle. A receipt that it signs does not show that anybody else "
                "received it; the receiver signs with an identity of their own."
            ),
            "small",
            "warn",
            wrap=True,
        )
        self.by_hand = Text(
            tr("The form has lines for place, date, name and position, to be filled in by hand."),
            "small",
            "muted",
            wrap=True,
        )
        self.note, self.language = note_and_language()
        self.dispatch = Field(
            tr("Dispatch received separately"), tr("only if it is not in the bundle's folder"), _file
        )
        self.folder = PathField(tr("Output folder"), "", _folder)
        self.folder.edit.setText(str(self._bundle.parent))
        self.refused_at = {
            "place": self.place,
            "persons": self.person.name,
            "receipt-reason-missing": self.reason,
            "addendum-not-readable": self.dispatch,
            "output-exists": self.folder,
            "output-not-writable": self.folder,
        }
        self._lay_out(verdict)
        self.what.currentIndexChanged.connect(self._chosen)
        self.outcome.currentIndexChanged.connect(self._chosen)
        self.signs.identity.currentIndexChanged.connect(self._signer_chosen)
        self.signs.listed.connect(self._offer_signed)
        self._signer_chosen()
        bench.jobs.changed.connect(self._show_status)
        self._chosen()

    def _lay_out(self, verdict: Verdict) -> None:
        if not self._seal_at_hand:
            why = tr(
                "No seal of this bundle can be read, so nothing can be signed that refers to it. Only a form "
                "to sign by hand can be created. Ask the sender for the seal (.asice)."
            )
            self.form.addWidget(Text(why, "small", "warn", wrap=True))
        elif is_of_drill(self._bundle):
            why = tr("This bundle belongs to a drill. Sign with a practice identity, not with your own.")
            self.form.addWidget(Text(why, "small", "warn", wrap=True))
        self.form.addWidget(titled(tr(NC_("label", "Decision")), self.outcome))
        if self._code_differs:
            why = tr(
                "The seal code that you typed is not that of this bundle's seal: by the cover sheet, another "
                "bundle was sent. Correct it on the Verify page, or reject the bundle. Accept it only if the "
                "cover sheet is known to be wrong, and say so in the note."
            )
            self.form.addWidget(Text(why, "small", "bad", wrap=True))
        if verdict is Verdict.UNCONFIRMED:
            why = tr(
                "The bundle is unconfirmed: nothing you trust confirms who sealed it. "
                "Accept it only if you can give a reason."
            )
            self.form.addWidget(Text(why, "small", "warn", wrap=True))
            self.form.addWidget(self.reason)
        if verdict not in USABLE:
            why = tr("A result of {verdict} can't be accepted.", verdict=verdict_word(verdict))
            self.form.addWidget(Text(why, "small", "warn", wrap=True))
        self.form.addWidget(titled(tr(NC_("label", "Output")), self.what))
        self.form.addWidget(self.signs)
        self.form.addWidget(self.by_sealer)
        self.form.addWidget(self.page)
        self.form.addWidget(self._with_chooser(self.folder, self._choose_folder))
        self.form.addWidget(self.by_hand)
        self.form.addWidget(self.person)
        self.form.addWidget(self.place)
        self.form.addWidget(titled(tr(NC_("label", "Note")), self.note))
        self.form.addWidget(titled(tr("Language of the note"), self.language))
        self.form.addWidget(self._with_chooser(self.dispatch, self._choose_dispatch))
        self.form.addStretch(1)

    def _with_chooser(self, field: Field, choose: object) -> Field:
        button = Button(tr(NC_("button", "Choose…")), choose)  # type: ignore[arg-type]
        button.setAccessibleName(gate.shown(f"{tr(NC_('button', 'Choose…'))} {field.edit.accessibleName()}"))
        field.add_button(button)
        return field

    @property
    def signed(self) -> bool:
        """Whether somebody signs, not only with a pen."""
        return bool(self.what.currentData() == _SIGNED)

    @property
    def rejects(self) -> bool:
        """Whether it is a rejection."""
        return bool(self.outcome.currentData() == ReceiptOutcome.REJECTED.value)

    @property
    def _needs_reason(self) -> bool:
        return (
            self._verdict is Verdict.UNCONFIRMED
            and self.outcome.currentData() == ReceiptOutcome.ACCEPTED.value
        )

    def _offer_signed(self) -> None:
        """First, once there is an identity to sign with; who makes one here means to."""
        if self._seal_at_hand and self.signs.can_sign and self.what.findData(_SIGNED) < 0:
            self.what.insertItem(0, tr("Signed receipt (.asice)"), _SIGNED)
            self.what.setCurrentIndex(0)

    def _signer_chosen(self) -> None:
        """Who signs the receipt is who received, unless somebody else is named."""
        self.person.fill_from(self.signs.identity_id)
        self._warn_of_sealer()

    def _warn_of_sealer(self) -> None:
        chosen = next((i for i in list_identities() if i.identity_id == self.signs.identity_id), None)
        sealed = chosen is not None and chosen.fingerprint in self._sealers
        self.by_sealer.setVisible(self.signed and sealed)

    def _chosen(self) -> None:
        self.reason.setVisible(self._needs_reason)
        self.signs.setVisible(self.signed or (self._seal_at_hand and not self.signs.can_sign))
        self.page.setVisible(self.signed)
        self.signing = (self.signs,) if self.signed else ()
        self.by_hand.setVisible(not self.signed)
        self._warn_of_sealer()
        label = tr("Create form")
        if self.signed:
            label = tr("Sign rejection") if self.rejects else tr("Sign receipt")
        self.set_title(tr(NC_("heading", "Rejection")) if self.rejects else tr(NC_("heading", "Receipt")))
        self.person.set_title(tr("Rejected by") if self.rejects else tr("Received by"))
        self.act_button.setText(label)
        self.act_button.setAccessibleName(gate.shown(label))
        self.allow_act()

    def _choose_folder(self) -> None:
        chosen = choose_folder(self, tr("Output folder"), Path(self.folder.value))
        if chosen is not None:
            self.folder.edit.setText(str(chosen))

    def _choose_dispatch(self) -> None:
        chosen = choose_addendum(self)
        if chosen is not None:
            self.dispatch.edit.setText(str(chosen))

    def act(self) -> None:
        """Check the fields, then the bundle, and write the receipt."""
        if not self.outcome.currentData():
            self.say(tr("State whether the bundle is accepted or rejected."))
            self.go_to(self.outcome)
            return
        wrong = [self.reason] if self._needs_reason and not self.reason.complain() else []
        wrong += [f for f in (self.folder, self.dispatch) if not f.complain()] + self.person.complain()
        if wrong:
            self.show_wrong(wrong[0])
            return
        folder = Path(self.folder.value).expanduser().absolute()
        arguments = [f"--outcome={self.outcome.currentData()}"]
        if self.signed:
            arguments += [f"--identity={self.signs.identity_id}", f"--output={folder}"]
            if self.page.box.isChecked():
                arguments.append(f"--page={page_path(folder, self._bundle, _PAGE, rejects=self.rejects)}")
        else:
            page = page_path(folder, self._bundle, self.what.currentData(), rejects=self.rejects)
            arguments += ["--unsigned", f"--output={page}"]
        given = (
            ("--person", self.person.text),
            ("--place", self.place.value),
            ("--reason", self.reason.value if self._needs_reason else ""),
            ("--dispatch", self.dispatch.value and str(Path(self.dispatch.value).expanduser().absolute())),
        )
        arguments += [f"{name}={value}" for name, value in given if value]
        arguments += note_arguments(self.note, self.language)
        self.run(self._bench.check.receipt_arguments(arguments))

    def subject(self) -> str:
        """The bundle."""
        return str(self._bundle)

    def busy(self) -> str:
        """A second receipt at the same time."""
        return tr("A receipt is already being created. Wait until it is finished.")


def page_path(folder: Path, bundle: Path, ending: str, *, rejects: bool = False) -> Path:
    """A name for the page that is free in `folder`."""
    name = bundle_stem(bundle.name) if bundle.is_file() else bundle.name
    name = f"{name}-{file_word(FileWord.REJECTION if rejects else FileWord.RECEIPT)}"
    path, number = folder / f"{name}{ending}", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}{ending}"
    return path


def _anything(value: str) -> str:
    return ""


def _needed(value: str) -> str:
    return "" if value else tr("The reason is missing.")


def _folder(value: str) -> str:
    if value and Path(value).expanduser().is_dir():
        return ""
    return tr("This folder does not exist.")


def _file(value: str) -> str:
    if not value or Path(value).expanduser().is_file():
        return ""
    return tr("This file does not exist.")
