"""What should happen next in a case, worst first, from what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from forensics_app.errors import SegmentsIncompleteError, SourceTruncatedError
from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.incomplete import incomplete_words
from forensics_app.i18n.omissions import gravity
from forensics_app.i18n.retention import retention_sentence
from forensics_app.i18n.typography.readable import readable
from forensics_app.model.case import HashState, SourceRecord, SourceState
from forensics_app.model.evidence import LayerState
from forensics_app.model.incomplete import IMAGE_TRUNCATED
from forensics_app.model.names import visible
from forensics_app.model.retention import RetentionState
from forensics_app.services.cases.received import ReceivedFacts
from forensics_app.services.cases.sealed_tags import UnsealedTags
from ui.models.case.bundle_words import STANDS, bundle_name
from ui.models.case.overview import CaseOverview
from ui.models.case.request_steps import RequestStep, request_steps
from ui.models.case.sealed_bundles import SealedBundle, Stand
from ui.theme.state import State
from ui.words.codes import omission_sentence
from ui.words.sources import shown_name
from ui.words.verdicts import verdict_shown

_MOST_TAGS = 4  # named in one step
_CUT_OFF = (SourceTruncatedError.code, SegmentsIncompleteError.code)


class Act(Enum):
    """What a step's button does; `subject` of the step says with what."""

    NONE = "none"
    ADD = "add"
    SHOW_READING = "show-reading"
    SHOW_SOURCE = "show-source"
    READ_ON = "read-on"
    READ_TRUNCATED = "read-truncated"
    UNLOCK = "unlock"
    CHOOSE = "choose"
    REQUEST = "request"
    EXPORT = "export"
    BUNDLE = "bundle"
    VERIFY = "verify"


_TROUBLED = (
    Stand.BROKEN,
    Stand.REJECTED,
    Stand.REJECTION_DOUBTFUL,
    Stand.DOUBTFUL,
    Stand.QUESTIONED,
    Stand.BY_SENDER,
)


@dataclass(frozen=True, slots=True)
class Step:
    state: State
    title: str
    text: str
    button: str = ""
    act: Act = Act.NONE
    subject: str = ""


def next_steps(
    overview: CaseOverview,
    *,
    reading: bool,
    today: date | None = None,
    sealing: bool = False,
    bundles: Sequence[SealedBundle] = (),
) -> list[Step]:
    """Steps in the order of their urgency; never empty. `reading`, `sealing`: such a job is at work.

    Without `today` nothing is said of the legal request. `bundles`: what was sealed, newest first.
    """
    if overview.received is not None:
        received = _received(overview.received, gone=overview.signer_removed)
        return [*_custody(overview), received, *_looking(overview)]
    request = [] if today is None else request_steps(overview, today, bundles)
    urgent = _request(s for s in request if s.urgent)
    steps = _custody(overview) + _retention(overview, today) + [s for s in urgent if s.state is State.BAD]
    steps += [s for r in overview.sources for s in _bad_source(r)]
    steps += [s for s in urgent if s.state is not State.BAD]
    if reading:
        steps.append(
            Step(
                State.RUNNING,
                tr("Evidence is being read"),
                tr("You can keep working in the meantime."),
                tr(NC_("button", "Show")),
                Act.SHOW_READING,
            )
        )
    steps += [] if sealing else _broken_off(overview)
    unfinished = [s for r in overview.sources for s in _unfinished(overview, r, reading=reading)]
    steps += [step for _, step in sorted(unfinished, key=lambda pair: pair[0])]
    if not overview.sources and not reading:
        steps.append(
            Step(
                State.WAITING,
                tr("Add evidence"),
                tr("Disk images, folders or single files. They are opened read-only."),
                tr("Add evidence…"),
                Act.ADD,
            )
        )
    steps += _bundles(bundles) + _request(s for s in request if not s.urgent)
    nothing_new = overview.unsealed is not None and not overview.unsealed.count
    if bundles and steps and (nothing_new or not overview.tagged_total):
        return steps  # everything was sealed, or what a filter or tag chose
    return steps + _choosing(overview, sealed=bool(bundles))


def _received(found: ReceivedFacts, *, gone: bool) -> Step:
    """A verdict holds for the moment it was given. `gone`: the signer was trusted then, and is no longer."""
    state, verdict = verdict_shown(found.verdict)
    when = current().isolate(readable(f"{found.checked_at[:19]}Z"))
    said = tr(
        "Verified on {date}, when this case was created from it. Its seal and its custody ledger are "
        "shown on the Verify page.",
        date=when,
    )
    if gone:
        state = State.WARN
        said = tr(
            "This was the result on {date}, when this case was created from it. Its signer is no longer on "
            "your trusted list: verify it again before you rely on it.",
            date=when,
        )
    return Step(
        state,
        tr(
            "Received bundle {reference}: {verdict}",
            reference=current().isolate(visible(found.reference)),
            verdict=verdict,
        ),
        said,
        tr("Verify again"),
        Act.VERIFY,
        found.bundle,
    )


def _looking(overview: CaseOverview) -> list[Step]:
    if not overview.total:
        return []
    return [
        Step(
            State.INFO,
            tr("Examine what you received"),
            tr(
                "The tags, notes and hash sets you add are your own; the sender's tags end in the reference "
                "of the bundle, which never changes."
            ),
            tr("Open artifacts"),
            Act.CHOOSE,
        )
    ]


def _bundles(bundles: Sequence[SealedBundle]) -> list[Step]:
    """What the bundles wait for; of those that nothing was recorded of, the newest alone."""
    steps = []
    for bundle in bundles:
        name = bundle_name(bundle)
        state, words = STANDS[bundle.stand]
        if bundle.stand in (Stand.AWAITED, Stand.SENT_AGAIN):
            title = tr("Receipt of {bundle} awaited", bundle=name)
        elif bundle.stand is Stand.RETURNED:
            title = tr("{bundle} was returned", bundle=name)
        elif bundle.stand is Stand.UNTOLD and bundle is bundles[0]:
            title = tr("Record how {bundle} was sent", bundle=name)
            state = State.WAITING
        elif bundle.stand in _TROUBLED:
            title = tr("Sealed bundle {bundle}", bundle=name)
        else:
            continue
        steps.append(Step(state, title, tr(words), tr(NC_("button", "Show")), Act.BUNDLE, bundle.code))
    return sorted(steps, key=lambda step: (State.BAD, State.WARN, State.WAITING).index(step.state))


def _retention(overview: CaseOverview, today: date | None) -> list[Step]:
    """In the last month of the retention, and after it."""
    found = overview.retention
    if found is None or today is None or found.state(today) is RetentionState.KEPT:
        return []
    over = found.state(today) is RetentionState.OVER
    title = tr("The retention period has ended") if over else tr("The retention period ends soon")
    said = f"{retention_sentence(found, today)} {current().isolate(visible(found.reason))}"
    return [Step(State.BAD if over else State.WARN, title, said)]


def _request(found: Iterable[RequestStep]) -> list[Step]:
    return [Step(s.state, s.title, s.text, s.button, Act.REQUEST) for s in found]


def _broken_off(overview: CaseOverview) -> list[Step]:
    found = overview.broken_off
    if found is None:
        return []
    return [
        Step(
            State.WARN,
            tr("Sealing {name} was interrupted", name=found.name),
            tr("What was written is kept; sealing resumes where it stopped."),
            tr(NC_("label", "Resume…")),
            Act.EXPORT,
        )
    ]


def _custody(overview: CaseOverview) -> list[Step]:
    if overview.custody.broken_at is None:
        return []
    return [
        Step(
            State.BAD,
            tr(
                "The custody ledger is inconsistent at event {number}",
                number=overview.custody.broken_at,
            ),
            tr("It was changed outside the program. Compare it with the ledger in the last sealed bundle."),
        )
    ]


def _bad_source(source: SourceRecord) -> list[Step]:
    name = shown_name(source)
    if source.state is SourceState.FAILED and source.error_code in _CUT_OFF:
        return [
            Step(
                State.BAD,
                tr("{exhibit} is truncated", exhibit=source.exhibit),
                tr(
                    "Request {name} again, or read the available data; the missing part is declared.",
                    name=name,
                ),
                tr("Read available data"),
                Act.READ_TRUNCATED,
                source.source_id,
            )
        ]
    if source.state is SourceState.FAILED:
        return [
            Step(
                State.BAD,
                tr("{exhibit} could not be opened", exhibit=source.exhibit),
                tr("{name}: {reason}", name=name, reason=omission_sentence(source.error_code or "")),
                tr(NC_("button", "Show")),
                Act.SHOW_SOURCE,
                source.source_id,
            )
        ]
    if source.hashes is HashState.DIFFER:
        return [
            Step(
                State.BAD,
                tr("Stored and computed hashes of {exhibit} differ", exhibit=source.exhibit),
                tr(
                    "{name}: these bytes are not those that were hashed at acquisition, or a wrong hash was "
                    "stored. Resolve this before sealing.",
                    name=name,
                ),
                tr(NC_("button", "Compare")),
                Act.SHOW_SOURCE,
                source.source_id,
            )
        ]
    return []


def _unfinished(overview: CaseOverview, source: SourceRecord, *, reading: bool) -> list[tuple[int, Step]]:
    """Each with how grave it is, as `gravity` counts."""
    steps: list[tuple[int, Step]] = []
    locked, missing = overview.locked_in(source), overview.incomplete_in(source.source_id)
    if source.state is SourceState.READING and not reading:
        reading_on = Step(
            State.WARN,
            tr("{exhibit} was not read completely", exhibit=source.exhibit),
            tr(
                "What was read of {name} is kept; reading resumes where it stopped.",
                name=shown_name(source),
            ),
            tr("Resume reading"),
            Act.READ_ON,
            source.source_id,
        )
        steps.append((gravity("ingest-incomplete"), reading_on))
    if missing and source.hashes is not HashState.DIFFER:
        incomplete = Step(
            State.WARN,
            tr("The image of {exhibit} is incomplete", exhibit=source.exhibit),
            tr(
                "{name}: {missing}. Request it again if you can; what is missing is declared in every "
                "bundle.",
                name=shown_name(source),
                missing=incomplete_words(missing, current()),
            ),
            tr(NC_("button", "Show")),
            Act.SHOW_SOURCE,
            source.source_id,
        )
        steps.append((gravity(IMAGE_TRUNCATED), incomplete))
    if locked and not reading:
        unlocking = Step(
            State.LOCKED,
            trn(
                "{count} volume of {exhibit} is encrypted",
                "{count} volumes of {exhibit} are encrypted",
                len(locked),
                exhibit=visible(overview.called(source)),
            ),
            tr("Enter the key, or leave it locked: this is declared in every bundle."),
            tr(NC_("button", "Unlock…")),
            Act.UNLOCK,
            source.source_id,
        )
        steps.append((gravity("encrypted-volume"), unlocking))
    layers = source.opened.layers if source.opened is not None else ()
    omitted = sum(1 for x in layers if x.state is LayerState.OMITTED and x.layer_id not in locked)
    if omitted:
        unread = Step(
            State.WARN,
            trn(
                "{count} part of {exhibit} could not be read",
                "{count} parts of {exhibit} could not be read",
                omitted,
                exhibit=visible(overview.called(source)),
            ),
            tr("See what could not be read and why; it is declared in every bundle."),
            tr(NC_("button", "Show")),
            Act.SHOW_SOURCE,
            source.source_id,
        )
        steps.append((gravity("file-system-damaged"), unread))
    return steps


def _tagged(overview: CaseOverview) -> str:
    """How many artifacts have the tag; of several tags how many each has: one may have more than one tag."""
    used = [tag for tag in overview.tags if tag.count]
    if len(used) < 2:
        return trn("{count} artifact tagged", "{count} artifacts tagged", overview.tagged_total)
    words = current()
    shown = [f"{words.isolate(visible(tag.name))} {words.number(tag.count)}" for tag in used[:_MOST_TAGS]]
    return " · ".join(shown) + (" …" if len(used) > _MOST_TAGS else "")


def _unsealed(left: UnsealedTags) -> Step:
    """What was tagged and went into no bundle yet, by name; where nothing is left, another bundle is still
    possible."""
    if not left.count:
        title = tr("All tagged artifacts were selected for a bundle")
        said = tr("Tag more, or seal another selection.")
        return Step(State.OK, title, said, tr(NC_("button", "Export…")), Act.EXPORT)
    words = current()
    names = ", ".join(words.isolate(visible(one)) for one in left.first)
    return Step(
        State.INFO,
        trn(
            "{count} tagged artifact was not selected for any bundle yet",
            "{count} tagged artifacts were not selected for any bundle yet",
            left.count,
        ),
        names + (" …" if left.count > len(left.first) else ""),
        tr(NC_("button", "Export…")),
        Act.EXPORT,
    )


def _choosing(overview: CaseOverview, *, sealed: bool) -> list[Step]:
    if not overview.total:
        return []
    if not overview.tagged_total and not sealed:
        return [
            Step(
                State.WAITING,
                tr("Nothing selected yet"),
                tr("Tag what is relevant among {count} artifacts.", count=current().number(overview.total)),
                tr("Open artifacts"),
                Act.CHOOSE,
            )
        ]
    if overview.unsealed is not None and overview.tagged_total:
        return [_unsealed(overview.unsealed)]
    return [
        Step(
            State.INFO,
            _tagged(overview),
            tr("Review what will be sealed and what is left out; nothing is written until you seal."),
            tr(NC_("button", "Export…")),
            Act.EXPORT,
        )
    ]
