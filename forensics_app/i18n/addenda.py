"""Labels of what a receipt can say of a bundle."""

from __future__ import annotations

from forensics_app.i18n.translator import NC_, Translator, current
from forensics_app.model.addendum import ReceiptOutcome, ReceiptScope

OUTCOME_LABELS: dict[ReceiptOutcome, str] = {
    ReceiptOutcome.ACCEPTED: NC_("receipt", "accepted"),
    ReceiptOutcome.REJECTED: NC_("receipt", "rejected"),
}

SCOPE_LABELS: dict[ReceiptScope, str] = {
    ReceiptScope.SEAL_ONLY: NC_("receipt", "only the seal was checked"),
    ReceiptScope.ALL_BYTES: NC_("receipt", "every byte was checked"),
}


def receipt_label(code: ReceiptOutcome | ReceiptScope, translator: Translator | None = None) -> str:
    """The label of a receipt's outcome or scope, in `translator`'s language or the current one."""
    words = translator or current()
    return words.text(OUTCOME_LABELS[code] if isinstance(code, ReceiptOutcome) else SCOPE_LABELS[code])
