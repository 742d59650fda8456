"""`sealwright watch`: the receiving laboratory's inbox."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.commands import LanguageType, option, pass_session
from forensics_app.cli.commands import command as new_command
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, unlocked
from forensics_app.cli.options.sizes import size_of
from forensics_app.cli.options.trust import revocation_option, trust_option, trust_time_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.cli.words.inbox import event_line
from forensics_app.errors import ExitCode, OptionMissingError
from forensics_app.i18n import N_, current
from forensics_app.services.identities.identities import read_password_file
from forensics_app.services.inbox.watching import NOT_TAKEN, CheckSettings, Limits, WatchOrder, watch
from forensics_app.services.parcels.keys import encryption_key_of
from forensics_app.services.trust.revocation import read_revocation
from forensics_app.services.trust.trust import trust_for_run

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)
_BAD_SHELVES, _DOUBTFUL_SHELVES = ("quarantine",), ("unconfirmed", NOT_TAKEN)


@new_command(
    "watch",
    help=N_(
        "Watch an inbox: verify each bundle, parcel, seal or addendum that arrives once, and file it with "
        "its report."
    ),
)
@click.argument("inbox", metavar="IN", type=_FOLDER)
@option(
    "--out",
    "out",
    required=True,
    type=_FOLDER,
    metavar="OUT",
    help=N_("The folder to file into. It is made if it is not there, and must not be in the inbox."),
)
@option(
    "--identity",
    "signer",
    metavar="ID",
    help=N_(
        "Sign receipts with this identity: what is verified is accepted, what is not as it was sealed is "
        "rejected. What is unconfirmed always waits for a person."
    ),
)
@option("--password-file", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP)
@option("--open-with", "opener", metavar="ID", help=N_("Open parcels with the key of this identity."))
@option("--open-password-file", "opener_password", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP)
@option(
    "--report-lang",
    "languages",
    multiple=True,
    type=LanguageType(),
    metavar="xx",
    help=N_(
        "Language of the reports. Can be specified several times. Default: the language of the messages."
    ),
)
@option(
    "--report-format",
    "formats",
    multiple=True,
    type=click.Choice(["pdf", "html", "txt"]),
    help=N_("Format of the reports. Can be specified several times. Default: pdf."),
)
@option(
    "--tsa", multiple=True, metavar="URL", help=N_("A time-stamp authority (RFC 3161) that stamps receipts.")
)
@revocation_option
@option(
    "--interval",
    type=click.FloatRange(0.1, 3600),
    default=5.0,
    metavar="S",
    help=N_("Seconds between two scans of the inbox."),
)
@option(
    "--quiet",
    type=click.FloatRange(0, 86_400),
    default=30.0,
    metavar="S",
    help=N_("Seconds without a change after which an arrival counts as complete."),
)
@option(
    "--patience",
    type=click.FloatRange(0, 30 * 86_400),
    default=3600.0,
    metavar="S",
    help=N_("Seconds without a change after which an incomplete arrival is filed as it is."),
)
@option("--max-size", metavar="SIZE", help=N_("The largest arrival that is accepted, such as 500GiB."))
@option("--daily-size", metavar="SIZE", help=N_("The most that is accepted from one sender within 24 hours."))
@option(
    "--daily-count",
    type=click.IntRange(1),
    metavar="N",
    help=N_("The most arrivals that are accepted from one sender within 24 hours."),
)
@option(
    "--remove",
    is_flag=True,
    help=N_("Delete from the inbox what was filed. Without it, the inbox is only read."),
)
@option("--once", is_flag=True, help=N_("Stop when everything that is in the inbox now has been filed."))
@option("--json", "as_json", is_flag=True, help=N_("Write each event as one line of JSON."))
@trust_option
@trust_time_option
@pass_session
def command(
    session: Session,
    inbox: Path,
    out: Path,
    signer: str | None,
    password_file: Path | None,
    opener: str | None,
    opener_password: Path | None,
    languages: tuple[str, ...],
    formats: tuple[str, ...],
    tsa: tuple[str, ...],
    lists: tuple[Path, ...],
    interval: float,
    quiet: float,
    patience: float,
    max_size: str | None,
    daily_size: str | None,
    daily_count: int | None,
    remove: bool,
    once: bool,
    as_json: bool,
    trusted: tuple[Path, ...],
    trusted_time: tuple[Path, ...],
) -> int:
    if signer is not None:  # now, and not when the first bundle is there at night
        if password_file is None:
            raise OptionMissingError(name="--password-file")
        unlocked(session, signer, password_file)
    if opener is not None:
        if opener_password is None:
            raise OptionMissingError(name="--open-password-file")
        encryption_key_of(opener, read_password_file(opener_password, "--open-password-file"))
    trust_for_run(trusted, trusted_time, clock=session.clock)
    read_revocation(lists)
    settings = CheckSettings(
        languages=languages or (current().language,),
        formats=tuple(f".{one}" for one in formats) or (".pdf",),
        trusted=_absolute(trusted),
        trusted_time=_absolute(trusted_time),
        revocation=_absolute(lists),
        tsa=tsa,
        signer=signer,
        signer_password=None if password_file is None else str(password_file.absolute()),
        opener=opener,
        opener_password=None if opener_password is None else str(opener_password.absolute()),
    )
    limits = Limits(
        None if max_size is None else size_of("--max-size", max_size),
        None if daily_size is None else size_of("--daily-size", daily_size),
        daily_count,
    )
    order = WatchOrder(
        inbox, out, settings, limits, interval, quiet, max(quiet, patience), remove=remove, once=once
    )

    def tell(event: dict[str, Any]) -> None:
        session.event("inbox", **{"what" if key == "event" else key: value for key, value in event.items()})
        session.say(json.dumps(event, ensure_ascii=True) if as_json else event_line(event))

    with job(session) as running:
        counts = watch(order, clock=session.clock, tell=tell, cancelled=running.cancelled)
    session.event("result", filed=counts)
    if not once:
        return ExitCode.OK  # it was asked to stop, and did
    if any(counts.get(shelf) for shelf in _BAD_SHELVES):
        return ExitCode.EVIDENCE_BAD
    return ExitCode.UNCONFIRMED if any(counts.get(shelf) for shelf in _DOUBTFUL_SHELVES) else ExitCode.OK


def _absolute(paths: tuple[Path, ...]) -> tuple[str, ...]:
    return tuple(str(path.absolute()) for path in paths)
