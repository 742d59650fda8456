"""File choosers with our words. Nothing that is chosen is opened here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from forensics_app.i18n import NC_, tr


def choose_case(parent: QWidget) -> Path | None:
    """A case folder, or None."""
    chosen = QFileDialog.getExistingDirectory(parent, tr("Open case"))
    return Path(chosen) if chosen else None


def choose_parent_folder(parent: QWidget) -> Path | None:
    """The folder in which a new case folder is made, or None."""
    chosen = QFileDialog.getExistingDirectory(parent, tr("Choose where to create the case folder"))
    return Path(chosen) if chosen else None


def choose_bundle(parent: QWidget) -> Path | None:
    """A sealed bundle or a seal, or None."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent,
        tr("Verify a received bundle"),
        "",
        f"{tr('Bundles and seals')} (*.zip *.asice);;{tr('All files')} (*)",
    )
    return Path(chosen) if chosen else None


def choose_bundle_folder(parent: QWidget) -> Path | None:
    """An unpacked bundle, or None."""
    chosen = QFileDialog.getExistingDirectory(parent, tr("Verify an unpacked bundle"))
    return Path(chosen) if chosen else None


def choose_images(parent: QWidget) -> list[Path]:
    """Disk images or single files; several at once are allowed."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, tr("Add disk images or files"))
    return [Path(c) for c in chosen]


def choose_evidence_folder(parent: QWidget) -> Path | None:
    """A folder to be read as evidence, or None."""
    chosen = QFileDialog.getExistingDirectory(parent, tr("Add a folder as evidence"))
    return Path(chosen) if chosen else None


def choose_certificate(parent: QWidget) -> Path | None:
    """A certificate or lab card, or None."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent,
        tr("Import certificate"),
        "",
        f"{tr(NC_('type of file', 'Certificates'))} (*.pem *.crt *.cer *.der);;{tr('All files')} (*)",
    )
    return Path(chosen) if chosen else None


def choose_report(parent: QWidget, name: str) -> Path | None:
    """Where to write a report; the ending says in which form. None if nowhere."""
    kinds = (
        f"{tr(NC_('type of file', 'PDF'))} (*.pdf)",
        f"{tr('Web page')} (*.html)",
        f"{tr(NC_('type of file', 'Text'))} (*.txt)",
        f"{tr(NC_('type of file', 'Data'))} (*.json)",
    )
    return _with_ending(parent, tr("Save report"), name, kinds)


def _with_ending(parent: QWidget, title: str, name: str, kinds: tuple[str, ...]) -> Path | None:
    """A file to write. A name without an ending gets that of the chosen kind, such as `PDF (*.pdf)`."""
    chosen, kind = QFileDialog.getSaveFileName(parent, title, name, ";;".join(kinds))
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(kind.rpartition("*")[2].rstrip(")"))


def choose_evidence_report(parent: QWidget, name: str) -> Path | None:
    """Where to write an evidence report, as pages or as a web page. None if nowhere."""
    chosen, kind = QFileDialog.getSaveFileName(
        parent,
        tr("Save evidence report…"),
        name,
        f"{tr(NC_('type of file', 'PDF'))} (*.pdf);;{tr('Web page')} (*.html)",
        options=QFileDialog.Option.DontConfirmOverwrite,  # nothing is ever overwritten
    )
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix else path.with_suffix(kind.rpartition("*")[2].rstrip(")"))


def choose_key_file(parent: QWidget) -> Path | None:
    """A key file or startup key, or None."""
    chosen, _ = QFileDialog.getOpenFileName(parent, tr("Choose key file"))
    return Path(chosen) if chosen else None


def choose_hash_set(parent: QWidget) -> Path | None:
    """The file of a hash set, or None."""
    chosen, _ = QFileDialog.getOpenFileName(parent, tr("Choose hash set file"))
    return Path(chosen) if chosen else None


def choose_rules(parent: QWidget) -> Path | None:
    """A file of YARA rules or words, or None."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent, tr("Choose YARA rules"), "", f"{tr('YARA rules')} (*.yar *.yara *.txt);;{tr('All files')} (*)"
    )
    return Path(chosen) if chosen else None


def choose_custody_form(parent: QWidget) -> Path | None:
    """Where the printed form of the ledger is written; the ending says in which form. None if nowhere."""
    return _with_ending(
        parent,
        tr("Print form…"),
        "",
        (f"{tr(NC_('type of file', 'PDF'))} (*.pdf)", f"{tr('Web page')} (*.html)"),
    )


def choose_disposal_certificate(parent: QWidget) -> Path | None:
    """Where the certificate of a disposal is written, or None."""
    kinds = f"{tr('PDF files')} (*.pdf);;HTML (*.html)"
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("Disposal certificate"), "", kinds)
    return Path(chosen) if chosen else None


def choose_addenda(parent: QWidget) -> list[Path]:
    """Receipts and other addenda that partners sent; several at once are allowed."""
    chosen, _ = QFileDialog.getOpenFileNames(
        parent,
        tr("Import addendum…"),
        "",
        f"{tr(NC_('type of file', 'Addenda'))} (*.asice);;{tr('All files')} (*)",
    )
    return [Path(c) for c in chosen]


def choose_addendum(parent: QWidget) -> Path | None:
    """The dispatch that came by another way than its bundle, or None."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent,
        tr("Dispatch received separately"),
        "",
        f"{tr(NC_('type of file', 'Addenda'))} (*.asice);;{tr('All files')} (*)",
    )
    return Path(chosen) if chosen else None


def choose_folder(parent: QWidget, title: str, begin: Path) -> Path | None:
    """A folder to write into, or None."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(begin))
    return Path(chosen) if chosen else None


def choose_partner_file(parent: QWidget) -> Path | None:
    """A certificate or a laboratory's card that a partner gave, or None."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent,
        tr("Import certificate or lab card"),
        "",
        f"{tr('Certificates and lab cards')} (*.pem *.crt *.cer *.der *.labcard);;{tr('All files')} (*)",
    )
    return Path(chosen) if chosen else None


def choose_pkcs12(parent: QWidget) -> Path | None:
    """A file with a key and its certificates, or None."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent, tr("Import identity"), "", f"{tr('Key files with certificates')} (*.p12 *.pfx)"
    )
    return Path(chosen) if chosen else None


def choose_certificate_to_write(parent: QWidget, name: str) -> Path | None:
    """Where to write a certificate, or None."""
    chosen, _ = QFileDialog.getSaveFileName(
        parent, tr("Export certificate…"), name, f"{tr(NC_('type of file', 'Certificates'))} (*.pem)"
    )
    return Path(chosen) if chosen else None


def choose_script(parent: QWidget) -> Path | None:
    """Where to write the script that checks a bundle without this program, or None."""
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("Save script…"), "recipe.sh")
    return Path(chosen) if chosen else None


def choose_copy(parent: QWidget, name: str) -> Path | None:
    """Where to write a copy of one file of a bundle, or None."""
    chosen, _ = QFileDialog.getSaveFileName(parent, tr("Save a copy of this file…"), name)
    return Path(chosen) if chosen else None


def choose_side_folder(parent: QWidget) -> Path | None:
    """A case or an unpacked bundle to compare, or None."""
    chosen = QFileDialog.getExistingDirectory(parent, tr("Compare a case or an unpacked bundle"))
    return Path(chosen) if chosen else None


def choose_side_file(parent: QWidget) -> Path | None:
    """A bundle or a list of another laboratory to compare, or None."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent,
        tr("Compare a bundle or a list"),
        "",
        f"{tr('All files')} (*);;{tr('Bundles and seals')} (*.zip *.asice);;"
        f"{tr('Lists of files')} (*.xml *.dfxml *.csv *.txt *.hashdeep *.sha256 *.md5)",
    )
    return Path(chosen) if chosen else None


def choose_comparison_csv(parent: QWidget) -> Path | None:
    """Where to write a comparison as CSV, or None."""
    chosen, _ = QFileDialog.getSaveFileName(
        parent, tr("Save as CSV…"), "comparison.csv", f"{tr('CSV table')} (*.csv)"
    )
    return Path(chosen) if chosen else None
