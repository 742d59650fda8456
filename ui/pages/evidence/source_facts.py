"""What is known of one source: its digests in full, and what the container says of its making."""

from __future__ import annotations

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.case import HashState, SourceRecord
from forensics_app.model.digests import NO_DIGESTS
from ui.widgets.layout.card import Card, clear
from ui.widgets.layout.columns import stack
from ui.widgets.statements.facts import Digest, KeyValue
from ui.widgets.text.text import Path, Text, section_cap
from ui.words.digests import grouped
from ui.words.sources import shown_name
from ui.words.times import acquired

_NAMES = (("MD5", "md5"), ("SHA-1", "sha1"), ("SHA-256", "sha256"))


class SourceFacts(Card):
    """Filled anew for every selected source."""

    def __init__(self) -> None:
        super().__init__(tr(NC_("heading", "Source")))
        self._holder = stack(gap=8, stretch=False)
        self._holder.setProperty("part", "plain")
        self.add(self._holder)

    def show_source(self, source: SourceRecord) -> None:
        """Replace what is shown."""
        box = self._holder.layout()
        if box is None:
            return
        clear(box)
        self.set_note(current().isolate(shown_name(source)))
        facts = KeyValue(label_width=80)
        facts.path_row(tr(NC_("label", "Path")), source.path)
        if source.opened is not None and source.opened.sector_size_bytes:
            facts.row(tr(NC_("label", "Sector")), current().size(source.opened.sector_size_bytes))
        for title, value in _acquisition(source):
            facts.row(title, current().isolate(value))
        box.addWidget(facts)
        stored = NO_DIGESTS if source.opened is None else source.opened.stored_digests
        for title, field in _NAMES:
            computed, said = getattr(source.computed, field), getattr(stored, field)
            if computed:
                box.addWidget(Digest(tr("{digest}, computed", digest=title), computed))
            if said:
                box.addWidget(section_cap(tr("{digest}, stored", digest=title)))
                verdict, color = _verdict(source, computed, said)
                box.addWidget(Path(grouped(said, 8), said, "hash", color))
                box.addWidget(Text(verdict, "small", color, wrap=True))


def _verdict(source: SourceRecord, computed: str | None, stored: str) -> tuple[str, str]:
    """Words and colour."""
    if computed is None:
        return tr("not compared yet"), "muted"
    if computed == stored:
        return tr("matches the computed hash"), "ok"
    if source.hashes is HashState.NOT_COMPARABLE:
        return tr("not comparable"), "muted"
    return tr("differs from the computed hash"), "bad"


def _acquisition(source: SourceRecord) -> list[tuple[str, str]]:
    if source.opened is None:
        return []
    facts = source.opened.acquisition
    rows = (
        (tr("Acquired by"), facts.examiner),
        (tr("Acquired on"), acquired(facts.acquired_at or "")),
        (tr(NC_("label", "Tool")), " ".join(t for t in (facts.tool, facts.tool_version) if t)),
        (tr(NC_("label", "Model")), facts.model),
        (tr("Serial no."), facts.serial_number),
        (tr("Case no."), facts.case_number),
        (tr("Evidence no."), facts.evidence_number),
        (tr(NC_("label", "Description")), facts.description),
        (tr(NC_("label", "Notes")), facts.notes),
    )
    return [(title, value) for title, value in rows if value]
