"""What a bundle adds to, and the supplements that were sealed to it: parts of its story."""

from __future__ import annotations

from collections.abc import Iterator

from forensics_app.i18n import current, tr
from forensics_app.model.names import visible
from forensics_app.model.supplement import SupplementKind
from ui.models.case.sealed_bundles import SealedBundle
from ui.theme.state import State
from ui.widgets.statements.notices import StepRow


def target_row(bundle: SealedBundle) -> StepRow | None:
    """The earlier bundle that this one adds to or corrects, and why; None where it stands for itself."""
    supplement = bundle.supplement
    if supplement is None or supplement.target is None:
        return None
    name = current().isolate(visible(supplement.target.reference))
    corrects = supplement.kind is SupplementKind.CORRECTS
    title = tr("Corrects {bundle}", bundle=name) if corrects else tr("Supplements {bundle}", bundle=name)
    return StepRow(State.INFO, title, _quoted(supplement.reason))


def supplement_rows(bundle: SealedBundle) -> Iterator[StepRow]:
    """One row for each bundle that was sealed to it, oldest first."""
    for made in bundle.supplements:
        name = current().isolate(visible(made.name))
        corrects = made.supplement.kind is SupplementKind.CORRECTS
        title = (
            tr("Corrected by {bundle}", bundle=name)
            if corrects
            else tr("Supplemented by {bundle}", bundle=name)
        )
        when = [current().isolate(f"{made.sealed_at[:16].replace('T', ' ')} UTC")] if made.sealed_at else []
        yield StepRow(State.OK, title, " · ".join([*when, _quoted(made.supplement.reason)]))


def _quoted(reason: str) -> str:
    return tr("Reason: “{reason}”", reason=current().isolate(visible(reason)))
