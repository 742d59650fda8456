"""Every byte flip of a small bundle, seal and ZIP structure included, is found (DESIGN, section 15).

All positions, with masks that change from byte to byte, and in the long run with two more of them in the
signature file and token of the seal. Each run is a whole verification in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from forensics_app.model.findings import Verdict
from tests.vectors import pki
from tests.vectors.bundle import Plan, build
from tests.vectors.lists import EVENTS, ITEMS
from tests.vectors.pki import Identity
from tests.vectors.zipform import Entry, write
from tests.world.receiving import codes, policy, verify_bytes

BAD = frozenset({Verdict.ALTERED, Verdict.INCOMPLETE, Verdict.UNREADABLE})
MASKS = (0x01, 0x80, 0x20, 0xFF, 0x02, 0x40, 0x10, 0x04, 0x08)
TIME_TRUST = ("seal signer", "time time")
SLICES = 8
SIGNER_ALONE = Identity(pki.SIGNER.key, pki.SIGNER.certificate)


@cache
def small_zip() -> bytes:
    """The smallest bundle that has one of everything."""
    return build(Plan(items=ITEMS[:1], events=EVENTS[1:], signers=(SIGNER_ALONE,))).zip


@cache
def seal_entries() -> tuple[tuple[str, bytes], ...]:
    """The files of a seal with chains and time-stamps."""
    kept: list[Entry] = []
    build(Plan(time_stamp=True, container=kept.extend))
    return tuple((e.name, e.data) for e in kept)


def seal_with(name: str = "", position: int = 0, mask: int = 0) -> bytes:
    """The seal, with one byte of one file changed and the ZIP around it sound."""
    return write([Entry(n, flipped(d, position, mask) if n == name else d) for n, d in seal_entries()])


def flipped(data: bytes, position: int, mask: int) -> bytes:
    changed = bytearray(data)
    changed[position] ^= mask
    return bytes(changed)


def survivors(data: bytes, flips: Iterator[tuple[int, int]], name: str, trust: tuple[str, ...]) -> list[str]:
    """Flips after which nothing bad was found."""
    using = policy(trust, threads=1)
    found = []
    for position, mask in flips:
        report = verify_bytes(flipped(data, position, mask), name, using)
        if report.verdict not in BAD:
            found.append(f"{position} ^ {mask:#04x}: {report.verdict} {codes(report)}")
    return found


def test_the_small_bundle_is_sound() -> None:
    assert verify_bytes(small_zip()).verdict is Verdict.VERIFIED


@pytest.mark.parametrize("part", range(SLICES))
def test_every_byte_of_a_bundle(part: int) -> None:
    data = small_zip()
    flips = ((p, MASKS[(p // SLICES) % len(MASKS)]) for p in range(part, len(data), SLICES))
    assert survivors(data, flips, "x.zip", ("seal signer",)) == []


@pytest.mark.parametrize("part", range(SLICES))
def test_every_byte_of_a_seal_with_time(part: int) -> None:
    """The seal alone is at best unconfirmed, so a flip must still be told from that."""
    data = seal_with()
    flips = ((p, MASKS[(p // SLICES) % len(MASKS)]) for p in range(part, len(data), SLICES))
    assert survivors(data, flips, "x.asice", TIME_TRUST) == []


@pytest.mark.parametrize("part", range(SLICES))
@pytest.mark.parametrize(
    "distances", [(0,), pytest.param((3, None), marks=pytest.mark.slow)], ids=["one-bit", "more"]
)
def test_every_byte_of_signature_and_token(part: int, distances: tuple[int | None, ...]) -> None:
    """With the CRC beside it set right, as a forger would: what must hold is the DER itself.

    `distances` of the bit that is changed from the one of the place; None changes all of them.
    """
    found = []
    using = policy(TIME_TRUST, threads=1)
    for name in ("META-INF/signature001.p7s", "META-INF/timestamp001.tst"):
        for position in range(part, len(dict(seal_entries())[name]), SLICES):
            for distance in distances:
                mask = 0xFF if distance is None else 1 << ((position + distance) % 8)
                report = verify_bytes(seal_with(name, position, mask), "x.asice", using)
                if report.verdict not in BAD:
                    found.append(f"{name} {position} ^ {mask:#04x}: {codes(report)}")
    assert found == []
