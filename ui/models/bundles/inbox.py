"""An inbox's status as the window shows it: its state in words, and rows of what was filed and what waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.labels import label
from forensics_app.i18n.verdicts import verdict_word
from forensics_app.model.addendum import AddendumEvent
from forensics_app.model.findings import Verdict
from forensics_app.model.names import visible
from forensics_app.model.times import utc_text
from forensics_app.services.inbox.status import BEAT_S, InboxStatus
from ui.models.tables.cells import Cell
from ui.theme.state import State
from ui.words.verdicts import verdict_shown

_SILENT = timedelta(seconds=6 * BEAT_S)
SHELVES = ("verified", "unconfirmed", "quarantine", "other", "follow-ups")
"""In the order in which they are shown; `services.inbox.filing.Shelf`, and the follow-ups of all."""


def is_silent(status: InboxStatus, now: datetime) -> bool:
    """Whether a run that never said that it stopped has not been heard of for long: it was killed."""
    return status.state != "stopped" and status.updated < utc_text(now - _SILENT)


def state_words(status: InboxStatus, now: datetime) -> tuple[State, str, str]:
    """Its state, the sentence of it, and what is to be done or known besides."""
    inbox = visible(status.inbox)
    updated = tr("As of {time}", time=minute(status.updated))
    if status.state == "stopped":
        return State.NONE, tr("No longer watching {inbox}", inbox=inbox), updated
    if is_silent(status, now):
        said = tr(
            "“sealwright watch” ended without shutting down. Anything not yet filed is still in the inbox. "
            "Start it again."
        )
        return (
            State.BAD,
            tr("{inbox} is no longer being watched; last seen {time}", inbox=inbox, time=updated),
            said,
        )
    if status.state == "unreachable":
        return State.WARN, tr("The inbox {inbox} can't be reached; waiting for it", inbox=inbox), updated
    if status.state == "checking" and status.current is not None:
        source = visible(str(status.current.get("source", "")))
        return State.RUNNING, tr("Verifying {source}", source=source), updated
    return State.OK, tr("Watching {inbox}", inbox=inbox), updated


def shelf_word(shelf: str) -> str:
    """The name of one of SHELVES."""
    words = {
        "verified": verdict_word(Verdict.VERIFIED),
        "unconfirmed": verdict_word(Verdict.UNCONFIRMED),
        "quarantine": tr(NC_("inbox folder", "Quarantine")),
        "other": tr(NC_("inbox folder", "Other files")),
        "follow-ups": tr(NC_("inbox folder", "Later addenda")),
    }
    return words[shelf]


def filed_row(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    """Time, what it is, sender, verdict and receipt of what was filed."""
    state, verdict = (
        (State.NONE, tr("Not a bundle")) if row.get("verdict") is None else verdict_shown(str(row["verdict"]))
    )
    name = str(row.get("reference") or _name(row))
    receipt_state, receipt = _receipt(row.get("receipt"))
    return (
        Cell(minute(str(row.get("time", ""))), ordered=True),
        Cell(visible(name), detail=_detail(row), strong=True, name=True),
        Cell(visible(str(row.get("signer") or row.get("sender") or "")), name=True),
        Cell(verdict, state=state),
        Cell(receipt, state=receipt_state),
    )


def waiting_row(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    """What waits, its sender and size, and why."""
    size = row.get("size")
    return (
        Cell(visible(_name(row)), name=True, raw=str(row.get("source", ""))),
        Cell(visible(str(row.get("sender") or "")), name=True),
        Cell(current().size(size) if isinstance(size, int) else "", end=True),
        Cell(_why(str(row.get("why", "")))),
    )


def minute(time: str) -> str:
    """A UTC time in sealed form, to the minute."""
    return f"{time[:16].replace('T', ' ')} UTC" if time else ""


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("source", "")).rsplit("/", 1)[-1]


def _detail(row: Mapping[str, Any]) -> str:
    if row.get("clash"):
        return spoken(row.get("sentences"), str(row["clash"]))
    addendum = row.get("addendum")
    if not isinstance(addendum, dict):
        verified = row.get("verdict") == Verdict.VERIFIED.value
        why = "" if verified else spoken(row.get("sentences"), str(row.get("reason") or ""))
        file = visible(_name(row)) if row.get("reference") else ""  # of what has none, it is the heading
        return " · ".join(part for part in (file, why) if part)
    kind = next((e for e in AddendumEvent if e.value == addendum.get("event")), None)
    word = tr(NC_("heading", "Addendum")) if kind is None else label(kind)
    said = current().labelled(word, visible(_name(row)))
    return said if addendum.get("counts") else f"{said} · {tr('not counted; see the report')}"


def spoken(sentences: object, written: str) -> str:
    """The one of `sentences` in the window's language; `written` is what an older version left alone."""
    own = sentences.get(current().language) if isinstance(sentences, dict) else None
    return visible(own if isinstance(own, str) else written)


def _receipt(receipt: Any) -> tuple[State | None, str]:
    if not isinstance(receipt, dict):
        return None, ""
    if receipt.get("signed"):
        return State.OK, tr(NC_("receipt", "Signed"))
    if receipt.get("needs") == "reason":
        return State.WARN, tr(NC_("receipt", "Needs a decision"))
    return State.WARN, tr(NC_("receipt", "To be signed"))


def _why(why: str) -> str:
    if why.startswith("--"):
        return tr("Over the limit of {option} for this sender", option=why)
    words = {
        "being-written": tr("Still being copied"),
        "not-whole": tr("Incomplete: waiting for the rest"),
        "next": tr("Next to be verified"),
        "not-taken": tr("Not filed yet: will be tried again"),
    }
    return words.get(why, visible(why))
