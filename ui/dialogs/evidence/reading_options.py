"""What is asked of a source when it is read, in the words of the command line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.model.choices.reading import ReadingProfile
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.hash_sets import HashSetFacts
from forensics_app.model.names import is_spoofed, visible
from forensics_app.services.hash_sets.hash_sets import list_hash_sets
from forensics_app.services.ingest.rule_files import rules_unusable
from ui.dialogs.choose import choose_rules
from ui.dialogs.evidence.profile_row import ProfileRow
from ui.models.evidence.reading_options import ReadingOptions
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.check import Check
from ui.widgets.controls.choices import CheckBox
from ui.widgets.controls.spin_box import SpinBox
from ui.widgets.layout.room import fit_into
from ui.widgets.text.text import Text, section_cap
from ui.words import gate

_MOST_DEPTH, _MOST_GIB = 8, 1 << 20


class ReadingOptionsDialog(QDialog):
    """`options` gives what was chosen once the dialog was accepted. `numbered`: exhibit numbers are typed
    elsewhere, one a source."""

    help_topic = "evidence"

    def __init__(
        self, before: ReadingOptions, parent: QWidget | None = None, *, numbered: bool = False
    ) -> None:
        super().__init__(parent)
        self._showing = False
        self.setWindowTitle(tr("Reading options"))
        self.setMinimumWidth(px(560))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(24), px(20), px(24), px(20))
        outer.setSpacing(px(10))
        outer.addWidget(Text(tr("Reading options"), "page"))
        inner = QWidget()
        inner.setProperty("part", "plain")
        box = QVBoxLayout(inner)
        box.setContentsMargins(px(8), 0, px(8), 0)
        box.setSpacing(px(8))
        self._fill(box, before)
        self.number_head.setVisible(not numbered)
        self.exhibit.setVisible(not numbered)
        box.addStretch(1)
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields have it, and scroll into sight
        scroller.setWidget(inner)
        scroller.setMinimumHeight(px(300))
        outer.addWidget(scroller, 1)
        self._complaint = Text("", "small", "bad", wrap=True)
        self._complaint.hide()
        outer.addWidget(self._complaint)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(tr(NC_("button", "Cancel")), self.reject))
        self.use = Button(tr(NC_("button", "Apply")), self.accept, kind="primary")
        self.use.setDefault(True)
        foot.addWidget(self.use)
        outer.addLayout(foot)
        fit_into(self, parent, 620, 720)

    def _fill(self, box: QVBoxLayout, before: ReadingOptions) -> None:
        box.addWidget(section_cap(tr(NC_("label", "Profile"))))
        self.profile = ProfileRow()
        box.addWidget(self.profile)
        self.exhibit = QLineEdit(before.exhibit)
        self.exhibit.setPlaceholderText(tr("Assigned automatically: EX-001, EX-002, …"))
        self.exhibit.setAccessibleName(tr(NC_("label", "Exhibit")))
        self.exhibit.textChanged.connect(self._check)
        self.number_head = section_cap(tr("Exhibit number of the next source"))
        box.addWidget(self.number_head)
        box.addWidget(self.exhibit)
        box.addWidget(section_cap(tr(NC_("heading", "Files"))))
        always, self.sha1, self.md5 = CheckBox(tr("SHA-256, always")), CheckBox("SHA-1"), CheckBox("MD5")
        always.setChecked(True)
        always.setEnabled(False)
        self.sha1.setChecked(DigestAlgorithm.SHA1 in before.digests)
        self.md5.setChecked(DigestAlgorithm.MD5 in before.digests)
        line = QHBoxLayout()
        for widget in (always, self.sha1, self.md5):
            line.addWidget(widget)
        line.addStretch(1)
        box.addLayout(line)
        self.media_types = _added(box, tr("Detect file types by signature"), on=before.media_types)
        self.double_read = _added(
            box,
            tr(
                "Read each file through its file system and from its location on the medium, "
                "and report differences."
            ),
            on=before.double_read,
        )
        self.unallocated = _added(
            box,
            tr("Include unallocated space: hash it, and list it as artifacts that can be sealed."),
            on=before.unallocated,
        )
        self.slack = _added(
            box,
            tr("Include file slack: hash the slack of each file system as one artifact."),
            on=before.slack,
        )
        box.addLayout(self._rules_row(before))
        missing = rules_unusable()
        if missing is not None:
            self._without_rules(box, window_sentence(missing))
        box.addWidget(section_cap(tr("Snapshots and archives")))
        self.shadow_copies = _added(
            box,
            tr("Also read the volume shadow copies of NTFS, each as a separate volume."),
            on=before.shadow_copies,
        )
        self.archives = _added(
            box,
            tr(
                "Open the archives found in files too (zip, tar, gz, 7z, rar and others); list "
                "their contents."
            ),
            on=before.archives,
        )
        self.archive_depth = SpinBox(1, _MOST_DEPTH, before.archive_depth)
        self.archive_limit = SpinBox(1, _MOST_GIB, before.archive_limit_gib)
        grid = QGridLayout()
        grid.setContentsMargins(px(28), 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for at, (words, field) in enumerate(
            (
                (tr("Maximum nesting depth"), self.archive_depth),
                (tr("Maximum unpacked size of an archive (GiB)"), self.archive_limit),
            )
        ):
            field.setAccessibleName(gate.shown(words))
            grid.addWidget(field, at, 0)
            grid.addWidget(Text(words, wrap=True), at, 1)
        box.addLayout(grid)
        self.as_file = _added(
            box,
            tr("Treat an archive added as a source as one file; otherwise it is read like a folder."),
            on=before.as_file,
        )
        self.as_image = _added(
            box,
            tr(
                "Open a raw disk image compressed with gzip, xz, zstd or bzip2, or the only one in a ZIP; "
                "otherwise it is hashed as one file."
            ),
            on=before.as_image,
        )
        box.addWidget(section_cap(tr("Damaged images")))
        self.strict = _added(
            box,
            tr(
                "Refuse incomplete images. By default, the available data is read and the "
                "missing part is recorded."
            ),
            on=before.strict,
        )
        self.hash_sets = self._sets(box, before)
        self.archives.toggled.connect(self._archives_toggled)
        self._archives_toggled()
        self.profile.chosen.connect(self.show_profile)
        for switch in (*self._switches().values(), *self.hash_sets.values()):
            switch.toggled.connect(self._name_profile)
        for digest in (self.sha1, self.md5):
            digest.toggled.connect(self._name_profile)
        for number in (self.archive_depth, self.archive_limit):
            number.valueChanged.connect(self._name_profile)
        self.rules.textChanged.connect(self._name_profile)
        self._name_profile()

    def _switches(self) -> dict[str, Check]:
        """By the names of the options that they stand for."""
        return {
            "media_types": self.media_types,
            "double_read": self.double_read,
            "unallocated": self.unallocated,
            "slack": self.slack,
            "shadow_copies": self.shadow_copies,
            "archives": self.archives,
            "as_file": self.as_file,
            "as_image": self.as_image,
            "strict": self.strict,
        }

    def _name_profile(self) -> None:
        if not self._showing:
            self.profile.show_options(self.options())

    def show_profile(self, profile: ReadingProfile) -> None:
        """Set everything as a profile has it; hash sets that are no longer there are named."""
        self._showing = True
        for name, switch in self._switches().items():
            switch.set_on(on=getattr(profile, name))
        self.sha1.setChecked(DigestAlgorithm.SHA1 in profile.digests)
        self.md5.setChecked(DigestAlgorithm.MD5 in profile.digests)
        self.archive_depth.setValue(profile.archive_depth)
        self.archive_limit.setValue(profile.archive_limit_gib)
        if self.rules.isEnabled():
            self.rules.setText(profile.rules)
        for name, box in self.hash_sets.items():
            box.set_on(on=name in profile.hash_sets)
        gone = [name for name in profile.hash_sets if name not in self.hash_sets]
        words = tr("Hash sets of this profile that are not available: {sets}.", sets=current().listed(gone))
        self._complaint.set_text(words if gone else "")
        self._complaint.setVisible(bool(gone))
        self._showing = False
        self._name_profile()

    def _rules_row(self, before: ReadingOptions) -> QHBoxLayout:
        """Where the YARA rules lie; empty for none."""
        self.rules = QLineEdit(before.rules)
        self.rules.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # paths
        self.rules.setPlaceholderText(tr("YARA rules (a file, or a folder with *.yar), or words (*.txt)"))
        self.rules.setAccessibleName(tr("YARA rules (a file, or a folder with *.yar), or words (*.txt)"))
        line = QHBoxLayout()
        line.addWidget(self.rules, 1)
        self._choose = Button(tr(NC_("button", "Choose…")), self._choose_rules)
        self._choose.setAccessibleName(tr("Choose YARA rules or words"))
        line.addWidget(self._choose)
        return line

    def _without_rules(self, box: QVBoxLayout, reason: str) -> None:
        """An installation that can't use rules says so here, and not when reading has begun."""
        self.rules.clear()
        for widget in (self.rules, self._choose):
            widget.setEnabled(False)
            widget.setAccessibleDescription(gate.shown(reason))
        box.addWidget(Text(reason, "small", "warn", wrap=True))

    def _choose_rules(self) -> None:
        chosen = choose_rules(self)
        if chosen is not None:
            self.rules.setText(str(chosen))

    def _sets(self, box: QVBoxLayout, before: ReadingOptions) -> dict[str, Check]:
        """One box for each of the user's hash sets."""
        sets: tuple[HashSetFacts, ...] = list_hash_sets()
        if not sets:
            return {}
        box.addWidget(section_cap(tr("Compare with hash sets")))
        box.addWidget(
            Text(tr("Digests that a hash set requires are also computed."), "small", "muted", wrap=True)
        )
        return {
            facts.name: _added(box, visible(facts.name), on=facts.name in before.hash_sets) for facts in sets
        }

    def _archives_toggled(self) -> None:
        for field in (self.archive_depth, self.archive_limit):
            field.setEnabled(self.archives.on)

    def _check(self) -> None:
        text = self.exhibit.text().strip()
        wrong = bool(text) and is_spoofed(text)
        self._complaint.set_text(tr("This can't be used as an exhibit number.") if wrong else "")
        self._complaint.setVisible(wrong)
        self.use.setEnabled(not wrong)

    def options(self) -> ReadingOptions:
        """What is chosen now."""
        asked = ((DigestAlgorithm.SHA1, self.sha1), (DigestAlgorithm.MD5, self.md5))
        return ReadingOptions(
            exhibit=self.exhibit.text().strip(),
            digests=tuple(algorithm for algorithm, box in asked if box.isChecked()),
            media_types=self.media_types.on,
            shadow_copies=self.shadow_copies.on,
            archives=self.archives.on,
            archive_depth=self.archive_depth.value(),
            archive_limit_gib=self.archive_limit.value(),
            as_file=self.as_file.on,
            as_image=self.as_image.on,
            double_read=self.double_read.on,
            unallocated=self.unallocated.on,
            slack=self.slack.on,
            rules=self.rules.text().strip(),
            strict=self.strict.on,
            hash_sets=tuple(name for name, box in self.hash_sets.items() if box.on),
        )


def _added(box: QVBoxLayout, words: str, *, on: bool) -> Check:
    made = Check(words, on=on)
    box.addWidget(made)
    return made
