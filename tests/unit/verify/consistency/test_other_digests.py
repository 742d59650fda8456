"""MD5 and SHA-1 that a sender made up are found where they are asked for, and not being asked for is said."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from forensics_app.bundle.reading.opening import open_bundle
from forensics_app.errors import CancelledError
from forensics_app.model.findings import VerificationReport
from forensics_app.services.addenda.receive import receive
from forensics_app.verify.collector import Findings
from forensics_app.verify.verifier import verify_bundle
from tests.vectors.attacks_lies import first_line
from tests.vectors.bundle import CHECKED_AT
from tests.vectors.lists import ITEMS
from tests.vectors.vector import PINNED
from tests.world.receiving import notes, policy, trust, verify_path
from tests.world.signing import FixedClock

CONTENT = ITEMS[0].content or b""
RIGHT = {
    "md5": hashlib.md5(CONTENT, usedforsecurity=False).hexdigest(),
    "sha1": hashlib.sha1(CONTENT, usedforsecurity=False).hexdigest(),
    "sha256": hashlib.sha256(CONTENT).hexdigest(),
}


def _verified(tmp_path: Path, *, asked: bool, cancelled: bool = False, **wrong: str) -> VerificationReport:
    path = first_line(digests=RIGHT | wrong)().write(tmp_path)
    findings = Findings()
    bundle = open_bundle(path, findings.add)
    try:
        with_option = replace(policy(), md5_sha1=asked)
        return verify_bundle(bundle, with_option, findings, cancelled=lambda: cancelled)
    finally:
        bundle.close()


def test_right_ones_agree(tmp_path: Path) -> None:
    report = _verified(tmp_path, asked=True)
    assert (report.verdict, report.consistency.places, report.consistency.md5_sha1) == ("verified", 0, True)


@pytest.mark.parametrize("wrong", [{"md5": "0" * 32}, {"sha1": "f" * 40}])
def test_wrong_ones_are_found_where_they_are_asked_for(wrong: dict[str, str], tmp_path: Path) -> None:
    report = _verified(tmp_path, asked=True, **wrong)
    [found] = [f for f in report.findings if f.code == "content-digest-differs"]
    (name, said) = next(iter(wrong.items()))
    assert (found.subject, found.expected, found.actual) == (ITEMS[0].data, said, RIGHT[name])
    assert (report.verdict, report.consistency.places) == ("verified", 1)


def test_unasked_they_are_not_compared_and_that_is_known(tmp_path: Path) -> None:
    report = _verified(tmp_path, asked=False, md5="0" * 32)
    assert "content-digest-differs" not in notes(report)
    assert (report.consistency.places, report.consistency.md5_sha1) == (0, False)


def test_an_altered_bundle_says_nothing_of_its_sealer(tmp_path: Path) -> None:
    sent = first_line(digests=RIGHT, layer="s1.p9")().write(tmp_path)
    data = bytearray(sent.read_bytes())
    data[data.index(CONTENT)] ^= 1
    sent.write_bytes(data)
    report = verify_path(sent)
    assert (report.verdict, report.consistency.places) == ("altered", None)
    assert not [f for f in report.findings if f.code == "record-layer-unknown"]


def test_it_can_be_cancelled(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        _verified(tmp_path, asked=True, cancelled=True)


def test_receiving_always_compares_them(tmp_path: Path) -> None:
    path = first_line(digests=RIGHT | {"md5": "0" * 32})().write(tmp_path)
    received = receive(path, trust=trust(PINNED), clock=FixedClock(CHECKED_AT))
    assert received.report.consistency.md5_sha1
    assert "content-digest-differs" in notes(received.report)
