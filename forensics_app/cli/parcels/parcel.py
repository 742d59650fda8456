"""`sealwright parcel`: a sealed bundle encrypted for named recipients; check it, open it, add a recipient."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import click

from forensics_app.cli.commands import group, json_option, option, pass_session
from forensics_app.cli.options.addenda import OUT, signing_options, unlock
from forensics_app.cli.options.events import tsa_option
from forensics_app.cli.options.parcel_keys import AskedKey, opening_options, parcel_keys
from forensics_app.cli.options.parcel_orders import (
    order_options,
    parcel_order,
    share_holder_option,
    share_holders_named,
    to_option,
)
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, passphrase_for
from forensics_app.cli.options.share_files import share_folder, write_shares
from forensics_app.cli.options.trust import trust_option, trust_time_option
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.cli.words.parcels import parcel_lines
from forensics_app.cli.words.verdict import report_lines
from forensics_app.errors import ExitCode, OptionMissingError, RecipientsMissingError
from forensics_app.i18n import N_, current, tr
from forensics_app.parcel.envelope import Recipients
from forensics_app.services.addenda.making import authorities
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.outside_evidence import refuse_in_evidence
from forensics_app.services.identities.identities import read_password_file
from forensics_app.services.parcels.adding import add_recipients
from forensics_app.services.parcels.checking import check_parcel, parcel_fields
from forensics_app.services.parcels.keys import open_share_file, recipients_named, write_share
from forensics_app.services.parcels.making import MadeParcel, check_order, make_parcel
from forensics_app.services.parcels.opening import open_parcel
from forensics_app.services.parcels.recording import record_parcel
from forensics_app.services.trust.trust import trust_for_run
from forensics_app.services.verifying.verify import report_fields

_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)
_case_option = option(
    "--case",
    "case_path",
    type=_PATH,
    metavar="CASE",
    help=N_("Record it in the custody ledger of this case."),
)


@group(
    "parcel", help=N_("Encrypt a sealed bundle for named recipients, or check and open a received parcel.")
)
def command() -> None:
    pass


@command.command("make", help=N_("Encrypt a sealed bundle for named recipients, into a folder."))
@click.argument("bundle", metavar="BUNDLE.zip", type=_PATH)
@click.argument("folder", type=_PATH)
@order_options
@option(
    "--passphrase",
    "passphrase_asked",
    is_flag=True,
    help=N_("Also encrypt the bundle for a passphrase, which is asked for at the prompt."),
)
@signing_options
@option(
    "--shares-to",
    type=_PATH,
    metavar="FOLDER",
    help=N_(
        "Folder for the shares of the key, one file and one card (PDF) each. Give each share only to its "
        "holder."
    ),
)
@share_holder_option
@_case_option
@tsa_option
@pass_session
def _make(
    session: Session,
    bundle: Path,
    folder: Path,
    to: tuple[str, ...],
    phrase_files: tuple[Path, ...],
    passphrase_asked: bool,
    shares: str | None,
    volume_size: str | None,
    pad_to: str | None,
    handling: tuple[str, ...],
    languages: tuple[str, ...],
    name: str | None,
    identities: tuple[str, ...],
    password_file: Path | None,
    shares_to: Path | None,
    share_holders: tuple[str, ...],
    case_path: Path | None,
    tsa: tuple[str, ...],
) -> None:
    if not identities:
        raise OptionMissingError(name="--identity")
    if shares is not None and shares_to is None:
        raise OptionMissingError(name="--shares-to")
    trust = trust_for_run(clock=session.clock)
    order = parcel_order(
        trust,
        to=to,
        phrase_files=phrase_files,
        shares=shares,
        volume_size=volume_size,
        pad_to=pad_to,
        handling=handling,
        languages=languages,
        name=name,
    )
    placeholder = (b"-",) if passphrase_asked else ()  # it is asked for after those of the signers
    check_order(replace(order, passphrases=(*order.passphrases, *placeholder)))
    holders = share_holders_named(share_holders, order.shares, trust)
    with ExitStack() as stack:
        case = None
        if case_path is not None:
            case = stack.enter_context(open_case(case_path, write=True, clock=session.clock))
            refuse_in_evidence(case, folder, shares_to)
        if shares_to is not None:
            share_folder(shares_to)
        signers = unlock(session, identities, password_file)
        if passphrase_asked:
            phrase = passphrase_for(session, folder.name, None, fresh=True)
            order = replace(order, passphrases=(*order.passphrases, phrase))
        with job(session) as running:
            authority, status = authorities(tsa, cancelled=running.cancelled)
            made = make_parcel(
                bundle,
                folder,
                order,
                signers,
                trust=trust,
                clock=session.clock,
                authority=authority,
                status=status,
                report=running.report,
                cancelled=running.cancelled,
            )
        if case is not None:
            record_parcel(case, made)
    written = write_shares(session, made, shares_to, holders)
    _show_made(session, made, written)


@command.command("check", help=N_("Check a parcel without opening it: its signed list and all its files."))
@click.argument("parcel", metavar="PARCEL", type=_PATH)
@trust_option
@trust_time_option
@json_option
@pass_session
def _check(
    session: Session, parcel: Path, trusted: tuple[Path, ...], trusted_time: tuple[Path, ...], as_json: bool
) -> ExitCode:
    trust = trust_for_run(trusted, trusted_time, clock=session.clock)
    with job(session) as running:
        found = check_parcel(
            parcel, trust=trust, clock=session.clock, report=running.report, cancelled=running.cancelled
        )
    fields = parcel_fields(found, current())
    if as_json:
        session.say(json.dumps(fields, ensure_ascii=True, indent=2))
    else:
        for line in parcel_lines(found):
            session.say(line)
    session.event("result", **fields)
    return found.verdict.exit_code


@command.command("open", help=N_("Decrypt a parcel, verify the bundle in it, and write it out."))
@click.argument("parcel", metavar="PARCEL", type=_PATH)
@option(
    "-o", "--output", "out", required=True, type=OUT, metavar="BUNDLE.zip", help=N_("The new file to write.")
)
@opening_options
@trust_option
@trust_time_option
@json_option
@pass_session
def _open(
    session: Session,
    parcel: Path,
    out: Path,
    asked: AskedKey,
    trusted: tuple[Path, ...],
    trusted_time: tuple[Path, ...],
    as_json: bool,
) -> ExitCode:
    keys = parcel_keys(session, parcel, asked)
    trust = trust_for_run(trusted, trusted_time, clock=session.clock)
    with job(session) as running:
        opened = open_parcel(
            parcel,
            out,
            keys,
            trust=trust,
            clock=session.clock,
            report=running.report,
            cancelled=running.cancelled,
        )
    fields = {
        "path": str(opened.bundle),
        "verdict": opened.verdict.value,
        "parcel": parcel_fields(opened.parcel, current()),
        "bundle": report_fields(opened.verification, current()),
    }
    if as_json:
        session.say(json.dumps(fields, ensure_ascii=True, indent=2))
    else:
        for line in (*parcel_lines(opened.parcel), "", *report_lines(opened.verification), ""):
            session.say(line)
        session.say(tr("Written to {path}.", path=opened.bundle))
    session.event("result", **fields)
    return opened.verdict.exit_code


@command.command("add-recipient", help=N_("Let more recipients open a parcel. Its volumes are not changed."))
@click.argument("parcel", metavar="PARCEL", type=_PATH)
@to_option
@option(
    "--to-passphrase-file",
    "phrases",
    multiple=True,
    type=_FILE,
    metavar="F",
    help=N_(
        "File whose only line is a passphrase that will open the parcel. Can be specified several times."
    ),
)
@opening_options
@option(
    "--sign-with", "signers", multiple=True, metavar="ID", help=N_("The identity that signs the new list.")
)
@option("--sign-password-file", type=_FILE, metavar="F", help=PASSWORD_FILE_HELP)
@_case_option
@tsa_option
@pass_session
def _add(
    session: Session,
    parcel: Path,
    to: tuple[str, ...],
    phrases: tuple[Path, ...],
    asked: AskedKey,
    signers: tuple[str, ...],
    sign_password_file: Path | None,
    case_path: Path | None,
    tsa: tuple[str, ...],
) -> None:
    if not signers:
        raise OptionMissingError(name="--sign-with")
    if not (to or phrases):
        raise RecipientsMissingError()
    trust = trust_for_run(clock=session.clock)
    more = Recipients(
        recipients_named(to, trust), tuple(read_password_file(f, "--to-passphrase-file") for f in phrases)
    )
    with ExitStack() as stack:
        case = None
        if case_path is not None:
            case = stack.enter_context(open_case(case_path, write=True, clock=session.clock))
        keys = parcel_keys(session, parcel, asked)
        signing = unlock(session, signers, sign_password_file)
        authority, status = authorities(tsa)
        made = add_recipients(
            parcel, keys, more, signing, trust=trust, clock=session.clock, authority=authority, status=status
        )
        if case is not None:
            record_parcel(case, made, added=True)
    _show_made(session, made, [])


@command.command("list", help=N_("Show what a parcel's signed list states, without checking the files."))
@click.argument("parcel", metavar="PARCEL", type=_PATH)
@json_option
@pass_session
def _list(session: Session, parcel: Path, as_json: bool) -> ExitCode:
    trust = trust_for_run(clock=session.clock)
    found = check_parcel(parcel, trust=trust, clock=session.clock, files=False)
    fields = parcel_fields(found, current())
    if as_json:
        session.say(json.dumps(fields, ensure_ascii=True, indent=2))
    else:
        for line in parcel_lines(found):
            session.say(line)
        if found.facts is not None:
            for file in (found.facts.envelope, *found.facts.volumes):
                session.say(f"{file.sha256}  {file.name}")
    session.event("result", **fields)
    return found.verdict.exit_code


@command.command("open-share", help=N_("Decrypt a key share that was encrypted for its holder."))
@click.argument("file", metavar="SHARE.p7m", type=_FILE)
@option("-o", "--output", "out", required=True, type=_FILE, metavar="FILE", help=N_("The file to write."))
@opening_options
@pass_session
def _open_share(session: Session, file: Path, out: Path, asked: AskedKey) -> None:
    private = parcel_keys(session, None, asked).private
    if private is None:
        raise OptionMissingError(name="--identity | --key | --pkcs11")
    write_share(open_share_file(file, private), out)
    session.say(tr("Written to {path}.", path=out))
    session.event("result", path=str(out))


def _show_made(session: Session, made: MadeParcel, shares: list[Path]) -> None:
    session.say(tr("Parcel: {path}", path=made.path))
    for one in made.facts.recipients:
        if one.sha256 is not None:
            session.say(tr("Recipient: certificate {fingerprint}", fingerprint=one.sha256))
    if made.facts.recipients:
        session.say(
            tr("Compare each fingerprint with the one the recipient gives you through another channel.")
        )
    session.event(
        "result",
        path=str(made.path),
        number=made.facts.parcel,
        seal=made.facts.seal,
        volumes=len(made.facts.volumes),
        list_sha256=made.list_sha256,
        shares=[str(p) for p in shares],
    )
