"""The process on a worker of a cluster that verifies one bundle: an order on stdin, its report on stdout."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from forensics_app.i18n import set_language
from forensics_app.model.progress import Report
from forensics_app.services.clusters.check_work import request_from_json
from forensics_app.services.verifying.child_process import serve
from forensics_app.services.verifying.report_values import report_to_json
from forensics_app.services.verifying.verify import verify


@dataclass(frozen=True, slots=True)
class _AskedAt:
    """The clock of whoever asked, stopped when the run began."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def main() -> int:
    """As `child_process.serve`."""
    return serve(_answer)


def _answer(order: dict[str, Any], report: Report) -> dict[str, Any]:
    request = request_from_json(order["request"])
    set_language(request.language)
    found = verify(
        Path(os.fsdecode(bytes.fromhex(order["path"]))),
        trust=request.trust,
        clock=_AskedAt(request.now),
        second_implementation=request.second_implementation,
        expected_events=request.expected_events,
        md5_sha1=request.md5_sha1,
        report=report,
    )
    return {"report": report_to_json(found), "verdict": found.verdict.value}


if __name__ == "__main__":
    sys.exit(main())
