"""What stands beside every step of the export: the bundle so far, and what the receiver will see."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import LANGUAGES, NC_, current, tr
from forensics_app.model.names import visible
from forensics_app.model.supplement import SupplementKind
from forensics_app.services.sealing.amount import Amount
from forensics_app.services.verifying.verify import code_shown
from ui.models.bundles.export_checks import left_out_words
from ui.models.bundles.export_draft import ExportDraft, ExportStep
from ui.theme import px
from ui.theme.state import State
from ui.widgets.layout.card import Card, clear_body
from ui.widgets.layout.columns import stack
from ui.widgets.statements.facts import KeyValue
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.text import Rule


class ExportSide(QWidget):
    """`show_draft` after every change."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self._so_far, self._seen = Card(tr("Bundle so far")), Card(tr("What the receiver will see"))
        inner = stack(self._so_far, self._seen)
        layout = inner.layout()
        if layout is not None:
            self.setLayout(layout)
        self.setMinimumWidth(px(120))

    def show_draft(self, draft: ExportDraft, name: str, total: int, amount: Amount | None) -> None:
        """`name` of the next bundle, `total` of artifacts in the case, `amount` of what is chosen."""
        shown = (
            name, total, amount, draft.step, draft.preview, draft.recipients, draft.languages,
            draft.authorities, draft.media, draft.tags_and_notes, draft.supplements, draft.supplement_kind,
        )  # fmt: skip
        if shown == self._shown:  # each letter of a passphrase asks
            return
        self._shown = shown
        self._so_far.set_note(visible(name))
        clear_body(self._so_far)
        self._so_far.add(self._facts(draft, total, amount))
        if draft.step is ExportStep.SEAL:
            self._so_far.add(Rule())
            said = tr(
                "A change to the bundle after sealing is found when it is verified. Later events are "
                "recorded in addenda."
            )
            self._so_far.add(StepRow(State.WARN, tr("This is final"), said))
        self._seen.setVisible(draft.step > ExportStep.CHOOSE)
        clear_body(self._seen)
        for row in _seen(draft):
            self._seen.add(row)

    def _facts(self, draft: ExportDraft, total: int, amount: Amount | None) -> QWidget:
        words, rows = current(), KeyValue(label_width=92)
        found = _looked_at(draft) or _counted(draft, amount)
        if found is None:
            rows.row(tr(NC_("label", "Artifacts")), "…")
        else:
            items, size, exhibits = found
            total += len(amount.media) if draft.media and amount is not None else 0
            share = tr("{count} of {total}", count=words.number(items), total=words.number(total))
            rows.row(tr(NC_("label", "Artifacts")), share)
            rows.row(tr(NC_("label", "Size")), words.size(size))
            names = words.listed(words.isolate(visible(one)) for one in exhibits)
            rows.row(tr(NC_("label", "Exhibits")), names or "–")
        if draft.supplements:
            corrects = draft.supplement_kind == SupplementKind.CORRECTS.value
            rows.row(
                tr("Corrects the bundle") if corrects else tr("Adds to the bundle"),
                words.isolate(visible(draft.supplements_name or code_shown(draft.supplements))),
            )
        if draft.tags_and_notes:
            rows.row(tr("Tags and notes"), tr("all of them"))
        preview = draft.preview
        if preview is not None:
            rows.row(
                tr(NC_("part of a bundle", "Left out or in doubt")),
                left_out_words(preview) or tr(NC_("label", "nothing")),
            )
            codes = words.listed(visible(code["shown"]) for code in preview["request"]["handling"])
            rows.row(tr(NC_("label", "Handling")), codes or tr(NC_("label", "none")))
        if draft.recipients:
            rows.row(
                tr(NC_("label", "For")),
                "; ".join(words.isolate(visible(one.name)) for one in draft.recipients),
            )
        if draft.step >= ExportStep.RECIPIENTS and draft.languages:
            rows.row(
                tr(NC_("label", "Languages")), words.listed(LANGUAGES.get(c, c) for c in draft.languages)
            )
        return rows


def _counted(draft: ExportDraft, amount: Amount | None) -> tuple[int, int, list[str]] | None:
    """Artifacts, bytes and exhibits as the catalogue has them."""
    found = draft.taken(amount)
    if found is None:
        return None
    return found.artifacts, found.content_bytes, [one.exhibit for one in found.exhibits]


def _looked_at(draft: ExportDraft) -> tuple[int, int, list[str]] | None:
    """The same as the look ahead found it, which knows of evidence that is not there."""
    preview = draft.preview
    if preview is None:
        return None
    exhibits = sorted({source["exhibit"] for source in preview["sources"]})
    return preview["selected"], preview["content_bytes"], exhibits


def _seen(draft: ExportDraft) -> list[QWidget]:
    """What a receiver will find, so far as it follows from what is decided."""
    if draft.authorities or draft.step < ExportStep.SEAL:
        time = StepRow(
            State.INFO,
            tr("When it was sealed"),
            tr("Attested by an authority if one answers; otherwise your own clock, and this is stated."),
        )
    else:
        time = StepRow(
            State.NONE, tr("No trusted time"), tr("The sealing time comes from your own clock only.")
        )
    languages = current().listed(LANGUAGES[c] for c in draft.languages if c in LANGUAGES)
    said = tr("Findings are sealed as codes; each reader sees sentences in their own language.")
    return [
        StepRow(
            State.OK,
            tr("Verified, if they trust your certificate"),
            tr("Anyone who does not know it yet sees “unconfirmed” until they have compared it with you."),
        ),
        time,
        StepRow(
            State.INFO,
            tr("In {languages}", languages=languages) if languages else tr("In their language"),
            said,
        ),
        StepRow(
            State.INFO,
            tr("Verifiable without this program"),
            tr("openssl and sha256sum give the same result; the bundle explains how."),
        ),
    ]
