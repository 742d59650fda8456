"""What is told of a new seal's trusted time: the level reached, who attests it, and what could not be had."""

from __future__ import annotations

from dataclasses import asdict

from forensics_app.cli.session import Session
from forensics_app.i18n import tr
from forensics_app.i18n.sentences import code_sentence
from forensics_app.model.names import subject_shown, visible
from forensics_app.model.sealed_time import SealedTime


def show_time(session: Session, time: SealedTime) -> None:
    """The level, then the time or that there is none; failures as warnings."""
    for shortfall in time.shortfalls:
        session.warn(code_sentence(shortfall.code, shortfall.fields))
    session.say(tr("Level of the seal (CAdES): {level}", level=time.level.value))
    if time.time is not None and time.authority is not None:
        session.say(
            tr(
                "Time-stamp: {time}, by {authority}",
                time=time.time,
                authority=visible(subject_shown(time.authority)),
            )
        )
        session.say(tr("The authority's fingerprint (SHA-256): {digest}", digest=time.fingerprint))
    elif time.asked:
        session.warn(
            tr(
                "No time-stamp could be obtained, so the bundle was sealed without "
                "trusted time. A time-stamp can still be added later: see “sealwright "
                "timestamp --help”."
            )
        )
    else:
        session.say(tr("No trusted time: no time-stamp authority was asked."))


def time_fields(time: SealedTime) -> dict[str, object]:
    """For the result event; each shortfall with its sentence."""
    return {
        **asdict(time),
        "shortfalls": [{**asdict(s), "sentence": code_sentence(s.code, s.fields)} for s in time.shortfalls],
    }
