"""Run by a Windows Python: what the verifier says of every vector, as JSON on stdout.

judge_vectors.py FOLDER     a new folder for the bundles while they are judged
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from forensics_app.model.findings import AXES
from tests.vectors.make_vectors import ALL, EXPECTATIONS
from tests.world.receiving import codes, policy, verify_path


def main() -> None:
    folder = Path(sys.argv[1])
    answers: dict[str, object] = {}
    for vector in ALL:
        if vector.name in sys.argv[2:]:
            continue
        expected = json.loads((EXPECTATIONS / vector.name / "expected.json").read_text(encoding="utf-8"))
        folder.mkdir(parents=True)
        asked = policy(tuple(expected["trust"]), expect_events=tuple(expected["expect_events"]))
        report = verify_path(vector.make().write(folder), asked)
        answers[vector.name] = {
            "verdict": report.verdict.value,
            "axes": {a.value: report.axes[a].value for a in AXES},
            "findings": sorted(codes(report)),
        }
        shutil.rmtree(folder)
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
