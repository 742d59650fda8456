"""To whom the bundles go that were sealed with this window, by seal code: nothing in a bundle says it.

Kept for each user, in the window's settings. Entries that can't be read count as absent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple

from forensics_app.model.addendum import Recipient
from forensics_app.model.findings import VerificationReport
from ui.models.bundles.export_draft import RecipientDraft
from ui.settings.bundle_places import MOST_PLACES
from ui.settings.settings import Settings

_KEY = "seal/recipients"
_FIELDS = 4


class NamedRecipients:
    """A view of the settings; holds nothing of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def of(self, code: str) -> tuple[RecipientDraft, ...]:
        """Those who were named when the bundle was sealed; none where that is not known."""
        found = self._all().get(code, [])
        rows = found if isinstance(found, list) else []
        return tuple(RecipientDraft(*row) for row in rows if _is_recipient(row))

    def note(self, code: str, recipients: Sequence[RecipientDraft]) -> None:
        """Remember them; the oldest bundles' are forgotten."""
        kept = {c: rows for c, rows in self._all().items() if c != code}
        if recipients:
            kept[code] = [astuple(one) for one in recipients]
        self._settings.set_text(_KEY, json.dumps(dict(list(kept.items())[-MOST_PLACES:])))

    def _all(self) -> dict[str, object]:
        try:
            found = json.loads(self._settings.text(_KEY) or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def recipients_of(report: VerificationReport, settings: Settings) -> tuple[RecipientDraft, ...]:
    """To whom a bundle was sent last; else those named when it was sealed; none where neither is known."""
    sent: list[Recipient] = []
    for addendum in report.addenda:
        if addendum.counts and addendum.event is not None and addendum.event.dispatch is not None:
            sent = list(addendum.event.dispatch.recipients)
    if sent:
        return tuple(RecipientDraft(r.name, r.country or "", "", r.certificate_sha256 or "") for r in sent)
    return NamedRecipients(settings).of(report.seal.code or "")


def _is_recipient(row: object) -> bool:
    return isinstance(row, list) and len(row) == _FIELDS and all(isinstance(one, str) for one in row)
