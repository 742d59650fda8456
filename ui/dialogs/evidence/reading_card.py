"""How the next source is read: what is asked for in a few words, and the dialog that changes it."""

from __future__ import annotations

from forensics_app.i18n import NC_, current, tr, trn
from ui.dialogs.evidence.reading_options import ReadingOptionsDialog
from ui.models.evidence.reading_options import ReadingOptions
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.text.text import Text
from ui.words.sources import DIGEST_NAMES
from ui.workbench.workbench import Workbench


class ReadingCard(Card):
    """Kept in the workbench, so that a choice holds for the next sources too."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Reading options"))
        self._bench = bench
        self.dialog: ReadingOptionsDialog | None = None
        self.button = Button(tr(NC_("button", "Change…")), self.change, kind="link", small=True)
        self.button.setAccessibleName(tr("Change reading options"))
        self.add_action(self.button)
        self._words = Text("", "small", "muted", wrap=True)
        self.add(self._words)
        self.show_options()

    def show_options(self) -> None:
        """Say what is asked for now."""
        self._words.set_text(options_words(self._bench.reading_options))

    def change(self) -> None:
        """Open the dialog."""
        self.dialog = ReadingOptionsDialog(self._bench.reading_options, self)
        self.dialog.accepted.connect(self._take)
        self.dialog.open()

    def _take(self) -> None:
        if self.dialog is not None:
            self._bench.reading_options = self.dialog.options()
            self.show_options()


def options_words(options: ReadingOptions) -> str:
    """`Files get SHA-256, MD5. Shadow copies and archives stay closed.`"""
    digests = ", ".join(["SHA-256", *(DIGEST_NAMES[d] for d in options.digests)])
    said = [tr("Hashes computed for each file: {digests}.", digests=digests)]
    if options.exhibit:
        said.insert(0, tr("Exhibit {exhibit}.", exhibit=options.exhibit))
    if not options.media_types:
        said.append(tr("File types and EXIF data are not examined."))
    said.append(tr("Shadow copies are read.") if options.shadow_copies else tr("Shadow copies are not read."))
    if options.archives:
        said.append(
            trn(
                "Archives are opened, up to {count} level deep.",
                "Archives are opened, up to {count} levels deep.",
                options.archive_depth,
            )
        )
    else:
        said.append(tr("Archives are not opened."))
    if options.as_file:
        said.append(tr("An archive added as a source is treated as one file."))
    if options.as_image:
        said.append(tr("Compressed disk images are opened."))
    if options.double_read:
        said.append(tr("Each file is read twice, and the results are compared."))
    if options.unallocated:
        said.append(tr("Unallocated space is included."))
    if options.slack:
        said.append(tr("File slack is included."))
    if options.rules:
        said.append(tr("Compared with YARA rules."))
    if options.strict:
        said.append(tr("Incomplete images are refused."))
    if options.hash_sets:
        said.append(tr("Compared with {sets}.", sets=current().listed(options.hash_sets)))
    return " ".join(said)
