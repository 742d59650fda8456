"""What is known of one layer of a source: what it is, where it lies in its parent, its digests in full."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.labels import label, layer_description
from forensics_app.model.case import SourceRecord
from forensics_app.model.evidence import Layer
from forensics_app.model.names import visible
from ui.models.case.problems import UNSENT
from ui.models.evidence.layers import layer_kind, layer_name
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card, clear_body
from ui.widgets.statements.facts import Digest, KeyValue
from ui.widgets.statements.notices import StepRow
from ui.words.sources import LayerOmissions, omitted_words

NOTHING = LayerOmissions()


class LayerFacts(Card):
    """Filled anew for every selected layer; hidden by its page for the source itself. `omissions` are asked
    for where nothing of a received volume is there, and where some of a volume is left out or in doubt."""

    omissions = Signal()

    def __init__(self) -> None:
        super().__init__(tr(NC_("heading", "Volume")))

    def show_layer(
        self,
        layer: Layer,
        source: SourceRecord,
        zone: str | None,
        *,
        unsent: bool = False,
        omitted: LayerOmissions = NOTHING,
    ) -> None:
        """Replace what is shown; `zone` is the one declared for its local times. `unsent`: its sender listed
        it and sent nothing of it. `omitted`: what is left out of it or in doubt."""
        clear_body(self)
        words = current()
        self.set_note(words.isolate(visible(layer_name(layer, source))))
        rows = KeyValue(label_width=80)
        rows.row(tr(NC_("label", "Kind")), label(layer.kind))
        if layer.file_system:
            rows.row(tr(NC_("label", "Content")), words.isolate(layer_kind(layer)))
        if layer.description:
            rows.row(
                tr(NC_("label", "Description")), words.isolate(visible(layer_description(layer.description)))
            )
        rows.row(tr(NC_("label", "Number")), words.isolate(layer.layer_id))
        if layer.parent_id:
            rows.row(tr(NC_("label", "Parent")), words.isolate(layer.parent_id))
        rows.row(tr("First byte"), words.number(layer.offset_bytes))
        rows.row(tr(NC_("label", "Bytes")), words.number(layer.length_bytes))
        if layer.sector_size_bytes:
            rows.row(tr(NC_("label", "Sector")), words.size(layer.sector_size_bytes))
        rows.row(tr(NC_("label", "State")), label(layer.state))
        if zone is not None:
            rows.row(tr("Time zone"), tr("local times interpreted in {zone}", zone=words.isolate(zone)))
        self.add(rows)
        if unsent:
            self.add(StepRow(State.WARN, tr("nothing of it sent"), tr(UNSENT)))
        elif any(omitted):
            self.add(StepRow(State.WARN, omitted_words(omitted), ""))
        if unsent or any(omitted):
            self.body.addWidget(
                Button(tr("All omissions…"), self.omissions.emit, kind="link", small=True),
                0,
                Qt.AlignmentFlag.AlignLeading,
            )
        digests = (
            ("MD5", layer.digests.md5),
            ("SHA-1", layer.digests.sha1),
            ("SHA-256", layer.digests.sha256),
        )
        for title, value in digests:
            if value:
                self.add(Digest(tr("{digest}, computed", digest=title), value))
