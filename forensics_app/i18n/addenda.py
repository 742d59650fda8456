"""Labels of what can happen to a sealed bundle, and of what a receipt can say."""

from __future__ import annotations

from forensics_app.i18n.translator import NC_, Translator, current
from forensics_app.model.addendum import AddendumEvent, ReceiptOutcome, ReceiptScope

ADDENDUM_LABELS: dict[AddendumEvent, str] = {
    AddendumEvent.DISPATCH: NC_("addendum", "Dispatch"),
    AddendumEvent.RECEIPT: NC_("addendum", "Receipt"),
    AddendumEvent.OPENING: NC_("addendum", "Opening"),
    AddendumEvent.RETURN: NC_("addendum", "Return"),
    AddendumEvent.DISPOSAL: NC_("addendum", "Disposal"),
    AddendumEvent.CORRECTION: NC_("addendum", "Correction"),
    AddendumEvent.TIMESTAMP: NC_("addendum", "Later time-stamp"),
}

OUTCOME_LABELS: dict[ReceiptOutcome, str] = {
    ReceiptOutcome.ACCEPTED: NC_("receipt", "accepted"),
    ReceiptOutcome.REJECTED: NC_("receipt", "rejected"),
}

SCOPE_LABELS: dict[ReceiptScope, str] = {
    ReceiptScope.SEAL_ONLY: NC_("receipt", "only the seal was checked"),
    ReceiptScope.ALL_BYTES: NC_("receipt", "every byte was checked"),
}


def addendum_label(event: AddendumEvent, translator: Translator | None = None) -> str:
    """The label of an event, in `translator`'s language or the current one."""
    return (translator or current()).text(ADDENDUM_LABELS[event])


def receipt_label(code: ReceiptOutcome | ReceiptScope, translator: Translator | None = None) -> str:
    """The label of a receipt's outcome or scope."""
    words = translator or current()
    return words.text(OUTCOME_LABELS[code] if isinstance(code, ReceiptOutcome) else SCOPE_LABELS[code])
