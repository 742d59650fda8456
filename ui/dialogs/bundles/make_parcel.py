"""A parcel of a bundle that is sealed already: who opens it, where it is written, who signs its list.

The child process encrypts and records it in the case; nothing is left behind where it was cancelled.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.bundle import bundle_stem
from forensics_app.model.names import visible
from ui.dialogs.bundles.certificates import CertificatePicker
from ui.dialogs.bundles.other_keys import OtherKeys
from ui.dialogs.bundles.parcel_phrase import ParcelPhrase
from ui.dialogs.choose import choose_folder
from ui.dialogs.signing.fields import SignFields, no_identity
from ui.dialogs.signing.signing_dialog import CustodyDialog
from ui.models.bundles.export_draft import ExportDraft, SealedFor
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.path_field import PathField
from ui.widgets.text.text import section_cap
from ui.words import gate
from ui.workbench.workbench import Workbench

_ALWAYS = "en"


class MakeParcelDialog(CustodyDialog):
    """`made` is its folder and `shares` the files for holders, once it was accepted."""

    help_topic = "sealed-bundles"

    def __init__(self, bench: Workbench, bundle: Path, parent: QWidget) -> None:
        said = tr(
            "The sealed bundle is encrypted into a folder that couriers, mail systems and gateways can carry "
            "without being able to read it. The bundle itself is not changed. The parcel is recorded in the "
            "case's custody ledger."
        )
        super().__init__(bench, tr("Encrypt as a parcel"), said, tr(NC_("button", "Encrypt")), parent)
        self._bundle = bundle
        self._draft = ExportDraft()  # what of it concerns parcels
        advice = tr(
            "Compare these digits with the recipient before you send the parcel, such as by telephone: "
            "whoever has the key of this certificate opens it."
        )
        self.certificates = CertificatePicker((), advice=advice)
        self.phrase = ParcelPhrase()
        self.others = OtherKeys(self._draft, self.phrase)
        title = tr("Folder of the parcel")
        self.folder = PathField(title, "", unusable_parcel_folder)
        self.folder.edit.setText(str(free_folder(bundle, bundle.parent)))
        choose = Button(tr(NC_("button", "Choose…")), self._choose)
        choose.setAccessibleName(gate.shown(f"{tr(NC_('button', 'Choose…'))} {title}"))
        self.folder.add_button(choose)
        self.signs = SignFields(optional=False, first=bench.settings.identity)
        self.refused_at = {"output-exists": self.folder, "output-not-writable": self.folder}
        self.form.addWidget(section_cap(tr("Who can open it")))
        self.form.addWidget(self.certificates)
        self.form.addWidget(self.others)
        self.form.addWidget(self.folder)
        self.form.addWidget(section_cap(tr("Who signs")))
        self.form.addWidget(self.signs)
        self.form.addStretch(1)
        self.certificates.taken.connect(self._take)
        self.others.changed.connect(self._keys_chosen)
        self._keys_chosen()

    @property
    def made(self) -> Path:
        """The folder that is sent."""
        return Path(str(self.result_values["path"])).parent

    @property
    def shares(self) -> tuple[Path, ...]:
        """Where a key was split: a file for each holder, and their cards."""
        return tuple(Path(str(one)) for one in self.result_values.get("shares") or ())

    @property
    def shares_sealed(self) -> bool:
        """Whether each of them opens with its holder's key alone."""
        return bool(self._draft.share_holders)

    def _take(self, chosen: tuple[SealedFor, ...]) -> None:
        self._draft.sealed_for = chosen
        self.others.refresh()

    def _keys_chosen(self) -> None:
        """The child asks for the signer's passphrase first."""
        if not self._draft.by_passphrase:
            self.phrase.forget(done=True)
        self.signing = (self.signs, self.phrase) if self._draft.by_passphrase else (self.signs,)

    def _choose(self) -> None:
        begin = Path(self.folder.value).expanduser().parent
        chosen = choose_folder(self, tr("Folder of the parcel"), begin)
        if chosen is not None:
            usable = not unusable_parcel_folder(str(chosen))
            self.folder.edit.setText(str(chosen if usable else free_folder(self._bundle, chosen)))

    def act(self) -> None:
        """Encrypt it."""
        case, draft = self._bench.case, self._draft
        if not draft.encrypts:
            self.say(
                tr(
                    "Nobody could open the parcel yet. Add a certificate, or choose a passphrase or holders "
                    "of shares."
                )
            )
            self.go_to(self.certificates)
        elif trouble := self.others.trouble():
            self.say(trouble)
            self.go_to(self.others.to_mend())
        elif draft.by_passphrase and (trouble := self.phrase.trouble()):
            self.say(trouble)
            self.go_to(self.phrase)
        elif not self.folder.complain():
            self.show_wrong(self.folder)
        elif self._shares_are_sent():
            self.say(tr("The shares can't be in the folder of the parcel: that whole folder is sent."))
            self.go_to(self.others.folder)
        elif not self.signs.identity_id:
            self.say(no_identity())
            self.go_to(self.signs)
        elif case is not None:
            self.run([*self._arguments(), f"--case={case.path}"])

    @property
    def _out(self) -> Path:
        return Path(self.folder.value).expanduser().absolute()

    def _shares_are_sent(self) -> bool:
        shares = self._draft.shares_folder
        if self._draft.shares is None or shares is None:
            return False
        return shares.resolve().is_relative_to(self._out.resolve())

    def _arguments(self) -> list[str]:
        draft, languages = self._draft, dict.fromkeys((_ALWAYS, *self._bench.settings.bundle_languages))
        found = ["parcel", "make", str(self._bundle), str(self._out)]
        found += [f"--to={one.value}" for one in draft.sealed_for]
        if draft.by_passphrase:
            found.append("--passphrase")
        if draft.shares is not None:
            found += [f"--shares={draft.shares[0]}/{draft.shares[1]}", f"--shares-to={draft.shares_folder}"]
            found += [f"--share-holder={one.value}" for one in draft.share_holders]
        if draft.volume_size:
            found.append(f"--volume-size={draft.volume_size}")
        found += [f"--text-lang={language}" for language in languages]
        return [*found, f"--identity={self.signs.identity_id}"]

    def done(self, result: int) -> None:  # Qt's name
        """Also a passphrase that was typed and not used then."""
        self.phrase.forget(done=True)
        super().done(result)


def free_folder(bundle: Path, parent: Path) -> Path:
    """Where `seal` puts a parcel; a number follows where there is one already."""
    stem = f"{bundle_stem(bundle.name)}-parcel"
    path, number = parent / stem, 1
    while unusable_parcel_folder(str(path)) and path.exists():
        number += 1
        path = parent / f"{stem}-{number}"
    return path


def unusable_parcel_folder(value: str) -> str:
    """A complaint where no parcel can get a folder of its own: whatever lies there would be sent with it."""
    path = Path(value).expanduser().absolute()
    if not value or not path.parent.is_dir():
        return tr("This folder does not exist.")
    try:
        free = not path.exists() or all(_unfinished(one) for one in path.iterdir())
    except OSError:
        free = False
    if free:
        return ""
    return tr(
        "{path} is not an empty folder. Choose a new or an empty one: the whole folder is sent.",
        path=current().isolate(visible(path.name)),
    )


def _unfinished(path: Path) -> bool:
    """What an encryption that was killed left there, which the next one takes up."""
    return path.name.startswith(".") and path.name.endswith(".part")
