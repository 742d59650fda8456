"""`web-verifier`: the page as it is shipped, with its digest, and never over another file."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "verifier" / "sealwright-verifier.html"


def written(out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "forensics_app.cli.main", "web-verifier", "-o", str(out)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_page_is_written_out_with_its_digest(tmp_path: Path) -> None:
    out = tmp_path / "verifier.html"
    done = written(out)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == SHIPPED.read_bytes()
    assert hashlib.sha256(out.read_bytes()).hexdigest() in done.stdout


def test_another_file_stays(tmp_path: Path) -> None:
    out = tmp_path / "verifier.html"
    out.write_text("mine")
    done = written(out)
    assert done.returncode != 0
    assert out.read_text() == "mine"
    assert str(out) in done.stderr
