"""Options about an event, which the commands of custody and of addenda share."""

from __future__ import annotations

from forensics_app.cli.commands import option
from forensics_app.errors import AddendumInvalidError, CustodyEventInvalidError
from forensics_app.i18n import N_, NC_
from forensics_app.model.custody import Person

PERSON_HELP = N_("The person: “name; role; organisation; country; id”; only the name is required.")

persons_option = option("--person", "persons", multiple=True, metavar="P", help=PERSON_HELP)
witness_option = option("--witness", metavar="P", help=N_("A witness, written like --person."))
place_option = option("--place", metavar="T", help=NC_("option", "The place."))
reason_option = option("--reason", metavar="T", help=N_("The reason."))
authority_reference_option = option(
    "--authority-reference", metavar="R", help=N_("The reference of the warrant or request.")
)
seal_before_option = option("--seal-before", metavar="N", help=N_("Number of the physical seal found."))
seal_after_option = option("--seal-after", metavar="N", help=N_("Number of the physical seal applied."))
at_option = option(
    "--at",
    metavar="TIME",
    help=N_("Date and time with time zone, e.g. 2026-04-17T09:30+02:00. Default: now."),
)
since_option = option(
    "--since", required=True, metavar="T", help=N_("The time (ISO 8601, such as 2026-04-17T09:30:00Z).")
)
notes_option = option("--note", "notes", multiple=True, metavar="T", help=N_("Free text; repeatable."))
note_lang_option = option(
    "--note-lang", metavar="xx", help=N_("The language of the notes. Default: the language of the messages.")
)
tsa_option = option(
    "--tsa", multiple=True, metavar="URL", help=N_("A time-stamp authority (RFC 3161) to ask.")
)


def person(text: str, refusal: type[AddendumInvalidError | CustodyEventInvalidError]) -> Person:
    """`name; role; organisation; country; id`, empty parts left out; the country is a code or a name. Raises
    `refusal`.
    """
    parts = [part.strip() or None for part in text.split(";")]
    if parts[0] is None or len(parts) > 5:
        raise refusal(field="persons", value=text)
    name, role, organisation, country, number = parts + [None] * (5 - len(parts))
    from forensics_app.i18n.place_names import country_code  # loads Babel

    code = None if country is None else country_code(country) or country.upper()
    return Person(name=str(name), role=role, organisation=organisation, country=code, id=number)
