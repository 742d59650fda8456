"""What was found and what was not, side by side with equal weight; each count leads to what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.omissions import DOUBT_HEADING, LEFT_OUT_HEADING, apart
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.selection import ArtifactFilter
from ui.models.case.overview import CaseOverview, OmissionGroup
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear_body
from ui.widgets.statements.omission_list import OmissionList
from ui.widgets.tables.count_rows import Counted, CountRows
from ui.widgets.text.text import Text, section_cap
from ui.words.codes import kind_label
from ui.workbench.workbench import Workbench

KIND_GLYPHS: dict[ArtifactKind, str] = {
    ArtifactKind.FILE: "file",
    ArtifactKind.STREAM: "stack",
    ArtifactKind.ATTRIBUTE: "list-bullets",
    ArtifactKind.DIRECTORY: "folder",
    ArtifactKind.LINK: "link-simple",
    ArtifactKind.AREA: "selection",
    ArtifactKind.DOCUMENT: "file-text",
    ArtifactKind.OTHER: "file-dotted",
}


FAMILIES: dict[str, tuple[str, str]] = {
    "image": ("image", NC_("type of content", "Pictures")),
    "video": ("film-strip", NC_("type of content", "Video")),
    "audio": ("speaker-high", NC_("type of content", "Audio")),
    "text": ("text-align-left", NC_("type of content", "Text")),
}


class KindsCard(Card):
    """Artifacts by kind, and the deleted ones among them."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Artifacts by kind"))
        self._bench = bench
        self.rows: CountRows | None = None
        self.families: CountRows | None = None

    def show_overview(self, overview: CaseOverview) -> None:
        """Replace what is shown."""
        clear_body(self)
        self.rows = self.families = None
        self.set_note(current().number(overview.total))
        families = [
            Counted(FAMILIES[f][0], tr(FAMILIES[f][1]), n, partial(self._show, ArtifactFilter(media_type=f)))
            for f, n in overview.by_family
            if n and f in FAMILIES
        ]
        rows = [
            Counted(KIND_GLYPHS[k], kind_label(k), n, partial(self._show, ArtifactFilter(kind=k)))
            for k, n in overview.by_kind
            if n
        ]
        if overview.deleted:
            shown = partial(self._show, ArtifactFilter(deleted=True))
            rows.append(Counted("trash", tr("Of these, deleted"), overview.deleted, shown))
        if families:
            self.families = CountRows(families, others=rows)
            self.add(section_cap(tr("By content")))
            self.add(self.families)
            rest = overview.total - sum(n for _, n in overview.by_family)
            if rest:
                self.add(Text(_rest_words(rest), "small", "muted", wrap=True))
            self.add(section_cap(tr("By kind")))
        if rows:
            self.rows = CountRows(rows, others=families)
            self.add(self.rows)
        else:
            self.add(Text(tr("Nothing has been read yet."), color="muted", wrap=True))
        self.body.addStretch(1)

    def _show(self, chosen: ArtifactFilter) -> None:
        self._bench.show_artifacts(chosen)


def _rest_words(count: int) -> str:
    """So that the kinds of content add up to the whole."""
    return trn(
        "{count} more has other content, or none, such as a folder.",
        "{count} more have other content, or none, such as folders.",
        count,
    )


class OmissionsCard(Card):
    """Not read, and why; read, but in doubt; each reason leads to its lines of the ledger."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr(LEFT_OUT_HEADING))
        self._bench = bench

    def show_overview(self, overview: CaseOverview) -> None:
        """Replace what is shown."""
        clear_body(self)
        left_out, doubts = apart(overview.omitted, lambda one: one.code)
        self.set_note(_counted(left_out))
        self._add(left_out)
        if doubts:
            self.add(section_cap(f"{tr(DOUBT_HEADING)} · {_counted(doubts)}"))
            self._add(doubts)
        self.body.addStretch(1)
        said = (
            tr(
                "Sealed with the bundle, so that the receiver sees it too. What is withheld from a bundle is "
                "added to it then."
            )
            if overview.received is None
            else tr("Declared by the sender in the bundle.")
        )
        self.add(Text(said, "small", "muted", wrap=True))
        if overview.omitted:
            show = Button(tr("Open list"), partial(self._bench.omissions_asked.emit, ""), small=True)
            show.setAccessibleName(tr("Open the list of omissions"))
            line = QHBoxLayout()
            line.addWidget(show)
            line.addStretch(1)
            self.add_layout(line)

    def _add(self, groups: Sequence[OmissionGroup]) -> None:
        made = OmissionList(groups)
        made.chosen.connect(self._bench.omission_asked)
        self.add(made)


def _counted(groups: Sequence[OmissionGroup]) -> str:
    return current().number(sum(one.count for one in groups))
