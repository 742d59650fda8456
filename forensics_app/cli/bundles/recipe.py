"""`sealwright recipe`: write out the script that checks a bundle with stock tools alone.

It comes from this program. A copy that came with a bundle proves nothing: whoever changed the bundle can have
changed it to print PASS.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import pass_session
from forensics_app.cli.options.output import output_option
from forensics_app.cli.session import Session
from forensics_app.i18n import N_, tr
from forensics_app.report.verification.recipe import recipe_script
from forensics_app.services.forms.output import write_form


@new_command(
    "recipe", help=N_("Write out the script that checks a bundle with openssl, unzip and sha256sum alone.")
)
@output_option()
@pass_session
def command(session: Session, output: Path) -> None:
    data = recipe_script().encode("utf-8")
    write_form(output, data)
    digest = hashlib.sha256(data).hexdigest()
    session.say(tr("Script saved to {path}.", path=output))
    session.say(tr("SHA-256 of the script: {digest}", digest=digest))
    session.say(
        tr(
            "Rely on a script that is not from your own program only if it has this digest. Never use the "
            "copy in a bundle: whoever changed the bundle can have changed it to print PASS."
        )
    )
    session.event("result", path=str(output), sha256=digest)
