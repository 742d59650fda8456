"""Why an artifact was not extracted from the evidence, as sentences."""

from __future__ import annotations

from forensics_app.i18n.omissions import NOT_READ_SENTENCES, OMISSION_SENTENCES
from forensics_app.i18n.translator import N_, tr

_WITHHELD = N_("A mark withholds it from bundles and from extraction.")
LEFT_OUT_SENTENCES: dict[str, str] = {
    "content-changed": N_("The content is no longer what was catalogued. Nothing of it was kept."),
    "volume-locked": N_("The volume that holds it is encrypted and was not unlocked."),
    "evidence-not-at-hand": N_("The evidence that holds it can't be opened."),
    "extraction-stopped": N_("Extraction was stopped before its turn came."),
    "withheld-privileged": _WITHHELD,
    "withheld-private": _WITHHELD,
    "withheld-out-of-scope": _WITHHELD,
    "withheld-with-marked": N_("It repeats or holds something that a mark withholds."),
}


def left_out_sentence(code: str) -> str:
    """The sentence of a reason in the digest list of an extraction; the code itself where it has none."""
    for sentences in (LEFT_OUT_SENTENCES, NOT_READ_SENTENCES, OMISSION_SENTENCES):
        if code in sentences:
            return tr(sentences[code])
    return code
