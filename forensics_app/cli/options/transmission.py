"""How something was sent, as `sealwright dispatch` asks it, and the record that follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from forensics_app.cli.commands import LanguageType, option
from forensics_app.cli.session import Session
from forensics_app.custody.ledger import local_offset
from forensics_app.errors import AddendumInvalidError, OptionMissingError, UsageError
from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.answering.transmission import DOUBT_SENTENCES
from forensics_app.i18n.translator import translator_for
from forensics_app.model.addendum import NamedFile, Recipient
from forensics_app.model.answering.transmission import (
    Means,
    Order,
    OtherMeansReason,
    Party,
    SentFile,
    Transmission,
)
from forensics_app.model.outside_times import read_typed
from forensics_app.model.times import utc_text
from forensics_app.services.addenda.target import Target
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.outside_evidence import refuse_in_evidence
from forensics_app.services.forms.transmission import doubts, usable_transmission, write_transmission
from forensics_app.services.requests.case_request import read_request

_F = TypeVar("_F", bound=Callable[..., Any])
_PARTS = 3
_SIDES = 2


@dataclass(frozen=True, slots=True)
class TransmissionOptions:
    """What was typed; `means` is None where no record is wanted."""

    means: str | None
    reason: str | None
    record_to: Path | None
    languages: tuple[str, ...]
    together: bool
    sender: str | None
    order: str | None
    link: str | None
    tracking: str | None
    proof: str | None
    available_from: str | None
    available_to: str | None
    recorded_as: str | None
    recorded_at: str | None


def transmission_options(function: _F) -> _F:
    """`--means`, `--reason`, `--record-to` and what the record says besides."""
    options = (
        option(
            "--means",
            type=click.Choice([m.value for m in Means]),
            help=N_(
                "Also write a record of the transmission: by the decentralised EU system, or by other means, "
                "which needs --reason and gives the manifest for such transmissions."
            ),
        ),
        option(
            "--reason",
            type=click.Choice([r.value for r in OtherMeansReason]),
            help=N_("Why the decentralised EU system was not used."),
        ),
        option(
            "--record-to",
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            metavar="FOLDER",
            help=N_("Where the record is written, as JSON, HTML and PDF. The dispatch names their digests."),
        ),
        option(
            "--record-lang",
            "record_languages",
            multiple=True,
            type=LanguageType(),
            metavar="xx",
            help=N_("A language of the record; repeatable. Default: the language of the messages."),
        ),
        option(
            "--side-by-side",
            "record_together",
            is_flag=True,
            help=N_("One record with both languages of --record-lang side by side, not one in each."),
        ),
        option(
            "--sender",
            metavar="P",
            help=N_("Who sent it: “name; country; contact”. Default: the agency of the case."),
        ),
        option(
            "--order",
            "order_reference",
            metavar="R",
            help=N_("The reference of the order that is answered. Default: that of the request of the case."),
        ),
        option("--link", metavar="URL", help=N_("The link under which the files can be collected.")),
        option("--tracking", metavar="T", help=N_("The courier and its tracking number.")),
        option("--proof", metavar="T", help=N_("What proves the delivery.")),
        option(
            "--available-from",
            metavar="YYYY-MM-DD",
            help=N_("The first day on which the files are available."),
        ),
        option("--available-to", metavar="YYYY-MM-DD", help=N_("The last such day.")),
        option(
            "--recorded-as",
            metavar="R",
            help=N_("The reference under which it was recorded in the decentralised EU system afterwards."),
        ),
        option("--recorded-at", metavar="T", help=N_("When that was done, in ISO 8601 with its UTC offset.")),
    )
    for one in reversed(options):
        function = one(function)
    return function


def take_transmission_options(given: dict[str, Any]) -> TransmissionOptions:
    """Take them out of what the command was given. Raises OptionMissingError for one without its others."""
    taken = TransmissionOptions(
        means=given.pop("means"),
        reason=given.pop("reason"),
        record_to=given.pop("record_to"),
        languages=tuple(dict.fromkeys(given.pop("record_languages"))),
        together=given.pop("record_together"),
        sender=given.pop("sender"),
        order=given.pop("order_reference"),
        link=given.pop("link"),
        tracking=given.pop("tracking"),
        proof=given.pop("proof"),
        available_from=given.pop("available_from"),
        available_to=given.pop("available_to"),
        recorded_as=given.pop("recorded_as"),
        recorded_at=given.pop("recorded_at"),
    )
    if taken.means is None:
        if any(
            (
                taken.reason,
                taken.record_to,
                taken.languages,
                taken.together,
                taken.sender,
                taken.order,
                taken.link,
                taken.tracking,
                taken.proof,
                taken.available_from,
                taken.available_to,
                taken.recorded_as,
                taken.recorded_at,
            )
        ):
            raise OptionMissingError(name="--means")
    elif taken.record_to is None:
        raise OptionMissingError(name="--record-to")
    if taken.means == Means.OTHER and taken.reason is None:
        raise OptionMissingError(name="--reason")
    if taken.together and len(taken.languages) != _SIDES:
        raise UsageError(name="--record-lang", value=" ".join(taken.languages))
    return taken


def write_record(
    session: Session,
    asked: TransmissionOptions,
    target: Target,
    case: Case | None,
    *,
    channel: str,
    recipients: tuple[Recipient, ...],
    files: tuple[SentFile, ...],
    now: datetime,
) -> tuple[NamedFile, ...]:
    """The files of the record; none where none is wanted. What is doubtful is said.

    Raises OptionMissingError, OutputInEvidenceError, AddendumInvalidError, RequestFileError and what
    `write_transmission` does.
    """
    if asked.means is None or asked.record_to is None:
        return ()
    if not recipients:
        raise OptionMissingError(name="--to")
    if case is not None:
        refuse_in_evidence(case, asked.record_to)
    request = None if case is None else read_request(case)
    known = None if request is None else request.requesting_reference
    recorded_at = None
    if asked.recorded_at is not None:
        read = read_typed(asked.recorded_at)
        if read is None:
            raise AddendumInvalidError(field="recorded_at", value=asked.recorded_at)
        recorded_at = read[0]
    record = usable_transmission(
        Transmission(
            bundle=target.info.reference,
            seal=target.code,
            means=Means(asked.means),
            reason=None if asked.reason is None else OtherMeansReason(asked.reason),
            channel=channel,
            sender=_sender(asked.sender, case),
            recipients=tuple(
                Party(r.name, r.country, certificate_sha256=r.certificate_sha256) for r in recipients
            ),
            order=Order(
                instrument=None if request is None else request.instrument,
                requesting_reference=asked.order or known,
                executing_reference=None if request is None else request.executing_reference,
            ),
            time_utc=utc_text(now),
            local_offset=local_offset(now),
            files=files,
            link=asked.link,
            tracking=asked.tracking,
            proof=asked.proof,
            available_from=asked.available_from,
            available_to=asked.available_to,
            recorded_reference=asked.recorded_as,
            recorded_at_utc=recorded_at,
        )
    )
    for doubt in doubts(record):
        session.warn(tr(DOUBT_SENTENCES[doubt]))
    languages = tuple(map(translator_for, asked.languages)) or (current(),)
    written = write_transmission(record, asked.record_to, languages, printed=now, together=asked.together)
    for one in written:
        session.say(tr("Record: {path}", path=asked.record_to / one.name))
    return written


def _sender(typed: str | None, case: Case | None) -> Party:
    if typed is None:
        if case is None:
            raise OptionMissingError(name="--sender")
        return Party(case.facts.agency, case.facts.country)
    name, country, contact = [*(part.strip() for part in typed.split(";", _PARTS - 1)), "", ""][:_PARTS]
    from forensics_app.i18n.place_names import country_code  # loads Babel

    code = country_code(country) if country else None
    if not name or (country and code is None):
        raise AddendumInvalidError(field="sender", value=typed)
    return Party(name, code, contact or None)
