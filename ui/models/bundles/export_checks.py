"""What should be known before sealing, worst first: from what the look ahead found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.omissions import is_doubt
from forensics_app.model.case import HashState
from forensics_app.model.names import visible
from ui.models.bundles.export_draft import ExportDraft
from ui.theme.state import State
from ui.words import places

REQUEST = -1  # in `leads`: the form of the legal request, which is no place
_ORDER = (State.BAD, State.WARN, State.LOCKED, State.INFO, State.OK)


@dataclass(frozen=True, slots=True)
class Checked:
    """`stop`: why sealing can't be begun as it is, or nothing. `leads` is a place that the button shows."""

    state: State
    title: str
    text: str
    stop: str = ""
    leads: int | None = None
    button: str = ""


def before_sealing(
    draft: ExportDraft,
    preview: dict[str, Any],
    place_of: Callable[[str], str] = visible,
    kept: Collection[str] = (),
) -> list[Checked]:
    """All of it, also what is well. `place_of` names a volume, of which there is the id; `kept` are the ids
    of those whose keys the window has.
    """
    found = [
        *_sources(draft, preview, place_of, kept),
        *_custody(preview["custody"]),
        *_request(preview["request"]),
        *_room(preview),
    ]
    return sorted(found, key=lambda one: _ORDER.index(one.state))


def left_out_words(preview: dict[str, Any]) -> str:
    """How many omissions and how many items in doubt the bundle will declare, and how many artifacts it lists
    without their content; empty where nothing is left out.
    """
    doubted = sum(
        left["count"] for left in preview["left_out"] if left["declared"] and is_doubt(left["code"])
    )
    declared = preview["declared"] - doubted
    marked = sum(left["count"] for left in preview["left_out"] if not left["declared"])
    parts = []
    if declared:
        parts.append(trn("{count} omission", "{count} omissions", declared))
    if doubted:
        parts.append(trn("{count} item in doubt", "{count} items in doubt", doubted))
    if marked:
        parts.append(trn("{count} artifact without content", "{count} artifacts without content", marked))
    return " · ".join(parts)


def _listed(names: Iterable[str]) -> str:
    words = current()
    return words.listed(words.isolate(visible(name)) for name in names)


def _sources(
    draft: ExportDraft, preview: dict[str, Any], place_of: Callable[[str], str], kept: Collection[str]
) -> Iterator[Checked]:
    here = [s for s in preview["sources"] if s["source_id"] not in draft.without]
    for source in here:
        name = current().isolate(visible(source["exhibit"]))
        if source["hashes"] == HashState.DIFFER.value:
            yield Checked(
                State.BAD,
                tr("{exhibit}: the stored hash differs from the computed one", exhibit=name),
                tr("This finding is included in the bundle and stated on the cover sheet."),
                leads=places.EVIDENCE,
                button=tr(NC_("button", "Show")),
            )
        if source["there"] == "changed":
            yield Checked(
                State.WARN,
                tr("{exhibit} has a different size or modification time than when it was read", exhibit=name),
                tr(
                    "Each file's content is compared when it is copied; anything that "
                    "differs is left out and declared."
                ),
            )
        if not source["complete"]:
            yield Checked(
                State.WARN,
                tr("{exhibit} was not read completely", exhibit=name),
                tr("It may contain more than is listed. The bundle states this."),
                leads=places.EVIDENCE,
                button=tr(NC_("button", "Show")),
            )
        if source["locked"]:
            missing = [volume for volume in source["locked"] if volume not in kept]
            yield Checked(
                State.LOCKED if missing else State.OK,
                tr("{exhibit} has encrypted volumes", exhibit=name),
                tr(
                    "Keys that you have not given in this window are asked for before sealing starts: "
                    "{volumes}.",
                    volumes=_listed(map(place_of, missing)),
                )
                if missing
                else tr("Their keys were given in this window and are used for sealing."),
            )
    if here and all(s["there"] == "here" for s in here):
        yield Checked(
            State.OK,
            tr("All evidence is available"),
            tr(
                "All contents are read again from the evidence and compared with their "
                "digests as they are copied."
            ),
        )


def _custody(custody: dict[str, Any]) -> Iterator[Checked]:
    button = tr(NC_("button", "Show"))
    if custody["contradicts"] is not None:
        said = tr("The custody ledger does not begin with what {seal} sealed.", seal=custody["contradicts"])
        yield Checked(
            State.BAD, tr("The ledger contradicts an earlier seal"), said, said, places.CUSTODY, button
        )
        return
    if custody["broken_at"] is not None:
        yield Checked(
            State.BAD,
            tr("The custody chain is broken at entry {number}", number=custody["broken_at"]),
            tr("The bundle will state that it was broken when sealed."),
            leads=places.CUSTODY,
            button=button,
        )
    else:
        entries = trn("{count} entry", "{count} entries", custody["count"])
        yield Checked(State.OK, tr("The custody chain is unbroken"), entries)
    if custody["unsigned"]:
        yield Checked(
            State.WARN,
            trn(
                "{count} hand-over is not signed by both sides",
                "{count} hand-overs are not signed by both sides",
                custody["unsigned"],
            ),
            tr("Signatures added later are not included in this bundle."),
            leads=places.CUSTODY,
            button=button,
        )
    if custody["bad_signatures"]:
        yield Checked(
            State.BAD,
            trn(
                "{count} signature in the ledger is invalid",
                "{count} signatures in the ledger are invalid",
                custody["bad_signatures"],
            ),
            tr("Anyone who verifies the bundle will find this."),
            leads=places.CUSTODY,
            button=button,
        )


def _request(request: dict[str, Any]) -> Iterator[Checked]:
    lead, button = REQUEST, tr("Open the request")
    if request["empty"]:
        yield Checked(
            State.WARN,
            tr("No legal request is recorded"),
            tr("The receiver will not see under which legal instrument and within which limits it was sent."),
            leads=lead,
            button=button,
        )
        return
    others = [p for p in request["problems"] if p["severity"] != "missing"]
    if request["missing"]:
        said = " ".join(request["missing"])
        yield Checked(State.WARN, tr("The request is not complete"), said, leads=lead, button=button)
    for problem in others:
        about = tr("Handling code") if problem["field"] == "handling" else tr("About the request")
        yield Checked(State.WARN, about, problem["sentence"], leads=lead, button=button)
    if not request["problems"]:
        yield Checked(
            State.OK, tr("The request is complete"), tr("Nothing that the instrument requires is missing.")
        )


def _room(preview: dict[str, Any]) -> Iterator[Checked]:
    words, free, needed = current(), preview["free_bytes"], preview["needed_bytes"]
    if free is None or not preview["writable"]:
        said = tr("{path} is not writable. Choose another folder in the last step.", path=preview["out"])
        yield Checked(State.BAD, tr("Folder not writable"), said)
    elif preview["taken"] is not None:
        said = tr(
            "{path} already exists. Choose another name or folder in the last step.", path=preview["taken"]
        )
        yield Checked(State.BAD, tr("Name already in use"), said)
    elif free < needed:
        said = tr(
            "The bundle needs up to {needed}, but only {free} is free there. Select "
            "less, or choose another folder in the last step.",
            needed=words.size(needed),
            free=words.size(free),
        )
        yield Checked(State.BAD, tr("Not enough disk space"), said)
    else:
        said = tr("{free} free, up to {needed} needed.", free=words.size(free), needed=words.size(needed))
        yield Checked(State.OK, tr("Enough disk space"), said)
