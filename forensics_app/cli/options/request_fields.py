"""What `sealwright request set` asks, as options, and the record that follows from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click

from forensics_app.cli.commands import option
from forensics_app.cli.session import Session
from forensics_app.errors import RequestInvalidError
from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.request_words import problem_sentence
from forensics_app.model.request import (
    Authority,
    Formality,
    FormalityMet,
    HandlingCode,
    Instrument,
    RequestField,
    RequestRecord,
    Urgency,
)
from forensics_app.services.cases.case import Case
from forensics_app.services.requests.case_request import handling_warnings, read_request, with_handling
from forensics_app.services.requests.file import nonce_of

_F = TypeVar("_F", bound=Callable[..., Any])
_AUTHORITY_PARTS = 4
_FORMALITY_PARTS = 3

handling_option = option(
    "--handling",
    multiple=True,
    metavar="S:V",
    help=N_("A handling code, such as TLP:AMBER or EUROPOL:H1. Can be specified several times."),
)
_OPTIONS = (
    option(
        "--instrument",
        type=click.Choice([i.value for i in Instrument]),
        help=N_("The legal instrument under which the evidence was requested."),
    ),
    option(
        "--authority",
        "authorities",
        multiple=True,
        metavar="A",
        help=N_("“role; name; country; contact”; the last two can be omitted; repeatable."),
    ),
    option("--requesting-reference", metavar="R", help=N_("The requesting authority's reference.")),
    option("--executing-reference", metavar="R", help=N_("The executing authority's reference.")),
    option("--legal-basis", metavar="T", help=N_("The law or treaty, with its article.")),
    option("--offence", metavar="T", help=N_("The offence that is investigated.")),
    option("--urgency", type=click.Choice([u.value for u in Urgency]), help=N_("The urgency.")),
    option("--deadline", metavar="YYYY-MM-DD", help=N_("The date on which the answer is due.")),
    option(
        "--formality",
        "formalities",
        multiple=True,
        metavar="F",
        help=N_("“what was requested; open, yes or no; a note”; the last two can be omitted; repeatable."),
    ),
    option("--limits-of-use", metavar="T", help=N_("The purposes for which the evidence may be used.")),
    option("--retention", metavar="T", help=N_("How long it may be retained.")),
    option("--return-terms", metavar="T", help=N_("What is to be returned or destroyed, and when.")),
    option(
        "--language",
        "languages",
        multiple=True,
        metavar="xx",
        help=N_("A language that the receiver accepts, preferred first; repeatable."),
    ),
    option(
        "--nonce",
        metavar="BASE64",
        help=N_("The nonce that came with the request; it goes back with the answer."),
    ),
    handling_option,
    option(
        "--clear",
        multiple=True,
        type=click.Choice([f.value.replace("_", "-") for f in RequestField]),
        help=N_("Clear a field; repeatable."),
    ),
)
_PLAIN = (
    "instrument", "requesting_reference", "executing_reference", "legal_basis", "offence", "urgency",
    "deadline", "limits_of_use", "retention", "return_terms",
)  # fmt: skip
_EMPTY = RequestRecord()


def set_options(function: _F) -> _F:
    """The options of `changed`, in the order of a record."""
    for add in reversed(_OPTIONS):
        function = add(function)
    return function


def changed(record: RequestRecord, *, clear: tuple[str, ...] = (), **typed: Any) -> RequestRecord:
    """The record with the fields that were given in the place of those before. Raises RequestInvalidError."""
    values: dict[str, Any] = {key: getattr(_EMPTY, key) for key in (c.replace("-", "_") for c in clear)}
    values |= {key: typed[key] for key in _PLAIN if typed[key] is not None}
    if typed["authorities"]:
        values["authorities"] = tuple(map(_authority, typed["authorities"]))
    if typed["formalities"]:
        values["formalities"] = tuple(map(_formality, typed["formalities"]))
    if typed["languages"]:
        values["languages"] = typed["languages"]
    if typed["nonce"] is not None:
        values["nonce"] = nonce_of(typed["nonce"])
    if typed["handling"]:
        values["handling"] = tuple(map(handling_code, typed["handling"]))
    return replace(record, **values)


def handling_code(typed: str) -> HandlingCode:
    """`TLP:AMBER` as a code. Raises RequestInvalidError."""
    scheme, colon, value = typed.partition(":")
    if not (scheme.strip() and colon and value.strip()):
        raise RequestInvalidError(field=RequestField.HANDLING, value=typed)
    return HandlingCode(scheme.strip(), value.strip())


def warn_of_origin(session: Session, case: Case) -> None:
    """Say it where nothing shows that this user made the case here: what it says is somebody's word."""
    if not case.made_here:
        session.warn(
            tr(
                "This case is not recorded as made by you on this computer: it is a copy, or was made by "
                "somebody else or by an earlier version. Its catalogue and its custody ledger are only as "
                "reliable as where the folder comes from."
            )
        )


def warn_of_handling(session: Session, case: Case, more: tuple[HandlingCode, ...]) -> None:
    """Say what the case's handling codes, and these besides, forbid or contradict."""
    for problem in handling_warnings(with_handling(read_request(case), more)):
        session.warn(problem_sentence(problem, current()))


def _authority(typed: str) -> Authority:
    parts = [part.strip() for part in typed.split(";", _AUTHORITY_PARTS - 1)]
    role, name, country, contact = parts + [""] * (_AUTHORITY_PARTS - len(parts))
    if not name:
        raise RequestInvalidError(field=RequestField.AUTHORITIES, value=typed)
    return Authority(role, name, country or None, contact or None)


def _formality(typed: str) -> Formality:
    parts = [part.strip() for part in typed.split(";", _FORMALITY_PARTS - 1)]
    asked, met, note = parts + [""] * (_FORMALITY_PARTS - len(parts))
    try:
        return Formality(asked, FormalityMet(met or FormalityMet.OPEN), note or None)
    except ValueError as e:
        raise RequestInvalidError(field=RequestField.FORMALITIES, value=met) from e
