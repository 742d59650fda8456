"""What `sealwright ingest` says of the sources it has read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forensics_app.cli.cases.hashset import matched_fields, show_hits
from forensics_app.cli.options.credentials import say_locked
from forensics_app.cli.session import Session
from forensics_app.cli.words.cluster import refused_fields
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.incomplete import HASH_CUT_OFF, incomplete_words
from forensics_app.i18n.labels import label
from forensics_app.i18n.refusals.workers import refusal_sentence
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.case import HashState, SourceRecord
from forensics_app.model.hash_sets import MatchedHashSet
from forensics_app.model.incomplete import hash_cut_off
from forensics_app.model.names import visible
from forensics_app.services.ingest.outcome import IngestSummary, SourceOutcome
from forensics_app.system.limits import CONFINED

HASH_SENTENCES = {
    HashState.AGREE: N_("The hashes stored at acquisition match the computed ones."),
    HashState.DIFFER: N_(
        "The hashes stored at acquisition DIFFER from the computed ones: "
        "these bytes are not those that were hashed, or wrong hashes were stored."
    ),
    HashState.NONE_STORED: N_("The image contains no acquisition hash."),
    HashState.NOT_COMPUTED: N_("The whole medium could not be hashed."),
    HashState.NOT_COMPARABLE: N_(
        "The hashes stored at acquisition can't be compared: parts of the medium could not be read and count "
        "as zeros in the computed ones."
    ),
}


_PLACES_SHOWN = 5
_NOT_CONFINED = N_(
    "On this operating system, Sealwright can't fully confine the processes that parse evidence: a fault in "
    "a parser could be exploited to reach the network. Read evidence that you don't trust on Linux, or on a "
    "computer without a network connection."
)


def show(session: Session, summary: IngestSummary, matched: tuple[MatchedHashSet, ...]) -> None:
    """Each source with what became of it, then the comparison with hash sets, and what was left out."""
    for outcome in summary.outcomes:
        _show_source(session, outcome)
        say_locked(session, outcome.path, outcome.locked)
    if summary.outcomes and not CONFINED:
        session.warn(tr(_NOT_CONFINED))
    for worker in summary.refused:
        session.warn(refusal_sentence(worker))
    for error in summary.errors:
        session.warn(error_sentence(error))
    for done in matched:
        show_hits(session, done)
    session.event(
        "result",
        sources=[_fields(o) for o in summary.outcomes],
        omissions=str(summary.omissions),
        hash_sets=[matched_fields(done) for done in matched],
        **refused_fields(summary.refused),
    )
    session.say(trn("{count} omission in the case.", "{count} omissions in the case.", summary.omissions))


def _show_source(session: Session, outcome: SourceOutcome) -> None:
    source = outcome.source
    if outcome.without_rules:
        session.warn(
            tr(
                "{path} was read before, without these YARA rules. They are applied while a source is read: "
                "read it into a new case.",
                path=visible(outcome.path),
            )
        )
    for option in outcome.without:
        session.warn(
            tr(
                "{path} was read before, without {option}, which applies while a source is "
                "read: read it into a new case.",
                path=visible(outcome.path),
                option=option,
            )
        )
    if outcome.other_exhibit is not None and source is not None:
        session.warn(
            tr(
                "{path} is already in the case as exhibit {exhibit} and keeps this "
                "number; {other} was not used.",
                path=visible(outcome.path),
                exhibit=visible(source.exhibit),
                other=visible(outcome.other_exhibit),
            )
        )
    if source is None or outcome.error is not None:
        return
    shown = visible(outcome.path)
    if outcome.kept_from_cluster:
        session.say(
            tr(
                "{path} was read on this computer: a volume in it was unlocked, and keys are not sent to a "
                "cluster.",
                path=shown,
            )
        )
    if outcome.already:
        _show_known(session, outcome, source)
        return
    form = None if source.opened is None else source.opened.format
    session.say(
        trn(
            "{path}: {source}, exhibit {exhibit}, {format}, {count} artifact, {omissions} left out.",
            "{path}: {source}, exhibit {exhibit}, {format}, {count} artifacts, {omissions} left out.",
            outcome.artifacts,
            path=shown,
            source=source.source_id,
            exhibit=source.exhibit,
            format="" if form is None else label(form),
            omissions=outcome.omissions,
        )
    )
    if outcome.incomplete:
        session.say("  " + incomplete_words(outcome.incomplete, current()))
    for name in ("md5", "sha1", "sha256"):
        value = getattr(source.computed, name)
        if value is not None:
            session.say(f"  {name:<6} {value}")
    if source.computed.sha256 is not None or source.hashes is HashState.DIFFER:
        session.say("  " + tr(_hash_sentence(source, outcome.incomplete)))
    if outcome.differing is not None:
        session.say("  " + _double_read(outcome.differing))
    if outcome.matching is not None:
        session.say(
            "  "
            + trn(
                "{count} artifact matches YARA rules or words.",
                "{count} artifacts match YARA rules or words.",
                outcome.matching,
            )
        )


def _show_known(session: Session, outcome: SourceOutcome, source: SourceRecord) -> None:
    """Of one of which nothing was read now: which source of the case it belongs to."""
    shown = visible(outcome.path)
    if outcome.segment_of is not None:
        session.say(
            tr(
                "{path} is a segment of {image}, which is already in the case as {source}, exhibit "
                "{exhibit}; it was not read again.",
                path=shown,
                image=visible(outcome.segment_of),
                source=source.source_id,
                exhibit=visible(source.exhibit),
            )
        )
    else:
        partly = outcome.incomplete or outcome.not_read
        said = (
            N_("{path}: already read as {source}, as far as possible, exhibit {exhibit}; nothing to do.")
            if partly
            else N_("{path}: already read completely as {source}, exhibit {exhibit}; nothing to do.")
        )
        session.say(tr(said, path=shown, source=source.source_id, exhibit=visible(source.exhibit)))
    if outcome.incomplete:
        session.say("  " + incomplete_words(outcome.incomplete, current()))
    if outcome.not_read:
        session.say("  " + _not_read(outcome.not_read))


def _hash_sentence(source: SourceRecord, incomplete: Sequence[str | None]) -> str:
    opened = source.opened
    if source.hashes is not HashState.NONE_STORED or opened is None:
        return HASH_SENTENCES[source.hashes]
    cut_off = hash_cut_off(opened.format, opened.stored_digests, incomplete)
    return HASH_CUT_OFF if cut_off else HASH_SENTENCES[source.hashes]


def _not_read(places: Sequence[str]) -> str:
    more = [f"+{len(places) - _PLACES_SHOWN}"] if len(places) > _PLACES_SHOWN else []
    return tr(
        "Could not be read: {places}. To try again, add each of these files and folders as a source of its "
        "own.",
        places=", ".join((*map(visible, places[:_PLACES_SHOWN]), *more)),
    )


def _double_read(differing: int) -> str:
    if not differing:
        return tr("Every content with a location on the medium was read in two ways, with identical results.")
    return trn(
        "Read in two ways, {count} content DIFFERS; see the omissions.",
        "Read in two ways, {count} contents DIFFER; see the omissions.",
        differing,
    )


def _fields(outcome: SourceOutcome) -> dict[str, Any]:
    source = outcome.source
    return {
        "path": outcome.path,
        "source": None if source is None else source.source_id,
        "exhibit": None if source is None else source.exhibit,
        "state": None if source is None else source.state,
        "hashes": None if source is None else source.hashes,
        "artifacts": str(outcome.artifacts),
        "omissions": str(outcome.omissions),
        "double_read_differs": None if outcome.differing is None else str(outcome.differing),
        "already": outcome.already,
        "segment_of": outcome.segment_of,
        "without_rules": outcome.without_rules,
        "without": list(outcome.without),
        "other_exhibit": outcome.other_exhibit,
        "yara_matching": None if outcome.matching is None else str(outcome.matching),
        "locked": [
            {"volume": v.layer_id, "name": v.name, "accepts": list(v.accepts), "tried": v.tried}
            for v in outcome.locked
        ],
        "error": None
        if outcome.error is None
        else {"code": outcome.error.code, "sentence": error_sentence(outcome.error)},
    }
