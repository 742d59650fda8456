"""Sentences about marks that keep artifacts out of bundles."""

from __future__ import annotations

from forensics_app.i18n.labels import label
from forensics_app.i18n.translator import N_, tr, trn
from forensics_app.model.marks import PrivacyMark

_TITLES = {
    PrivacyMark.PRIVILEGED: N_("Privileged: communication with a lawyer, doctor or member of the clergy"),
    PrivacyMark.PRIVATE: N_("Private: the core of a person's private life"),
    PrivacyMark.OUT_OF_SCOPE: N_("Out of scope: not covered by the request"),
}


def mark_title(mark: PrivacyMark) -> str:
    """What a mark means, to be chosen from."""
    return tr(_TITLES[mark])


def marked_sentence(count: int) -> str:
    """To whoever tags or chooses what is marked."""
    return trn(
        "{count} of them is withheld and is left out of every bundle, regardless of its tags.",
        "{count} of them are withheld and are left out of every bundle, regardless of their tags.",
        count,
    )


def done_sentence(mark: PrivacyMark, count: int, *, removed: bool) -> str:
    """After marking, or taking marks off."""
    if removed:
        return trn(
            "Removed the mark “{mark}” from {count} artifact.",
            "Removed the mark “{mark}” from {count} artifacts.",
            count,
            mark=label(mark),
        )
    return trn(
        "Marked {count} artifact “{mark}”. Bundles leave it out.",
        "Marked {count} artifacts “{mark}”. Bundles leave them out.",
        count,
        mark=label(mark),
    )
