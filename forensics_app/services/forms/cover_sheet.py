"""The cover sheet of a sealed bundle, which is checked in full first: a PDF, signed on request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from forensics_app.bundle import layout
from forensics_app.bundle.reading.opening import seal_path_of
from forensics_app.errors import TimeStampError, UsageError
from forensics_app.i18n.translator import LANGUAGES, translator_for
from forensics_app.model.addendum import Recipient
from forensics_app.model.case import HashState
from forensics_app.model.cover_sheet import CoverSheet
from forensics_app.model.progress import IsCancelled, Report, never_cancelled, silent
from forensics_app.model.times import Clock
from forensics_app.model.trust import TrustStore
from forensics_app.report.forms.cover_sheet import cover_sheet_document
from forensics_app.report.forms.cover_sheet_html import cover_sheet_html
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.files.file_digests import named_file
from forensics_app.services.forms.output import is_html, signed_form, write_form
from forensics_app.services.verifying.verify import CheckedBundle, check

MOST_LANGUAGES = 2


def read_cover_sheet(
    bundle: Path,
    recipients: Sequence[Recipient],
    *,
    trust: TrustStore,
    clock: Clock,
    report: Report = silent,
    cancelled: IsCancelled = never_cancelled,
) -> CoverSheet:
    """What the sheet says of a bundle that is verified or unconfirmed; files are digested as they are.

    Raises VerificationFailedError, NotABundleError, BundleNotFoundError, SourceNotFoundError, CancelledError.
    """
    with check(bundle, trust=trust, clock=clock, report=report, cancelled=cancelled) as checked:
        sources = [json.loads(line) for line in _content(checked, layout.SOURCES).splitlines()]
        case = json.loads(_content(checked, layout.REQUEST))["case"]
        found = checked.report
    sent = [path for path in (bundle, seal_path_of(bundle)) if path.is_file()]
    differ = {s["exhibit"] for s in sources if s["hashes"] == HashState.DIFFER.value}
    return CoverSheet(
        report=found,
        recipients=tuple(recipients),
        files=tuple(named_file(path, report=report, cancelled=cancelled) for path in sent),
        differing=tuple(sorted(differ)),
        case_reference=case["reference"],
    )


def write_cover_sheet(
    sheet: CoverSheet,
    out: Path,
    languages: Sequence[str],
    *,
    clock: Clock,
    signing: SigningKey | None = None,
    authorities: Sequence[str] = (),
    picture: Path | None = None,
) -> TimeStampError | None:
    """Write it as a new file in one language or two: as HTML where the name ends so, which nobody signs, else
    as PDF, signed (PAdES) where there is a key. `picture`: where a PNG of its page goes.

    Where no authority answers it is signed without a time-stamp, and why is returned. Raises UsageError,
    TypesettingFailedError, SealFailedError, SigningKeyError, OutputExistsError, OutputNotWritableError,
    DiskFullError.
    """
    refuse_languages(languages)
    now = clock.now().astimezone(UTC).replace(microsecond=0)
    words = tuple(map(translator_for, languages))
    if is_html(out):
        write_form(out, cover_sheet_html(sheet, words))
        return None
    pdf, png = cover_sheet_document(sheet, words, printed=now, picture=picture is not None)
    pdf, trouble = signed_form(pdf, signing, authorities, at=now)
    write_form(out, pdf)
    if picture is not None and png is not None:
        picture.unlink(missing_ok=True)
        write_form(picture, png)
    return trouble


def refuse_languages(languages: Sequence[str]) -> None:
    """Raises UsageError for none, for more than two, and for one that isn't there."""
    known = all(language in LANGUAGES for language in languages)
    if not known or not 0 < len(set(languages)) == len(languages) <= MOST_LANGUAGES:
        raise UsageError(name="--lang", value=",".join(languages))


def _content(bundle: CheckedBundle, path: str) -> bytes:
    return b"".join(bundle.content(path))
