"""`sealwright trust tsa`: what a real authority answers, and ways in which one can fail, said in words."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics_app.errors import TimeStampClockError, TimeStampError, UsageError
from forensics_app.model.trust import TrustRole
from forensics_app.seal.certificates.facts import read_facts
from forensics_app.services.sealing.time_authorities import ask_authority
from forensics_app.services.trust.trust import add_trust, load_trust
from tests.world.authorities.server import Authorities, authorities
from tests.world.cases import TickingClock


class StoppedClock:
    """A computer whose clock stands."""

    def now(self) -> datetime:
        return datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authorities]:
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))
    with authorities() as known:
        yield known


def asked(url: str) -> dict[str, object]:
    command = [sys.executable, "-m", "forensics_app.cli.main", "--progress-json", "trust", "tsa", url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        lines = child.stdout.read().splitlines()  # standard input stays open: closing it would cancel
    last: dict[str, object] = json.loads(lines[-1])
    return last


def test_a_good_authority_is_named_and_not_trusted_by_answering(served: Authorities) -> None:
    answer = asked(served.tsa)
    facts = read_facts(served.time_authority.der)
    assert answer["event"] == "result"
    assert answer["authority"] == facts.common_name
    assert answer["fingerprint"] == facts.fingerprint
    assert answer["trust"] == "unknown"
    assert answer["clock_fault"] is None
    assert load_trust().entries == ()


def test_a_pinned_authority_is_trusted_and_one_pinned_for_seals_is_not(
    served: Authorities, tmp_path: Path
) -> None:
    file = tmp_path / "time.pem"
    file.write_bytes(served.time_authority.pem)
    fingerprint = read_facts(served.time_authority.der).fingerprint
    add_trust(file, role=TrustRole.SEAL, fingerprint=fingerprint, clock=TickingClock())
    assert asked(served.tsa)["trust"] == "unknown"
    add_trust(file, role=TrustRole.TIME, fingerprint=fingerprint, clock=TickingClock())
    assert asked(served.tsa)["trust"] == "pinned"


def test_a_clock_that_stands_is_told(served: Authorities) -> None:
    answer = ask_authority(served.tsa, trust=load_trust(), clock=StoppedClock())
    assert isinstance(answer.clock_fault, TimeStampClockError)
    assert answer.clock_fault.stated.startswith("2020-01-01")


@pytest.mark.parametrize("url", ["ftp://tsa.example", "tsa.example", "http://a:b@tsa.example/"])
def test_what_is_no_address_is_not_asked(served: Authorities, url: str) -> None:
    with pytest.raises(UsageError):
        ask_authority(url, trust=load_trust(), clock=TickingClock())
    assert served.asked == []


@pytest.mark.parametrize("name", ["refuses", "another-nonce", "altered", "page"])
def test_an_authority_that_fails_says_how(served: Authorities, name: str) -> None:
    with pytest.raises(TimeStampError):
        ask_authority(served.hostile(name), trust=load_trust(), clock=TickingClock())
