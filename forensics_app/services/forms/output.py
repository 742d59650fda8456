"""Forms that leave a laboratory on their own: signed on request, and written as new files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from forensics_app.errors import OutputExistsError, TimeStampError
from forensics_app.seal.making.timestamp import AuthoritiesInTurn, TimeStampAuthority
from forensics_app.seal.signing_key import SigningKey
from forensics_app.services.files.new_files import disk_errors, write_new

PDF, HTML = ".pdf", ".html"


def is_html(out: Path) -> bool:
    """Whether a form of this name is a web page, which nobody signs."""
    return out.suffix.lower() == HTML


def is_pdf(out: Path) -> bool:
    """Whether a form of this name is a PDF file."""
    return out.suffix.lower() == PDF


def signed_form(
    pdf: bytes, key: SigningKey | None, tsa: Sequence[str], *, at: datetime
) -> tuple[bytes, TimeStampError | None]:
    """`pdf` with a signature (PAdES) that the first authority of `tsa` (URLs) that answers has stamped.

    Where none does, it is signed without, and why is returned; without a key nothing is signed. Raises
    SealFailedError, SigningKeyError.
    """
    if key is None:
        return pdf, None
    # half of a command's start, and few forms are signed
    from forensics_app.seal.signatures.pades import sign_pdf

    if not tsa:
        return sign_pdf(pdf, key, at=at), None
    try:
        authority = AuthoritiesInTurn([TimeStampAuthority(url) for url in tsa])
        return sign_pdf(pdf, key, at=at, authority=authority), None
    except TimeStampError as e:
        return sign_pdf(pdf, key, at=at), e


def write_form(out: Path, data: bytes) -> None:
    """A new file that appears whole. Raises OutputExistsError, OutputNotWritableError, DiskFullError."""
    if os.path.lexists(out):
        raise OutputExistsError(path=str(out))
    with disk_errors(out):
        write_new(out, out.with_name(f"{out.name}.part"), data)
