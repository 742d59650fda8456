"""The committed page is what its source gives, byte for byte; and it can ask nothing of any network."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
from pathlib import Path

import pytest

from tests.web.runner import PAGE, SOURCE


def test_same_source_gives_the_same_bytes(packages: str, tmp_path: Path) -> None:
    built = tmp_path / "page.html"
    subprocess.run([packages, str(SOURCE / "build.mjs"), str(built)], check=True, capture_output=True)
    assert built.read_bytes() == PAGE.read_bytes(), "build it again: node packaging/web-verifier/build.mjs"


@pytest.mark.slow
def test_types_and_style_hold(packages: str) -> None:
    for tool in (["tsc", "--noEmit"], ["eslint", "."]):
        done = subprocess.run(["npx", *tool], cwd=SOURCE, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_policy_lets_nothing_out_and_names_the_script_that_is_there() -> None:
    html = PAGE.read_text("utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy[1].split("; "))
    script = re.search(r"<script>(.*?)</script>", html, re.S)
    style = re.search(r"<style>(.*?)</style>", html, re.S)
    assert script is not None
    assert style is not None
    assert rules == {
        "default-src": "'none'",
        "script-src": f"'sha256-{_hash(script[1])}' 'wasm-unsafe-eval'",
        "style-src": f"'sha256-{_hash(style[1])}'",
        "worker-src": "blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert not re.search(r"<(?:link|img|iframe|object|embed|form)\b", html)


def test_lock_pins_every_package_and_names_no_host() -> None:
    lock = (SOURCE / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > 50


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
