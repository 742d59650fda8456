"""What undoing or redoing a change of tags or marks did."""

from __future__ import annotations

from forensics_app.i18n.labels import label as mark_label
from forensics_app.i18n.translator import tr, trn
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.names import visible


def undone(label: PrivacyMark | str, count: int, *, given: bool | None) -> str:
    """After undoing a change of a mark, or of the tag of this name. `given`: whether the artifacts carry it
    now; None where only notes changed.
    """
    if isinstance(label, PrivacyMark):
        said = trn(
            "Undone: mark “{mark}” on {count} artifact.",
            "Undone: mark “{mark}” on {count} artifacts.",
            count,
            mark=mark_label(label),
        )
    else:
        said = trn(
            "Undone: “{tag}” on {count} artifact.",
            "Undone: “{tag}” on {count} artifacts.",
            count,
            tag=visible(label),
        )
    return _with_outcome(said, label, given=given)


def redone(label: PrivacyMark | str, count: int, *, given: bool | None) -> str:
    """After redoing what was undone; as `undone`."""
    if isinstance(label, PrivacyMark):
        said = trn(
            "Redone: mark “{mark}” on {count} artifact.",
            "Redone: mark “{mark}” on {count} artifacts.",
            count,
            mark=mark_label(label),
        )
    else:
        said = trn(
            "Redone: “{tag}” on {count} artifact.",
            "Redone: “{tag}” on {count} artifacts.",
            count,
            tag=visible(label),
        )
    return _with_outcome(said, label, given=given)


def _with_outcome(said: str, label: PrivacyMark | str, *, given: bool | None) -> str:
    """What was undone may have been the removal of a mark, after which it is in force again."""
    if given is None:
        return said
    if isinstance(label, PrivacyMark):
        outcome = tr("The mark is set now.") if given else tr("The mark is not set now.")
    else:
        outcome = tr("The tag is set now.") if given else tr("The tag is not set now.")
    return f"{said} {outcome}"
