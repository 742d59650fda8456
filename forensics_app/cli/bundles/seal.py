"""`sealwright seal`: a case's artifacts into a sealed bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from forensics_app.cli.bundles.cover_making import CoverWanted, MadeCover
from forensics_app.cli.bundles.incomplete_sources import warn_of_incomplete
from forensics_app.cli.bundles.seal_parcel import parcel_options, parcel_wanted, take_parcel_options
from forensics_app.cli.bundles.seal_preview import show_preview
from forensics_app.cli.bundles.sealed_time import show_time, time_fields
from forensics_app.cli.commands import LanguageType, option, pass_session
from forensics_app.cli.commands import command as new_command
from forensics_app.cli.options.artifact_filters import filter_options, warn_of_gaps
from forensics_app.cli.options.credentials import CREDENTIALS_HELP, asking
from forensics_app.cli.options.events import note_lang_option
from forensics_app.cli.options.passphrase import PASSWORD_FILE_HELP, unlocked, unlocked_each
from forensics_app.cli.options.request_fields import handling_option, warn_of_handling, warn_of_origin
from forensics_app.cli.options.seal_choice import chosen_filters
from forensics_app.cli.options.share_files import write_shares
from forensics_app.cli.options.supplements import supplement_asked, supplement_options
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import OptionMissingError, UsageError
from forensics_app.i18n import N_, current, tr, trn
from forensics_app.i18n.papers.sending import parcel_is_sent
from forensics_app.model.bundle import HandlingCode, SealedBundle
from forensics_app.model.custody import Note
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.outside_evidence import refuse_in_evidence
from forensics_app.services.input.credentials_file import read_credentials
from forensics_app.services.parcels.making import MadeParcel
from forensics_app.services.sealing.preview import preview as look_ahead
from forensics_app.services.sealing.seal import SealRequest, seal_bundle, show_code

_PATH = click.Path(path_type=Path)


@new_command("seal", help=N_("Seal artifacts of a case, with their contents and records, into a bundle."))
@click.argument("case", type=_PATH)
@click.argument("out", metavar="OUT.zip", type=_PATH)
@option(
    "--tag",
    "tags",
    multiple=True,
    metavar="T",
    help=N_("Seal items with this tag. Can be specified several times: items with any of the tags."),
)
@option("--all", "everything", is_flag=True, help=N_("Seal everything in the case."))
@filter_options
@option(
    "--filter",
    "texts",
    multiple=True,
    metavar="JSON",
    help=N_(
        "Also seal what matches this filter, written as in selection.json of a bundle. "
        "Can be specified several times."
    ),
)
@option("--media", is_flag=True, help=N_("Include the whole medium of each image."))
@option(
    "--without-evidence",
    "without",
    multiple=True,
    metavar="S",
    help=N_(
        "Seal without the contents of this source (s1, s2, ...), whose evidence is not "
        "available; the omissions state this. Can be specified several times."
    ),
)
@option(
    "--with-tags-and-notes",
    "tags_and_notes",
    is_flag=True,
    help=N_(
        "Also seal all tags and notes of the artifacts. Otherwise only tags that you "
        "select by are sealed; other tags, and all notes, stay in the case."
    ),
)
@option(
    "--preview",
    is_flag=True,
    help=N_(
        "Only show what would be sealed, what would be left out and why, and whether there "
        "is enough disk space."
    ),
)
@option("--identity", metavar="ID", help=N_("The identity to seal with."))
@option("--password-file", type=_PATH, metavar="F", help=PASSWORD_FILE_HELP)
@option(
    "--cosigner",
    multiple=True,
    metavar="ID",
    help=N_("An identity that co-signs the seal. Can be specified several times."),
)
@option(
    "--cosigner-password-file",
    multiple=True,
    type=_PATH,
    metavar="F",
    help=N_("The same for each --cosigner, in their order."),
)
@option(
    "--witness",
    multiple=True,
    metavar="ID",
    help=N_("An identity that signs last, as a witness. Can be specified several times."),
)
@option(
    "--witness-password-file",
    multiple=True,
    type=_PATH,
    metavar="F",
    help=N_("The same for each --witness, in their order."),
)
@option("--credentials", type=_PATH, metavar="FILE", help=CREDENTIALS_HELP)
@option(
    "--tsa",
    multiple=True,
    metavar="URL",
    help=N_(
        "A time-stamp authority (RFC 3161) to ask for trusted time. Can be specified "
        "several times: they are asked in turn. Without this option nothing is sent over "
        "the network."
    ),
)
@handling_option
@option(
    "--lang",
    multiple=True,
    type=LanguageType(),
    metavar="xx",
    help=N_(
        "A language of the texts in the bundle; English is always included. Default: all "
        "languages. Can be specified several times."
    ),
)
@option(
    "--report-lang",
    "report_languages",
    multiple=True,
    type=LanguageType(),
    metavar="xx",
    help=N_(
        "A language of the evidence report in the bundle. Can be specified several "
        "times. Default: the language of the messages."
    ),
)
@option("--no-report", is_flag=True, help=N_("Do not include an evidence report in the bundle."))
@option(
    "--cover-sheet",
    type=_PATH,
    metavar="F.pdf",
    help=N_("Verify the bundle in full after sealing, and write its cover sheet, signed like the seal."),
)
@option("--cover-picture", type=_PATH, metavar="F.png", help=N_("Also write a picture of the cover sheet."))
@option(
    "--to",
    "recipients",
    multiple=True,
    metavar="R",
    help=N_("Recipient of the cover sheet: “name; country”. Can be specified several times."),
)
@option(
    "--cover-lang",
    multiple=True,
    metavar="xx,yy",
    help=N_("One or two languages of the cover sheet. Default: the language of the messages."),
)
@parcel_options
@option(
    "--note",
    "notes",
    multiple=True,
    metavar="T",
    help=N_(
        "A sentence for the custody entry of the sealing, such as why something is left out; repeatable."
    ),
)
@supplement_options
@note_lang_option
@pass_session
def command(
    session: Session,
    case: Path,
    out: Path,
    tags: tuple[str, ...],
    everything: bool,
    texts: tuple[str, ...],
    media: bool,
    without: tuple[str, ...],
    tags_and_notes: bool,
    preview: bool,
    identity: str | None,
    password_file: Path | None,
    cosigner: tuple[str, ...],
    cosigner_password_file: tuple[Path, ...],
    witness: tuple[str, ...],
    witness_password_file: tuple[Path, ...],
    credentials: Path | None,
    tsa: tuple[str, ...],
    handling: tuple[str, ...],
    lang: tuple[str, ...],
    report_languages: tuple[str, ...],
    no_report: bool,
    cover_sheet: Path | None,
    cover_picture: Path | None,
    recipients: tuple[str, ...],
    cover_lang: tuple[str, ...],
    notes: tuple[str, ...],
    note_lang: str | None,
    supplements: str | None,
    supplement_kind: str,
    supplement_reason: str,
    replaces: tuple[str, ...],
    **filters: Any,
) -> None:
    cover = None
    asked_parcel = take_parcel_options(filters)
    if cover_sheet is not None:
        cover = CoverWanted(cover_sheet, recipients, cover_lang, tsa, picture=cover_picture)
    request = SealRequest(
        out=out,
        chosen=chosen_filters(tags, texts, filters, everything=everything),
        media=media,
        without=frozenset(without),
        tags_and_notes=tags_and_notes,
        notes=tuple(Note(lang=note_lang or current().language, text=n) for n in notes),
        handling=tuple(map(_handling, handling)),
        languages=lang,
        reports=() if no_report else tuple(dict.fromkeys(report_languages)) or (current().language,),
        credentials=() if credentials is None else read_credentials(credentials),
        authorities=tsa,
        supplement=supplement_asked(supplements, supplement_kind, supplement_reason, replaces, note_lang),
    )
    if preview:
        with open_case(case, write=False, clock=session.clock) as opened, job(session) as running:
            warn_of_incomplete(session, opened)
            found = look_ahead(
                opened, request, clock=session.clock, report=running.report, cancelled=running.cancelled
            )
        show_preview(session, found)
        return
    if identity is None:
        raise OptionMissingError(name="--identity")
    with open_case(case, write=True, clock=session.clock) as opened:
        refuse_in_evidence(opened, asked_parcel.shares_to, asked_parcel.folder)  # before one is made
        wanted = parcel_wanted(session, asked_parcel, out, request.handling, lang)
        warn_of_origin(session, opened)
        for one in request.chosen:
            warn_of_gaps(session, opened, one)
        warn_of_handling(session, opened, request.handling)
        warn_of_incomplete(session, opened)
        signing = unlocked(session, identity, password_file)
        cosigners = unlocked_each(session, "--cosigner", cosigner, cosigner_password_file)
        witnesses = unlocked_each(session, "--witness", witness, witness_password_file)
        if wanted is not None:
            wanted = wanted.with_passphrase(session)
        with job(session) as running:
            sealed = seal_bundle(
                opened,
                request,
                signing,
                clock=session.clock,
                cosigners=cosigners,
                witnesses=witnesses,
                report=running.report,
                cancelled=running.cancelled,
                ask=asking(session, running, credentials),
            )
            parcel = (
                None if wanted is None else wanted.make(opened, sealed, (signing,), tsa, session, running)
            )
            sent = None if parcel is None else parcel.path
            made = None if cover is None else cover.make(sealed.path, signing, session, running, parcel=sent)
    shares = (
        []
        if wanted is None or parcel is None
        else write_shares(session, parcel, wanted.shares_to, wanted.holders)
    )
    show_sealed(session, sealed, made, parcel, shares)


def show_sealed(
    session: Session,
    sealed: SealedBundle,
    cover: MadeCover | None = None,
    parcel: MadeParcel | None = None,
    shares: Sequence[Path] = (),
) -> None:
    """What people need to know of a new bundle; the last line counts what is left out."""
    words = current()
    session.say(tr("Bundle: {path}", path=sealed.path))
    session.say(tr("Seal: {path}", path=sealed.seal_path))
    session.say(tr("Seal code: {code}", code=show_code(sealed.seal_code)))
    session.say(tr("Signer's fingerprint (SHA-256): {digest}", digest=sealed.signer_fingerprint))
    show_time(session, sealed.time)
    session.say(
        trn(
            "{count} artifact, {content} with content ({size}).",
            "{count} artifacts, {content} with content ({size}).",
            sealed.artifacts,
            content=words.number(sealed.with_content),
            size=words.size(sealed.content_bytes),
        )
    )
    if sealed.given_up:
        session.warn(
            tr(
                "An unfinished sealing of this case was discarded: it was for another selection, other "
                "options or another signer, or it was not begun by you on this computer. This bundle was "
                "sealed from the start."
            )
        )
    if sealed.failed:
        session.warn(
            trn(
                "{count} content could not be sealed; the omissions in the bundle say why.",
                "{count} contents could not be sealed; the omissions in the bundle say why.",
                sealed.failed,
            )
        )
    for path, why in sealed.unmade:
        session.warn(
            tr(
                "The evidence report {name} could not be created; the bundle does not contain it. {why}",
                name=path,
                why=why,
            )
        )
    session.say(trn("{count} omission.", "{count} omissions.", sealed.omissions))
    if cover is not None:
        cover.show(session)
    if parcel is not None:
        session.say(tr("Parcel: {path}", path=parcel.path))
        session.say(parcel_is_sent(parcel.path.parent, words))
    session.event(
        "result",
        bundle=_fields(sealed),
        cover=None if cover is None else cover.values(),
        parcel=None
        if parcel is None
        else {
            "path": str(parcel.path),
            "number": parcel.facts.parcel,
            "shares": [str(path) for path in shares],
        },
    )


def _fields(sealed: SealedBundle) -> dict[str, object]:
    return {
        **asdict(sealed),
        "content_bytes": sealed.content_bytes,
        "path": str(sealed.path),
        "seal_path": str(sealed.seal_path),
        "seal_code_shown": show_code(sealed.seal_code),
        "time": time_fields(sealed.time),
    }


def _handling(typed: str) -> HandlingCode:
    scheme, colon, value = typed.partition(":")
    if not (scheme.strip() and colon and value.strip()):
        raise UsageError(name="--handling", value=typed)
    return HandlingCode(scheme.strip(), value.strip())
