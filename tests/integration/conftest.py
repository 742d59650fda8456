"""The command line in this process, with a home of its own, in English."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from forensics_app.cli.main import main
from forensics_app.i18n import set_language

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Exit code, stdout and stderr of one command."""
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run_main(*arguments: object) -> tuple[int, str, str]:
        code = main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        set_language("en")
        return code, out, err

    return run_main


@pytest.fixture
def elsewhere(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """A command as somebody else gives it, whose computer has none of these identities."""

    def run_there(*arguments: object) -> tuple[int, str, str]:
        with monkeypatch.context() as patch:
            patch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home-elsewhere"))
            return run(*arguments)

    return run_there
