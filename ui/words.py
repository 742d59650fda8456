"""Where the window takes sentences for codes from; one place, so that a code without one shows itself."""

from __future__ import annotations

from forensics_app.i18n.labels import label
from forensics_app.i18n.omissions import omission_sentence
from forensics_app.model.artifact import ArtifactKind

__all__ = ["kind_label", "omission_sentence"]


def kind_label(kind: ArtifactKind) -> str:
    """With a capital where the language has them."""
    text = label(kind)
    return text[:1].upper() + text[1:]
