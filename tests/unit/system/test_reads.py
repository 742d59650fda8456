"""Reads that give fewer bytes than were asked for, as network shares and signals make them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forensics_app.system import reads
from forensics_app.system.reads import read_exactly_at
from tests.world.sealing import make_bench


@pytest.fixture
def short_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most half of what is asked for, and at least one byte."""
    monkeypatch.setattr(reads, "read_at", lambda fd, size, at: os.pread(fd, max(1, size // 2), at))


@pytest.mark.usefixtures("short_reads")
def test_what_comes_in_parts_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(bytes(range(100)))
    with path.open("rb") as file:
        assert read_exactly_at(file.fileno(), 90, 7) == bytes(range(7, 97))
        with pytest.raises(OSError, match=r"I/O error|Input/output"):
            read_exactly_at(file.fileno(), 90, 11)


@pytest.mark.usefixtures("short_reads")
def test_a_bundle_sealed_while_reads_are_short_is_verified(tmp_path: Path) -> None:
    bench = make_bench(tmp_path)
    bench.assert_verified(bench.seal("X.zip").path)
