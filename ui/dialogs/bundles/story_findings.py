"""What is not right with the story of a bundle as a whole; of a single addendum it is said there."""

from __future__ import annotations

from forensics_app.i18n.findings import finding_sentence
from ui.models.case.sealed_bundles import SealedBundle
from ui.widgets.text.text import Text
from ui.words.digests import without


def story_findings(bundle: SealedBundle) -> list[Text]:
    """One sentence each, without the fingerprint that has to be compared by telephone."""
    fingerprint = bundle.report.seal.fingerprint
    return [
        Text(without(finding_sentence(f), fingerprint), "small", "warn", wrap=True) for f in bundle.findings
    ]
