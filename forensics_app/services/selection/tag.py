"""Tagging artifacts by the filters of `list`; the latest change can be taken back."""

from __future__ import annotations

from dataclasses import replace

from forensics_app.bundle.identifiers import identifier_fault
from forensics_app.errors import NothingSelectedError, SendersTagError, UsageError
from forensics_app.model.case import TagRecord
from forensics_app.model.names import is_spoofed
from forensics_app.model.selection import ArtifactFilter
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.received import is_received


def tag(case: Case, name: str, chosen: ArtifactFilter, *, note: str | None, clock: Clock) -> int:
    """Tag what the filter chooses; how many artifacts that are.

    Raises NothingSelectedError, SendersTagError, UsageError.
    """
    _check(name, note)
    _refuse_senders(case, name)
    count = case.store.tagging.add(name, chosen, note=note, at=utc_text(clock.now()))
    if count == 0:
        raise NothingSelectedError(path=str(case.path))
    return count


def untag(case: Case, name: str, chosen: ArtifactFilter, *, clock: Clock) -> int:
    """Take a tag off what the filter chooses.

    Raises NothingSelectedError when nothing carries it, SendersTagError, UsageError.
    """
    _check(name, None)
    _refuse_senders(case, name)
    count = case.store.tagging.remove(name, chosen, at=utc_text(clock.now()))
    if count == 0:
        raise NothingSelectedError(path=str(case.path))
    return count


def undo_tagging(case: Case) -> tuple[str, int] | None:
    """Take back the latest tagging or untagging: the tag and how many artifacts; None without one."""
    return case.store.tagging.undo()


def redo_tagging(case: Case) -> tuple[str, int] | None:
    """Do again what was taken back last: the tag and how many artifacts; None where there is nothing."""
    return case.store.tagging.redo()


def set_tag_colour(case: Case, name: str, colour: str | None) -> None:
    """The mark that the window draws for a tag."""
    case.store.tagging.set_colour(name, colour)


def tags(case: Case) -> tuple[TagRecord, ...]:
    """All tags of the case with their counts."""
    found = case.store.tagging.tags()
    if not is_received(case.path):
        return found
    return tuple(replace(one, sealed=_is_senders(case, one.name)) for one in found)


def senders_tag(name: str, reference: str) -> str:
    """What a tag of the sender is called in a case that shows the bundle `reference`."""
    return f"{name} [{reference}]" if name else f"[{reference}]"


def _is_senders(case: Case, name: str) -> bool:
    return name.endswith(senders_tag("", case.facts.reference))


def _refuse_senders(case: Case, name: str) -> None:
    if is_received(case.path) and _is_senders(case, name):
        raise SendersTagError(path=str(case.path), tag=name)


def _check(name: str, note: str | None) -> None:
    if not name.strip() or name != name.strip() or is_spoofed(name) or identifier_fault(name):
        raise UsageError(name="TAG", value=name)
    if note is not None and not note.strip():
        raise UsageError(name="--note", value=note)
