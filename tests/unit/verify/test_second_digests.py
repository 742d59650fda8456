"""`--second-implementation` covers every digest: a library that lies about one kind of them is found out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from forensics_app.model.findings import Verdict
from forensics_app.seal.certificates.arithmetic import OPENSSL, Arithmetic, RunningDigest
from forensics_app.seal.certificates.second_arithmetic import PYCRYPTODOME
from forensics_app.seal.forms.p7s_profile import SignatureAlgorithm
from tests.vectors import pki
from tests.vectors.attacks_trust import TIME_TRUST
from tests.vectors.bundle import Plan, build
from tests.world.receiving import codes, policy, verify_bytes


class Lying:
    """pycryptodome, wrong about the digests of some data."""

    name = "lying"

    def __init__(self, about: Callable[[bytes], bool]) -> None:
        self._about = about

    def sha256(self, data: bytes | memoryview = b"", /) -> RunningDigest:
        return (_Wrong if self._about(bytes(data)) else PYCRYPTODOME.sha256)(data)

    def digest(self, algorithm: str, data: bytes) -> bytes:
        right = PYCRYPTODOME.digest(algorithm, data)
        return right[::-1] if self._about(data) else right

    def verify(self, key: bytes, algorithm: SignatureAlgorithm, signature: bytes, data: bytes) -> bool:
        return PYCRYPTODOME.verify(key, algorithm, signature, data)


class _Wrong:
    def __init__(self, data: bytes | memoryview) -> None:
        self._right = PYCRYPTODOME.sha256(data)

    def update(self, data: bytes | memoryview) -> object:
        return self._right.update(data)

    def digest(self) -> bytes:
        return self._right.digest()[::-1]


SOUND = build(Plan(time_stamp=True)).zip


def reported(arithmetic: Arithmetic) -> set[str]:
    return codes(verify_bytes(SOUND, using=replace(policy(TIME_TRUST), arithmetic=arithmetic)))


@pytest.mark.parametrize(
    ("about", "code"),
    [
        (lambda d: d.startswith(b"format: "), "libraries-disagree"),
        (lambda d: d == pki.SIGNER.certificate, "libraries-disagree"),
        (lambda d: d.startswith(b"<?xml") and b"signature001" in d, "signature-invalid"),
        (lambda d: d.startswith(b"\x00"), "merkle-differs"),
        (lambda d: d.startswith(b"\x01"), "merkle-differs"),
        (lambda d: b'"event_id"' in d, "custody-broken"),
    ],
    ids=["seal-code", "certificate", "signed-text", "leaf", "node", "custody"],
)
def test_each_kind_of_digest_is_the_second_library_s(about: Callable[[bytes], bool], code: str) -> None:
    assert reported(PYCRYPTODOME) == set()
    assert any(code in found for found in reported(Lying(about)))


def test_both_libraries_say_the_same_of_a_sound_bundle() -> None:
    one, two = (
        verify_bytes(SOUND, using=replace(policy(TIME_TRUST), arithmetic=a)) for a in (OPENSSL, PYCRYPTODOME)
    )
    assert one.verdict is two.verdict is Verdict.VERIFIED
    assert (one.axes, one.findings, one.seal) == (two.axes, two.findings, two.seal)
