"""What comes next for a sealed bundle, with what was done already ticked off as the case knows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from forensics_app.i18n import current, tr
from forensics_app.i18n.papers.sending import parcel_is_sent
from forensics_app.model.addendum import AddendumEvent
from forensics_app.model.findings import AddendumFacts
from forensics_app.model.names import visible
from ui.models.case.bundle_words import STANDS
from ui.models.case.sealed_bundles import SealedBundle, Stand
from ui.theme.state import State

_SEAL_SUFFIX = ".asice"
_PARCEL_SUFFIX = ".parcel.asice"  # the signed list of a parcel: no seal of a bundle
_ANSWERED = (
    Stand.REJECTED,
    Stand.REJECTION_DOUBTFUL,
    Stand.SENT_AGAIN,
    Stand.DOUBTFUL,
    Stand.QUESTIONED,
    Stand.BY_SENDER,
    Stand.RETURNED,
    Stand.ACCEPTED,
)


class BundleAct(Enum):
    """What can be done with a bundle that is sealed."""

    VERIFY = "verify"
    SAVE_SEAL = "save-seal"
    PARCEL = "parcel"
    DISPATCH = "dispatch"
    OFFICIAL_REFERENCE = "official-reference"
    COVER_SHEET = "cover-sheet"
    TIME = "time"
    EVENT = "event"
    TAKE_RECEIPT = "take-receipt"
    SUPPLEMENT = "supplement"
    REPORT = "report"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class BundleStep:
    """`act` does it, where it is not done yet."""

    state: State
    title: str
    text: str
    act: BundleAct | None = None


def bundle_steps(
    bundle: SealedBundle | None, *, seal_bytes: int, seal_saved: bool = False, parcel: Path | None = None
) -> list[BundleStep]:
    """In the order in which they are usually taken; `bundle` None while the case was not read since it was
    sealed. `seal_saved`: a copy of the seal was saved in this run of the window. `parcel`: the folder of the
    encrypted parcel that was made of it, which is sent instead.
    """
    return [
        _seal_ahead(bundle, seal_bytes, saved=seal_saved) if parcel is None else _parcel(bundle, parcel),
        _dispatch(bundle),
        _time(bundle),
        *_supplements(bundle),
        _receipt(bundle),
    ]


def next_act(bundle: SealedBundle) -> BundleStep:
    """The first step that is not done, sending the seal ahead aside: that is as one likes."""
    steps = bundle_steps(bundle, seal_bytes=0)[1:]
    return next((s for s in steps if s.state is not State.OK), steps[-1])


def last_dispatch(bundle: SealedBundle) -> str | None:
    """The digest (64 hex) of the latest dispatch that counts; None where none was recorded."""
    sent = _addenda_of(bundle, AddendumEvent.DISPATCH)
    return sent[-1].event_sha256 if sent else None


def _addenda_of(bundle: SealedBundle | None, event: AddendumEvent) -> list[AddendumFacts]:
    addenda = () if bundle is None else bundle.report.addenda
    return [a for a in addenda if a.counts and a.event is not None and a.event.event is event]


def _seal_ahead(bundle: SealedBundle | None, seal_bytes: int, *, saved: bool) -> BundleStep:
    title = tr("Send the seal ahead")
    for sent in _addenda_of(bundle, AddendumEvent.DISPATCH):
        files = () if sent.event is None or sent.event.dispatch is None else sent.event.dispatch.files
        if any(f.name.endswith(_SEAL_SUFFIX) and not f.name.endswith(_PARCEL_SUFFIX) for f in files):
            return BundleStep(State.OK, title, tr("Named in a recorded dispatch."))
    if saved:
        return BundleStep(State.OK, title, tr("A copy was saved. Record in the dispatch how it was sent."))
    said = tr(
        "A file of {size} for the official channel; it passes mail gateways.",
        size=current().size(seal_bytes),
    )
    return BundleStep(State.WAITING, title, said, BundleAct.SAVE_SEAL)


def _parcel(bundle: SealedBundle | None, folder: Path) -> BundleStep:
    """The seal shows what a parcel hides, so it does not go ahead."""
    title = tr("Send the encrypted parcel")
    for sent in _addenda_of(bundle, AddendumEvent.DISPATCH):
        files = () if sent.event is None or sent.event.dispatch is None else sent.event.dispatch.files
        if any(f.name.endswith(_PARCEL_SUFFIX) for f in files):
            return BundleStep(State.OK, title, tr("Its files are named in a recorded dispatch."))
    path = None if bundle is None else bundle.path
    elsewhere = path is not None and path.parent != folder.parent
    said = parcel_is_sent(folder, current(), whole=elsewhere)
    return BundleStep(State.WAITING, title, said, None if elsewhere else BundleAct.FOLDER)


def _dispatch(bundle: SealedBundle | None) -> BundleStep:
    title, sent = tr("Record dispatch"), _addenda_of(bundle, AddendumEvent.DISPATCH)
    if not sent:
        said = tr(
            "A signed addendum states what was sent to whom, and how; the bundle itself is not changed."
        )
        return BundleStep(State.WAITING, title, said, BundleAct.DISPATCH)
    return BundleStep(State.OK, title, _when(sent[-1]))


def _time(bundle: SealedBundle | None) -> BundleStep:
    title, stamps = tr("Add time-stamp"), _addenda_of(bundle, AddendumEvent.TIMESTAMP)
    if bundle is not None and bundle.report.seal.timestamp is not None:
        when = bundle.report.seal.timestamp[:19].replace("T", " ")
        return BundleStep(State.OK, title, tr("time attested: {time} UTC", time=current().isolate(when)))
    if stamps:
        return BundleStep(State.OK, title, _when(stamps[-1]))
    said = tr("This seal's time comes from your own clock. An authority can still attest it.")
    return BundleStep(State.WAITING, title, said, BundleAct.TIME)


def _supplements(bundle: SealedBundle | None) -> list[BundleStep]:
    """Nobody has to make one; those that were made are done."""
    made = () if bundle is None else bundle.supplements
    if not made:
        return []
    words = current()
    names = words.listed(words.isolate(visible(one.name)) for one in made)
    return [BundleStep(State.OK, tr("Seal a supplement"), names)]


def _receipt(bundle: SealedBundle | None) -> BundleStep:
    title = tr("Wait for the receipt")
    if bundle is not None and bundle.stand in _ANSWERED:
        state, words = STANDS[bundle.stand]
        return BundleStep(state, title, tr(words), None if state is State.OK else BundleAct.TAKE_RECEIPT)
    said = tr("Drop the receiver's signed receipt under Sealed bundles on the Case page.")
    return BundleStep(State.WAITING, title, said, BundleAct.TAKE_RECEIPT)


def _when(addendum: AddendumFacts) -> str:
    """When it was recorded, and to whom what was sent."""
    event, words = addendum.event, current()
    if event is None:
        return ""
    parts = [words.isolate(f"{event.time_utc[:16].replace('T', ' ')} UTC")]
    if event.dispatch is not None and event.dispatch.recipients:
        names = words.listed(words.isolate(visible(r.name)) for r in event.dispatch.recipients)
        parts.append(tr("to {names}", names=names))
    return " · ".join(parts)
