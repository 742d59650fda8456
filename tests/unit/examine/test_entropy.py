"""The entropy hint: what is dense, what is not, and what nobody asks about."""

from __future__ import annotations

import math
import random
import zlib

import pytest

from forensics_app.examine import examination
from forensics_app.examine.entropy import LEAST_BYTES, SAMPLE_BYTES, byte_spread
from forensics_app.examine.examination import TypeMemory, examine
from forensics_app.examine.options import ExamineOptions
from forensics_app.model.artifact import ByteSpread, Gap
from tests.unit.examine.test_examination import Bytes, look

NOISE = random.Random(7).randbytes(1 << 18)


@pytest.mark.parametrize(
    ("data", "bits"),
    [
        (bytes(4096), 0.0),
        (b"ab" * 2048, 1.0),
        (bytes(range(256)) * 16, 8.0),
        (b"aaab" * 1024, 2 - 0.75 * math.log2(3)),
    ],
    ids=["one value", "two", "each as often", "three quarters"],
)
def test_entropy_is_shannons(data: bytes, bits: float) -> None:
    assert byte_spread(data).bits == pytest.approx(bits, abs=1e-4)


def test_chi_square_compares_with_an_even_spread() -> None:
    assert byte_spread(bytes(range(256)) * 16).chi_square == 0
    assert byte_spread(bytes(4096)).chi_square == 4096 * 255
    assert 170 < byte_spread(NOISE).chi_square < 360


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_dense_at_the_smallest_size_that_is_asked_about(seed: int) -> None:
    assert byte_spread(random.Random(seed).randbytes(LEAST_BYTES)).high


def test_a_large_window_counts_by_slices_from_its_beginning_to_its_end() -> None:
    half = bytes(len(NOISE) // 2)
    spread = byte_spread(half + NOISE[len(half) :])
    assert spread.sampled_bytes == SAMPLE_BYTES
    assert 4 < spread.bits < 6
    assert not spread.high


def test_compressed_bytes_are_dense_too() -> None:
    drawn = random.Random(8)
    text = "".join(drawn.choices("etaoin shrdlu", k=200_000)).encode()
    assert byte_spread(zlib.compress(text, 9)[16:]).high


def test_only_contents_without_a_known_type_are_asked_about() -> None:
    noise, _ = look(Bytes(NOISE), "")
    assert noise.media_type == "application/octet-stream"
    assert isinstance(noise.entropy, ByteSpread)
    assert noise.entropy.high
    for data in (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + NOISE,
        b"plain words " * 1000,
        b"PK\x03\x04" + NOISE,
    ):
        assert look(Bytes(data))[0].entropy is None


def test_small_contents_unread_ones_and_those_without_types_are_not_asked_about() -> None:
    assert look(Bytes(NOISE[: LEAST_BYTES - 1]))[0].entropy is None
    assert look(Bytes(NOISE, (Gap(0, 512),)))[0].entropy is None
    assert look(Bytes(NOISE), options=ExamineOptions(media_type=False))[0].entropy is None


def test_the_same_content_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:

    counted: list[int] = []

    def count(window: bytes) -> ByteSpread:
        counted.append(len(window))
        return byte_spread(window)

    monkeypatch.setattr(examination, "byte_spread", count)
    memory = TypeMemory()
    for _ in range(3):
        examine(Bytes(NOISE), "", ExamineOptions(), memory, alive=lambda done: None)
    assert len(counted) == 1
