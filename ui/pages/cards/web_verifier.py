"""The page that verifies without this program: saved where the user says, with its digest."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from forensics_app.errors import ForensicsError
from forensics_app.i18n import current, tr
from forensics_app.i18n.refusals.in_window import window_sentence
from forensics_app.report.verification.web_page import WEB_PAGE_NAME, web_page, web_page_sha256
from forensics_app.services.forms.output import write_form
from ui.dialogs.choose import choose_web_page
from ui.theme.state import State


def save_web_page(parent: QWidget) -> tuple[str, State] | None:
    """What is to be said of it, or None where the user changed their mind."""
    out = choose_web_page(parent, WEB_PAGE_NAME)
    return None if out is None else write_web_page(out)


def write_web_page(out: Path) -> tuple[str, State]:
    """Never over another file."""
    try:
        write_form(out, web_page())
    except ForensicsError as e:
        return window_sentence(e), State.BAD
    said = tr(
        "Web page saved. Send it through another channel than the bundle, with its SHA-256: {digest}",
        digest=current().isolate(web_page_sha256()),
    )
    return said, State.OK
