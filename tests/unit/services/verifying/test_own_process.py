"""However the process that verifies ends, whoever started it is told, and it is gone."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from forensics_app.model.progress import never_cancelled
from forensics_app.services.verifying.own_process import ChildEnding, ask

_RESULT = {"verdict": "verified", "name": "caf\udce9", "size": 1 << 70}


@pytest.mark.parametrize(
    ("code", "stalled_s", "ending"),
    [
        ("import time; time.sleep(3600)", 0.2, ChildEnding()),
        ("import os; os._exit(3)", 60.0, ChildEnding(exit_code=3)),
        ("import os; os.kill(os.getpid(), 11)", 60.0, ChildEnding(exit_code=-11)),
        (
            f"print('no json'); print({json.dumps({'result': _RESULT})!r})",
            60.0,
            ChildEnding(result=_RESULT),
        ),
        ("""print('{"failed": "why", "code": "x"}')""", 60.0, ChildEnding(failed="why", code="x")),
    ],
    ids=["hangs", "ends", "crashes", "answers", "fails"],
)
def test_an_ending_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, stalled_s: float, ending: ChildEnding
) -> None:
    (tmp_path / "verifying_child.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    command = [sys.executable, "-P", "-m", "verifying_child"]
    found = ask(command, {}, progress=lambda _: None, cancelled=never_cancelled, stalled_s=stalled_s)
    assert found == ending
