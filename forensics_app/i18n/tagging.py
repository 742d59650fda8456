"""Sentences about tags, about marks that keep artifacts out of bundles, and about undoing both."""

from __future__ import annotations

from forensics_app.i18n.labels import label
from forensics_app.i18n.translator import N_, tr, trn
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.names import visible

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


def undone(of: PrivacyMark | str, count: int, *, given: bool | None) -> str:
    """After undoing a change of a mark, or of the tag of this name. `given`: whether the artifacts carry it
    now; None where only notes changed.
    """
    if isinstance(of, PrivacyMark):
        said = trn(
            "Undone: mark “{mark}” on {count} artifact.",
            "Undone: mark “{mark}” on {count} artifacts.",
            count,
            mark=label(of),
        )
    else:
        said = trn(
            "Undone: “{tag}” on {count} artifact.",
            "Undone: “{tag}” on {count} artifacts.",
            count,
            tag=visible(of),
        )
    return _with_outcome(said, of, given=given)


def redone(of: PrivacyMark | str, count: int, *, given: bool | None) -> str:
    """After redoing what was undone; as `undone`."""
    if isinstance(of, PrivacyMark):
        said = trn(
            "Redone: mark “{mark}” on {count} artifact.",
            "Redone: mark “{mark}” on {count} artifacts.",
            count,
            mark=label(of),
        )
    else:
        said = trn(
            "Redone: “{tag}” on {count} artifact.",
            "Redone: “{tag}” on {count} artifacts.",
            count,
            tag=visible(of),
        )
    return _with_outcome(said, of, given=given)


def _with_outcome(said: str, of: PrivacyMark | str, *, given: bool | None) -> str:
    """What was undone may have been the removal of a mark, after which it is in force again."""
    if given is None:
        return said
    if isinstance(of, PrivacyMark):
        outcome = tr("The mark is set now.") if given else tr("The mark is not set now.")
    else:
        outcome = tr("The tag is set now.") if given else tr("The tag is not set now.")
    return f"{said} {outcome}"
