"""Making a cover sheet for `seal` and `cover-sheet`: what was asked for, and what came of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from forensics_app.cli.progress import Job
from forensics_app.cli.session import Session
from forensics_app.errors import CancelledError, ForensicsError, OutputExistsError, UsageError
from forensics_app.i18n import current, pick_language, tr
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.trust import TrustStore
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.forms.cover_sheet import read_cover_sheet, refuse_languages, write_cover_sheet
from forensics_app.services.input.recipients import recipient
from forensics_app.services.parcels.sent import sent_parcels
from forensics_app.services.trust.trust import load_trust


@dataclass(frozen=True, slots=True)
class MadeCover:
    """`path` is None where the sheet could not be made, and `trouble` then says why; with a path it says what
    its signature lacks."""

    path: Path | None
    picture: Path | None
    trouble: str | None

    def show(self, session: Session) -> None:
        """For people."""
        if self.trouble is not None:
            session.warn(self.trouble)
        if self.path is not None:
            session.say(tr("Cover sheet: {path}", path=self.path))

    def values(self) -> dict[str, Any]:
        """For the window."""
        return {name: None if value is None else str(value) for name, value in asdict(self).items()}


class CoverWanted:
    """Refuses at once what could not be made later. Raises UsageError, OutputExistsError, and what
    `recipient` does."""

    def __init__(
        self,
        out: Path,
        recipients: tuple[str, ...],
        languages: tuple[str, ...],
        authorities: tuple[str, ...] = (),
        *,
        picture: Path | None = None,
    ) -> None:
        self._out, self._picture, self._authorities = out, picture, authorities
        self._recipients = tuple(map(recipient, recipients))
        self._languages = cover_languages(languages)
        if out.exists():
            raise OutputExistsError(path=str(out))

    def make(
        self,
        bundle: Path,
        signing: SigningKey | None,
        session: Session,
        running: Job,
        *,
        parcel: Path | None = None,
    ) -> MadeCover:
        """The sheet of a bundle that was just sealed: what fails here must not make the sealing fail.

        Raises CancelledError no more: the bundle is there whether its sheet is or not.
        """
        try:
            return self.make_or_fail(bundle, signing, session, running, trust=load_trust(), parcel=parcel)
        except CancelledError:
            return MadeCover(None, None, tr("The cover sheet was not created: cancelled."))
        except ForensicsError as e:
            return MadeCover(None, None, tr("The cover sheet was not created: {why}", why=error_sentence(e)))

    def make_or_fail(
        self,
        bundle: Path,
        signing: SigningKey | None,
        session: Session,
        running: Job,
        *,
        trust: TrustStore,
        parcel: Path | None = None,
    ) -> MadeCover:
        """`parcel`: its list or folder, where it is not where `seal` makes it.

        Raises what `read_cover_sheet`, `sent_parcels` and `write_cover_sheet` do.
        """
        sheet = read_cover_sheet(
            bundle,
            self._recipients,
            trust=trust,
            clock=session.clock,
            report=running.report,
            cancelled=running.cancelled,
        )
        parcels = sent_parcels(
            bundle, sheet.report.seal.code or "", parcel, report=running.report, cancelled=running.cancelled
        )
        sheet = replace(sheet, parcels=parcels)
        trouble = write_cover_sheet(
            sheet,
            self._out,
            self._languages,
            clock=session.clock,
            signing=signing,
            authorities=self._authorities,
            picture=self._picture,
        )
        return MadeCover(self._out, self._picture, None if trouble is None else error_sentence(trouble))


def cover_languages(asked: tuple[str, ...]) -> tuple[str, ...]:
    """`xx,yy` and repeated options alike; that of the messages where none is named. Raises UsageError."""
    named = [part.strip() for text in asked for part in text.split(",") if part.strip()]
    try:
        languages = tuple(dict.fromkeys(map(pick_language, named))) or (current().language,)
    except KeyError as e:
        raise UsageError(name="--lang", value=",".join(named)) from e
    refuse_languages(languages)
    return languages
