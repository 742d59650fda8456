"""The events of an inbox as lines for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.i18n.verdicts import verdict_word
from forensics_app.model.addendum import AddendumEvent
from forensics_app.model.findings import Verdict
from forensics_app.model.names import visible


def event_line(event: dict[str, Any]) -> str:
    """One event of the journal: its time, and what happened."""
    words = _EVENTS.get(str(event["event"]))
    said = str(event["event"]) if words is None else words(event)
    return f"{event['time']}  {said}"


def _filed(event: dict[str, Any]) -> str:
    verdict = next((v for v in Verdict if v.value == event["verdict"]), None)
    word = tr("Not a bundle") if verdict is None else verdict_word(verdict)
    line = current().labelled(word, f"{_source(event)} → {visible(event['folder'])}")
    receipt = event.get("receipt") or {}
    if receipt.get("signed"):
        line += " · " + tr("receipt signed: {file}", file=visible(receipt["signed"]))
    elif receipt.get("needs"):
        line += " · " + tr("receipt to be signed by a person")
    return f"{line} · {event['clash']}" if event.get("clash") else line


def _follow_up(event: dict[str, Any]) -> str:
    addendum = event["addendum"]
    kind = next((e for e in AddendumEvent if e.value == addendum["event"]), None)
    word = tr(NC_("heading", "Addendum")) if kind is None else label(kind)
    said = tr(
        "{event} filed with its bundle: {source} → {folder}",
        event=word,
        source=_source(event),
        folder=visible(event["folder"]),
    )
    if not addendum["counts"]:
        said += " · " + tr("not counted; see the report")
    verdict = next((v for v in Verdict if v.value == event["verdict"]), None)
    return said if verdict is None else f"{said} · {verdict_word(verdict)}"


def _passed_over(event: dict[str, Any]) -> str:
    path, reason = visible(event["path"]), event.get("reason", "link")
    if reason == "more-links":
        count = int(event["more"])
        return trn(
            "Skipped: {count} more link or special file in {path}",
            "Skipped: {count} more links or special files in {path}",
            count,
            path=path,
        )
    if reason == "link":
        return tr("Skipped: {path} is a link or a special file", path=path)
    return tr("Skipped: {path} contains more files, or deeper folders, than are examined", path=path)


def _source(event: dict[str, Any]) -> str:
    return f"{visible(str(event['source']))} ({current().size(int(event['size']))})"


_EVENTS: dict[str, Callable[[dict[str, Any]], str]] = {
    "started": lambda e: tr("Watching {inbox}", inbox=visible(e["inbox"])),
    "stopped": lambda e: tr("No longer watching {inbox}", inbox=visible(e["inbox"])),
    "unreachable": lambda e: tr(
        "The inbox {inbox} can't be reached ({reason}); waiting for it",
        inbox=visible(e["inbox"]),
        reason=e["reason"],
    ),
    "reachable": lambda e: tr("The inbox {inbox} can be reached again", inbox=visible(e["inbox"])),
    "filed": _filed,
    "follow-up": _follow_up,
    "duplicate": lambda e: tr(
        "Already filed: {source} has the same content as {folder}",
        source=_source(e),
        folder=visible(e["folder"]),
    ),
    "over-limit": lambda e: tr(
        "Not accepted: {source} is over the limit of {option} for this sender",
        source=_source(e),
        option=e["limit"],
    ),
    "changed": lambda e: tr("Not filed yet: {source} was changed while it was copied", source=_source(e)),
    "not-filed": lambda e: tr("Not filed yet: {source}. {reason}", source=_source(e), reason=e["reason"]),
    "passed-over": _passed_over,
    "not-removed": lambda e: tr("Not deleted from the inbox: {path}", path=visible(e["path"])),
    "not-registered": lambda e: tr(
        "Not entered in the register of checked bundles: {reason}", reason=e["reason"]
    ),
}
