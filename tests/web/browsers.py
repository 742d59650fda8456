"""The built page in a real browser, driven by packaging/web-verifier/browser.mjs."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

from tests.judging.judges import require_judge
from tests.web.runner import PAGE, SOURCE, Task

BROWSERS = {"chrome": "chromium", "firefox": "firefox-esr"}


def drive(name: str, task: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    """The lines that browser.mjs prints; the last one tells every request and error that was seen."""
    given = {"browser": name, "executable": require_judge(BROWSERS[name]), "page": str(PAGE), **task}
    path = folder / f"{name}.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    done = subprocess.run(
        [require_judge("node"), str(SOURCE / "browser.mjs"), str(path)], capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def as_given(task: Task) -> dict[str, Any]:
    """A task with its files and certificates, as the page's worker takes them."""
    main = Path(task.path)
    beside = sorted(p for p in main.parent.iterdir() if p.suffix == ".asice" and p.is_file() and p != main)
    files, paths, folder = [main], [], None
    if main.is_dir():
        files = sorted(p for p in main.rglob("*") if p.is_file())
        paths, folder = [p.relative_to(main).as_posix() for p in files], main.name
    return {
        "files": [str(p) for p in (*files, *beside)],
        "paths": paths,
        "folder": folder,
        "trust": [
            {
                "role": one.role,
                "certificate": _base64(one.pem),
                "label": one.label,
                "authority": one.authority,
                "subject": None if one.subject is None else _base64(one.subject),
                "revoked": one.revoked,
            }
            for one in task.trust
        ],
        "lists": [_base64(path) for path in task.crls],
        "expect": task.expect,
        "now": task.now,
    }


def _base64(path: str) -> str:
    return base64.b64encode(Path(path).read_bytes()).decode()
