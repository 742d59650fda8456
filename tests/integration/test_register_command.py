"""The register of checked bundles on the command line: entered on request, listed, and what clashes in it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from forensics_app.services.verifying.register import CheckedBundle, note, register_file, registered
from tests.vectors.make_vectors import ALL
from tests.world.cases import sealwright


@pytest.fixture(autouse=True)
def _own_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    made = next(one for one in ALL if one.name == "sound")
    return made.make().write(tmp_path)


def test_a_check_is_entered_on_request_alone(bundle: Path) -> None:
    sealwright("verify", bundle, check=False)
    assert registered() == []
    sealwright("verify", bundle, "--register", check=False)
    (kept,) = registered()
    assert kept.path == str(bundle)
    assert len(kept.code) == 64
    assert register_file().stat().st_mode & 0o077 == 0
    said = sealwright("register", "list").stdout
    assert kept.reference in said
    assert kept.path in said


def test_a_clash_is_told_when_it_is_entered_and_whenever_it_is_listed(bundle: Path) -> None:
    sealwright("verify", bundle, "--register", check=False)
    (kept,) = registered()
    note([replace(kept, path="/old/other.zip", code="ab" * 32)])
    said = sealwright("verify", bundle, "--register", check=False)
    assert "have different seals" in said.stdout
    assert said.returncode != 0
    listed = sealwright("register", "list", check=False)
    assert listed.returncode == 3
    assert "/old/other.zip" in listed.stdout
    done = json.loads(sealwright("--progress-json", "register", "list", check=False).stdout.splitlines()[-1])
    assert [c["reference"] for c in done["clashes"]] == [kept.reference]
    sealwright("register", "remove", "/old/other.zip")
    assert [one.path for one in registered()] == [str(bundle)]
    assert sealwright("register", "list").returncode == 0


def test_an_addendum_alone_is_no_other_bundle_of_its_reference(bundle: Path, tmp_path: Path) -> None:
    """Its container has a code of its own, and the reference of the bundle that it belongs to."""
    sealwright("verify", bundle, "--register", check=False)
    before = registered()
    (alone,) = (one for one in ALL if one.name == "addendum-alone")
    said = sealwright("verify", alone.make().write(tmp_path / "alone"), "--register", check=False)
    assert "UNCONFIRMED" in said.stdout
    assert "have different seals" not in said.stdout
    assert registered() == before


def test_what_does_not_hold_has_no_say(bundle: Path) -> None:
    sealwright("verify", bundle, "--register", check=False)
    (kept,) = registered()
    note([replace(kept, path="/old/forged.zip", code="ab" * 32, verdict="altered")])
    assert sealwright("register", "list").returncode == 0


def test_what_nobody_registered_can_not_be_removed() -> None:
    assert sealwright("register", "remove", "nobody.zip", check=False).returncode != 0


def test_entries_of_a_newer_version_cost_no_more_than_the_register(tmp_path: Path) -> None:
    note([CheckedBundle("/a.zip", "A", "LKA", "ab" * 32, "verified", "2026-04-17T09:00:00Z")])
    register_file().write_text('{"bundles": [{"unknown": 1}]}')
    assert registered() == []
    assert sealwright("register", "list").returncode == 0
