"""The process that sets a page, fed over pipes: `python -m` with the name of this module.

A report holds whatever names are in evidence, and the typesetter is a library that we did not write: whatever
it does, it must cost a report and nothing else.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime

from forensics_app.errors import TypesettingFailedError
from forensics_app.system.limits import limit_addresses

FAILED = 3
MEMORY_BYTES = 3 << 30  # of addresses; fonts are mapped, so far less of it is memory


def main() -> int:
    """The page on stdout, or with exit code FAILED the reason why there is none."""
    # the parent takes FAILED from this file, and has no use for the typesetter
    from forensics_app.report.layout.typesetting import render_pdf, render_png

    limit_addresses(MEMORY_BYTES)
    asked = json.loads(sys.stdin.buffer.read())
    try:
        render = render_png if asked["picture"] else render_pdf
        made = render(
            asked["template"],
            asked["data"],
            lang=asked["lang"],
            created=datetime.fromisoformat(asked["created"]),
        )
    except TypesettingFailedError as e:
        sys.stdout.buffer.write(e.detail.encode("utf-8", "backslashreplace"))
        return FAILED
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
