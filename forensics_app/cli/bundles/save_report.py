"""`sealwright save-report`: the window's own verb, which writes the report on a check that it shows.

What was found comes as one line of JSON on standard input: it may be longer than arguments may be.
"""

from __future__ import annotations

import json
from pathlib import Path

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import pass_session
from forensics_app.cli.progress import job
from forensics_app.cli.session import Session
from forensics_app.errors import ExitCode
from forensics_app.i18n import current
from forensics_app.services.forms.verification import save_report
from forensics_app.services.verifying.report_values import report_from_json


@new_command("save-report", help="")
@pass_session
def command(session: Session) -> int:
    with job(session) as running:
        order = json.loads(running.answer())
        out = Path(order["path"])
        save_report(
            [report_from_json(one) for one in order["reports"]],
            out,
            language=current().language,
            clock=session.clock,
            entered=order["entered"],
            report=running.report,
            cancelled=running.cancelled,
        )
    session.event("result", path=str(out))
    return ExitCode.OK
