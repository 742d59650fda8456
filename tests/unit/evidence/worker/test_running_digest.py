"""A digest that grows is that of hashlib, whichever library makes it."""

from __future__ import annotations

import hashlib
import random

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from forensics_app.evidence.worker.running_digest import running_digest


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256"])
@pytest.mark.parametrize("system_has_md5", [True, False])
def test_digests_are_those_of_hashlib(
    name: str, system_has_md5: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(algorithm: object) -> object:
        raise UnsupportedAlgorithm("md5")

    if not system_has_md5:
        monkeypatch.setattr(hashes, "Hash", refused)
    data = random.Random(3).randbytes(300_001)
    running = running_digest(name)
    assert running.hexdigest() == hashlib.new(name, usedforsecurity=False).hexdigest()
    running.update(memoryview(data)[:100_000])
    running.update(data[100_000:])
    assert running.hexdigest() == hashlib.new(name, data, usedforsecurity=False).hexdigest()


def test_a_digest_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="unsupported"):
        running_digest("md6")
