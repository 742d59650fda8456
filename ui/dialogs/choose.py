"""File choosers with our words. Nothing that is chosen is opened here.

Each purpose opens where something was chosen for it last.
"""

from __future__ import annotations

import os
from itertools import chain, count
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from forensics_app.i18n import NC_, tr
from ui.dialogs.file_dialog import FileDialog
from ui.settings.last_folders import CASE, FOLDERS, OPENED
from ui.words.file_names import FileWord, file_word


def _as_title(words: str) -> str:
    """Of a button's words: what announces a dialog on a button is over in the dialog's title."""
    return words.rstrip("…").rstrip()


def _folder(
    parent: QWidget, purpose: str, title: str, begin: Path | None = None, *, again: bool = False
) -> Path | None:
    """A folder that is there; `again`: the next one is probably the same, not one next to it."""
    dialog = FileDialog(parent, purpose, _as_title(title), begin or FOLDERS.of(purpose))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    chosen = next(iter(dialog.choose()), None)
    if chosen is not None:  # of folders chosen from a list of them, the list is where the next one is
        FOLDERS.remember(purpose, chosen if again else chosen.parent)
    return chosen


def _file(parent: QWidget, purpose: str, title: str, kinds: str = "") -> Path | None:
    """A file that is there."""
    only = QFileDialog.FileMode.ExistingFile
    return next(iter(_files(parent, purpose, title, kinds, how_many=only)), None)


def _files(
    parent: QWidget,
    purpose: str,
    title: str,
    kinds: str = "",
    *,
    how_many: QFileDialog.FileMode = QFileDialog.FileMode.ExistingFiles,
) -> list[Path]:
    """Files that are there."""
    dialog = FileDialog(parent, purpose, _as_title(title), FOLDERS.of(purpose), kinds)
    dialog.setFileMode(how_many)
    chosen = dialog.choose()
    if chosen:
        FOLDERS.remember(purpose, chosen[0].parent)
    return chosen


def _new(
    parent: QWidget, purpose: str, title: str, name: str, kinds: str, *, overwrites: bool = True
) -> Path | None:
    """A file to write. A name without an ending gets that of the chosen kind, such as `PDF (*.pdf)`.

    A `name` with a folder is the place that is offered before anything was chosen for this purpose.
    """
    offered = Path(name)
    folder = FOLDERS.known(purpose) or (offered.parent if offered.is_absolute() else FOLDERS.of(purpose))
    dialog = FileDialog(parent, purpose, _as_title(title), folder, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, not overwrites)
    if offered.name:
        dialog.selectFile(offered.name)
    path = next(iter(dialog.choose()), None)
    if path is None:
        return None
    FOLDERS.remember(purpose, path.parent)
    ending = dialog.selectedNameFilter().rpartition("*")[2].rstrip(")")
    return path if path.suffix or not ending.startswith(".") else path.with_suffix(ending)


def choose_case(parent: QWidget) -> Path | None:
    """A case folder, or None."""
    return _folder(parent, CASE, tr("Open case"))


def choose_parent_folder(parent: QWidget) -> Path | None:
    """The folder in which a new case folder is made, or None."""
    return _folder(parent, CASE, tr("Choose where to create the case folder"), again=True)


def choose_bundle(parent: QWidget) -> Path | None:
    """A sealed bundle or a seal, or None."""
    kinds = f"{tr('Bundles and seals')} (*.zip *.asice);;{tr('All files')} (*)"
    return _file(parent, "bundle", tr("Verify a received bundle"), kinds)


def choose_base_bundle(parent: QWidget) -> Path | None:
    """The sealed bundle that drills are made of, or None."""
    return _file(parent, "bundle", tr("Choose a bundle for the drills"), f"{tr('Bundles and seals')} (*.zip)")


def choose_bundle_folder(parent: QWidget) -> Path | None:
    """An unpacked bundle, or None."""
    return _folder(parent, "bundle", tr("Verify an unpacked bundle"))


def choose_images(parent: QWidget) -> list[Path]:
    """Disk images or single files; several at once are allowed."""
    return _files(parent, "evidence", tr("Add disk images or files"))


def choose_evidence_folder(parent: QWidget) -> Path | None:
    """A folder to be read as evidence, or None."""
    return _folder(parent, "evidence", tr("Add a folder as evidence"))


def choose_certificate(parent: QWidget) -> Path | None:
    """A certificate or lab card, or None."""
    kinds = f"{tr(NC_('label', 'Certificates'))} (*.pem *.crt *.cer *.der);;{tr('All files')} (*)"
    return _file(parent, "certificate", tr("Import certificate"), kinds)


def choose_report(parent: QWidget, name: str) -> Path | None:
    """Where to write a report; the ending says in which form. None if nowhere."""
    kinds = (
        f"{tr(NC_('type of file', 'PDF'))} (*.pdf)",
        f"{tr('Web page')} (*.html)",
        f"{tr(NC_('type of file', 'Text'))} (*.txt)",
        f"{tr(NC_('type of file', 'Data'))} (*.json)",
    )
    return _new(parent, "report", tr("Save report"), name, ";;".join(kinds))


def choose_evidence_report(parent: QWidget, name: str) -> Path | None:
    """Where to write an evidence report, as pages or as a web page; nothing is ever overwritten. None if
    nowhere."""
    kinds = f"{tr(NC_('type of file', 'PDF'))} (*.pdf);;{tr('Web page')} (*.html)"
    return _new(parent, "report", tr("Save evidence report…"), name, kinds, overwrites=False)


def choose_key_file(parent: QWidget) -> Path | None:
    """A key file or startup key, or None."""
    return _file(parent, "key", tr("Choose key file"))


def choose_hash_set(parent: QWidget) -> Path | None:
    """The file of a hash set, or None."""
    return _file(parent, "hash-set", tr("Choose hash set file"))


def choose_rules(parent: QWidget) -> Path | None:
    """A file of YARA rules or words, or None."""
    kinds = f"{tr('YARA rules or words')} (*.yar *.yara *.txt);;{tr('All files')} (*)"
    return _file(parent, "rules", tr("Choose YARA rules or words"), kinds)


def choose_custody_form(parent: QWidget) -> Path | None:
    """Where the printed form of the ledger is written; the ending says in which form. None if nowhere."""
    kinds = f"{tr(NC_('type of file', 'PDF'))} (*.pdf);;{tr('Web page')} (*.html)"
    return _new(parent, "custody", tr("Print form…"), "", kinds)


def choose_disposal_certificate(parent: QWidget) -> Path | None:
    """Where the certificate of a disposal is written, or None."""
    kinds = f"{tr('PDF files')} (*.pdf);;HTML (*.html)"
    return _new(parent, "custody", tr("Disposal certificate"), "", kinds)


def choose_addenda(parent: QWidget) -> list[Path]:
    """Receipts and other addenda that partners sent; several at once are allowed."""
    kinds = f"{tr(NC_('label', 'Addenda'))} (*.asice);;{tr('All files')} (*)"
    return _files(parent, "addendum", tr("Import addendum…"), kinds)


def choose_addendum(parent: QWidget) -> Path | None:
    """The dispatch that came by another way than its bundle, or None."""
    kinds = f"{tr(NC_('label', 'Addenda'))} (*.asice);;{tr('All files')} (*)"
    return _file(parent, "addendum", tr("Dispatch received separately"), kinds)


def choose_folder(parent: QWidget, title: str, begin: Path) -> Path | None:
    """A folder to write into, or None; its field says where one is."""
    return _folder(parent, "output", title, begin if begin.is_dir() and begin != Path() else None)


def choose_inbox_folder(parent: QWidget) -> Path | None:
    """The folder that `sealwright watch` files into, or None."""
    return _folder(parent, "inbox", tr("Choose the output folder of the inbox"), again=True)


def choose_partner_file(parent: QWidget) -> Path | None:
    """A certificate or a laboratory's card that a partner gave, or None."""
    kinds = f"{tr('Certificates and lab cards')} (*.pem *.crt *.cer *.der *.labcard);;{tr('All files')} (*)"
    return _file(parent, "certificate", tr("Import certificate or lab card"), kinds)


def choose_pkcs12(parent: QWidget) -> Path | None:
    """A file with a key and its certificates, or None."""
    return _file(
        parent, "identity", tr("Import identity"), f"{tr('Key files with certificates')} (*.p12 *.pfx)"
    )


def choose_backup(parent: QWidget) -> Path | None:
    """A backup of an identity, or None."""
    kinds = f"{tr('Key files with certificates')} (*.p12 *.pfx)"
    return _file(parent, "backup", tr("Restore from backup…"), kinds)


def choose_new_backup(parent: QWidget, name: str) -> Path | None:
    """Where to write a backup of an identity, never over another file, or None."""
    kinds = f"{tr('Key files with certificates')} (*.p12)"
    return _new(parent, "backup", tr("Back up…"), name, kinds, overwrites=False)


def choose_certificate_to_write(parent: QWidget, name: str, *, parcels: bool = False) -> Path | None:
    """Where to write a certificate, that for seals or that for parcels, or None."""
    title = tr("Certificate for parcels") if parcels else tr("Export certificate…")
    return _new(parent, "identity", title, name, f"{tr(NC_('label', 'Certificates'))} (*.pem)")


def choose_parcel_key(parent: QWidget) -> Path | None:
    """A file with the key that opens a parcel, or None."""
    kinds = f"{tr('Key files with certificates')} (*.p12 *.pfx)"
    return _file(parent, "identity", tr("Choose key file"), kinds)


def choose_shares(parent: QWidget) -> list[Path]:
    """Shares of a parcel's key; several at once are allowed."""
    kinds = f"{tr('Shares of the key')} (*.json *.txt);;{tr('All files')} (*)"
    return _files(parent, "shares", tr("Choose share files…"), kinds)


def choose_sealed_share(parent: QWidget) -> Path | None:
    """A share that was encrypted for its holder, or None."""
    kinds = f"{tr('Encrypted share')} (*.p7m);;{tr('All files')} (*)"
    return _file(parent, "shares", tr("Encrypted share"), kinds)


def choose_opened_bundle(parent: QWidget, name: str) -> Path | None:
    """Where to write the bundle that is in a parcel; nothing is ever overwritten. None if nowhere."""
    kinds = f"{tr('Bundles and seals')} (*.zip)"
    return _new(parent, OPENED, tr("Save bundle to"), name, kinds, overwrites=False)


def choose_recipient(parent: QWidget) -> Path | None:
    """The certificate of one more recipient, or None."""
    kinds = f"{tr(NC_('label', 'Certificates'))} (*.pem *.crt *.cer *.der);;{tr('All files')} (*)"
    return _file(parent, "certificate", tr("Certificate file…"), kinds)


def choose_recipients(parent: QWidget) -> list[Path]:
    """Certificates that a bundle is encrypted to; several at once are allowed."""
    kinds = f"{tr(NC_('label', 'Certificates'))} (*.pem *.crt *.cer *.der);;{tr('All files')} (*)"
    return _files(parent, "certificate", tr("Certificate file…"), kinds)


def choose_script(parent: QWidget) -> Path | None:
    """Where to write the script that checks a bundle without this program, or None."""
    return _new(parent, "script", tr("Save script…"), "recipe.sh", "")


def choose_web_page(parent: QWidget, name: str) -> Path | None:
    """Where to write the page that verifies without this program, or None."""
    return _new(parent, "script", tr("Save web page…"), name, "")


def choose_copy(parent: QWidget, name: str, other: str = "") -> Path | None:
    """Where to write a copy of one file of a bundle, or None. `other` is the name that is offered where there
    is a file called `name` already."""
    if other and os.path.lexists(FOLDERS.of("copy") / name):
        name = other
    return _new(parent, "copy", tr("Save a copy of this file…"), name, "")


def choose_copies_folder(parent: QWidget, name: str) -> Path | None:
    """A new folder for copies of files of a bundle, or None; it is made when the first is copied."""
    return _new(parent, "copy", tr("Copy to a new folder"), name, "")


def choose_side_folder(parent: QWidget) -> Path | None:
    """A case or an unpacked bundle to compare, or None."""
    return _folder(parent, "comparison", tr("Compare a case or an unpacked bundle"))


def choose_side_file(parent: QWidget) -> Path | None:
    """A bundle or a list of another laboratory to compare, or None."""
    kinds = (
        f"{tr('All files')} (*);;{tr('Bundles and seals')} (*.zip *.asice);;"
        f"{tr('Lists of files')} (*.xml *.dfxml *.csv *.txt *.hashdeep *.sha256 *.md5)"
    )
    return _file(parent, "comparison", tr("Compare a bundle or a list"), kinds)


def choose_comparison_csv(parent: QWidget) -> Path | None:
    """Where to write a comparison as CSV, or None."""
    return _new(
        parent,
        "comparison",
        tr("Save as CSV…"),
        f"{file_word(FileWord.COMPARISON)}.csv",
        f"{tr('CSV table')} (*.csv)",
    )


def choose_list_csv(parent: QWidget, name: str) -> Path | None:
    """Where to write the list of artifacts as CSV; nothing is ever overwritten. None if nowhere."""
    kinds = f"{tr('CSV files')} (*.csv)"
    return _new(parent, "list", tr("Export list as CSV…"), name, kinds, overwrites=False)


def choose_class_set(parent: QWidget) -> Path | None:
    """A class set that a trainer handed out, or None."""
    kinds = f"{tr('Class sets')} (*.sealwright-class)"
    return _file(parent, "training", tr("Open class set"), kinds)


def choose_new_class_set(parent: QWidget) -> Path | None:
    """Where to write a class set; nothing is ever overwritten. None if nowhere."""
    kinds = f"{tr('Class sets')} (*.sealwright-class)"
    return _new(parent, "training", tr("Save class set"), "class.sealwright-class", kinds, overwrites=False)


def choose_submissions(parent: QWidget) -> list[Path]:
    """Submissions of trainees, and the class set that they answer where it was not made here."""
    kinds = f"{tr(NC_('training', 'Submissions'))} (*.sealwright-answers *.sealwright-class)"
    return _files(parent, "training", tr("Choose submissions"), kinds)


def choose_training_folder(parent: QWidget) -> Path | None:
    """A folder for certificates, or None."""
    return _folder(parent, "training", tr("Choose a folder for the training certificates"))


def choose_new_training_folder(parent: QWidget, name: str) -> Path | None:
    """A folder in which a new one of this name, or with a number after it, is made for drills; or None."""
    chosen = _folder(parent, "training", tr("Choose where to create the folder of drills"), again=True)
    if chosen is None:
        return None
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(chosen / free for free in names if not os.path.lexists(chosen / free))


def choose_exercise_folder(parent: QWidget) -> Path | None:
    """A case, or a folder with bundles and addenda, of one side of an exercise; None for none."""
    return _folder(parent, "training", tr("Choose a case, or a folder with bundles and addenda"))
