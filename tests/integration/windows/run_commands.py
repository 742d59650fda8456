"""Run by a Windows Python: some commands in one process, since each process takes long to start under Wine.

run_commands.py FILE    JSON: commands as lists of words; on stdout JSON: their codes and what they said
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

from forensics_app.cli.main import main


def run(words: list[str]) -> dict[str, object]:
    said, warned = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(warned):
        code = main(words)
    for stream in (said, warned):
        stream.seek(0)
    return {"words": words, "code": code, "said": said.read(), "warned": warned.read()}


if __name__ == "__main__":
    commands = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps([run(words) for words in commands]))  # noqa: T201 - what the test reads
