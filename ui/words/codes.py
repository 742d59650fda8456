"""Sentences for codes, as the window needs them: one that a newer version made must not stop it."""

from __future__ import annotations

from forensics_app.i18n import omissions, tr
from forensics_app.i18n.labels import label
from forensics_app.i18n.omissions import NOT_READ_SENTENCES, OMISSION_SENTENCES
from forensics_app.model.artifact import ArtifactKind


def omission_sentence(code: str) -> str:
    """The sentence of an omission code; for one that this version does not know, a sentence that says so."""
    if code in OMISSION_SENTENCES:
        return omissions.omission_sentence(code)
    return tr("Left out for a reason unknown to this version ({code})", code=code or "?")


def preview_sentence(code: str) -> str:
    """The same of a source that is only previewed."""
    return omissions.preview_sentence(code) if code in OMISSION_SENTENCES else omission_sentence(code)


def not_read_sentence(reason: str) -> str:
    """The sentence of `Read.reason`, with the same rule."""
    if reason in NOT_READ_SENTENCES:
        return omissions.not_read_sentence(reason)
    return omission_sentence(reason)


def kind_label(kind: ArtifactKind) -> str:
    """With a capital where the language has them."""
    text = label(kind)
    return text[:1].upper() + text[1:]
