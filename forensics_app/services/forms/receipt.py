"""The page of a receipt as a file: PDF, signed on request, HTML or text, by the ending of its name."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from forensics_app.errors import TimeStampError, UsageError
from forensics_app.i18n.translator import Translator
from forensics_app.model.addendum import AddendumDraft, NamedFile
from forensics_app.model.findings import VerificationReport
from forensics_app.model.names import gated
from forensics_app.model.times import Clock
from forensics_app.report.forms.receipt_html import page_html
from forensics_app.report.forms.receipt_page import (
    ReceiptPage,
    SignedReceipt,
    page_lines,
    page_pdf,
    receipt_page,
)
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.addenda.making import MadeAddendum, refuse_output
from forensics_app.services.forms.output import is_html, is_pdf, signed_form, write_form
from forensics_app.services.verifying.drill_bundles import is_of_drill
from forensics_app.services.verifying.verify import code_shown


def refuse_page(out: Path) -> None:
    """Before a long check: the page of a signed receipt is PDF or HTML, and a new file.

    Raises UsageError, OutputExistsError, OutputNotWritableError.
    """
    if not (is_pdf(out) or is_html(out)) or out.is_dir():
        raise UsageError(name="--page", value=str(out))
    refuse_output(out)


def page_of(
    draft: AddendumDraft,
    report: VerificationReport,
    words: Translator,
    made: tuple[MadeAddendum, Path] | None,
) -> ReceiptPage:
    """The page; `made` is the signed receipt and where it was written, None where nobody signed one."""
    code = report.seal.code
    signed = None
    if made is not None:
        receipt, path = made
        digest = hashlib.sha256(receipt.data).hexdigest()
        signed = SignedReceipt(NamedFile(path.name, len(receipt.data), digest), receipt.event_sha256)
    shown, practice = None if code is None else code_shown(code), is_of_drill(Path(report.bundle.path))
    return receipt_page(draft, report, shown, words, signed=signed, practice=practice)


def write_page(
    page: ReceiptPage,
    out: Path,
    words: Translator,
    *,
    clock: Clock,
    key: SigningKey | None = None,
    tsa: Sequence[str] = (),
) -> TimeStampError | None:
    """Write it as a new file; what is neither PDF nor HTML by its name is text.

    `key` signs a PDF (PAdES), and the first authority of `tsa` (URLs) that answers stamps that; where none
    does, why is returned.

    Raises TypesettingFailedError, SealFailedError, SigningKeyError, OutputExistsError,
    OutputNotWritableError, DiskFullError.
    """
    trouble: TimeStampError | None = None
    if is_pdf(out):
        now = clock.now().astimezone(UTC).replace(microsecond=0)
        pdf = page_pdf(page, language=words.language, printed=now)
        data, trouble = signed_form(pdf, key, tsa, at=now)
    elif is_html(out):
        data = page_html(page, words)
    else:
        data = "".join(f"{gated(line)}\n" for line in page_lines(page, words)).encode(
            "utf-8", "backslashreplace"
        )
    write_form(out, data)
    return trouble
