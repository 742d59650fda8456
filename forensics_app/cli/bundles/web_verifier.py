"""`sealwright web-verifier`: write out the page that verifies a bundle in a browser.

It comes from this program. A copy that came with a bundle proves nothing: whoever changed the bundle can have
changed it to say VERIFIED.
"""

from __future__ import annotations

from pathlib import Path

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import pass_session
from forensics_app.cli.options.output import output_option
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, tr
from forensics_app.report.verification.web_page import web_page, web_page_sha256
from forensics_app.services.forms.output import write_form


@new_command("web-verifier", help=N_("Write out the web page that verifies a bundle offline in a browser."))
@output_option("FILE.html")
@pass_session
def command(session: Session, output: Path) -> None:
    write_form(output, web_page())
    session.say(tr("The page is written to {path}.", path=output))
    session.say(tr("SHA-256 of the page: {digest}", digest=web_page_sha256()))
    session.say(
        tr(
            "Open it in any current browser; it makes no network connection. Send it "
            "through another channel than the bundle, and never use a copy that came with a "
            "bundle: whoever changed the bundle could have changed the page too."
        )
    )
    session.event("result", path=str(output), sha256=web_page_sha256())
