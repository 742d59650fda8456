"""A sender's bundle, one partner's folder of an inbox, and a home that is nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.world.parcels import Sender, make_sender


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Sender:
    return make_sender(tmp_path_factory.mktemp("sender"), b"content " * 1000)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    made = tmp_path / "in" / "lab-lyon"
    made.mkdir(parents=True)
    return made
