"""What a child process says: lines as they come from a pipe, and what they mean."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.jobs.protocol import (
    Done,
    Failed,
    LineBuffer,
    PassphraseQuestion,
    ProtocolError,
    Working,
    parse_line,
)
from ui.jobs.speed import Speed, time_left

PROGRESS = {
    "event": "progress", "stage": "examine", "label": "Examining", "subject": "a.dd", "done_bytes": 5,
    "total_bytes": 10, "items": 1, "total_items": None,
}  # fmt: skip


def line(**values: object) -> bytes:
    return json.dumps(values).encode()


def test_progress() -> None:
    said = parse_line(line(**PROGRESS))
    assert isinstance(said, Working)
    assert (said.label, said.subject, said.share) == ("Examining", "a.dd", 0.5)


def test_share_is_unknown_without_totals_and_never_above_one() -> None:
    assert Working("s", "l", done_bytes=7).share is None
    assert Working("s", "l", done_bytes=7, total_bytes=5).share == 1.0
    assert Working("s", "l", items=1, total_items=4).share == 0.25


def test_a_question_for_a_passphrase() -> None:
    asked = parse_line(line(event="question", question="passphrase", identity="A. Weber"))
    assert asked == PassphraseQuestion("A. Weber")
    with pytest.raises(ProtocolError):
        parse_line(line(event="question", question="colour"))


def test_result_and_error() -> None:
    assert parse_line(line(event="result", reports=[1])) == Done({"reports": [1]})
    said = parse_line(line(event="error", code="usage", sentence="No.", fields={"name": "x"}))
    assert said == Failed("usage", "No.", {"name": "x"})


@pytest.mark.parametrize(
    "bad",
    [b"", b"Traceback (most recent call last):", b"[]", b"{}", b'{"event":"other"}', b'{"event":"progress"}',
     b'{"event":"question"}', b'{"event":"question","question":"other"}',
     b'{"event":"progress","stage":1}', b"\xff\xfe", b'"x"', b"[" * 100_000],
)  # fmt: skip
def test_anything_else_is_a_fault(bad: bytes) -> None:
    with pytest.raises(ProtocolError):
        parse_line(bad)


@given(st.lists(st.binary(max_size=20).map(lambda b: b.replace(b"\n", b"")), max_size=8), st.integers(1, 7))
def test_lines_come_out_whole_however_they_are_cut(lines: list[bytes], size: int) -> None:
    data = b"".join(part + b"\n" for part in lines)
    buffer, got = LineBuffer(), []
    for at in range(0, len(data), size):
        got += buffer.feed(data[at : at + size])
    assert got == [part for part in lines if part.strip()]


def test_speed_is_that_of_the_last_seconds() -> None:
    moments = iter((0.0, 1.0, 2.0, 10.0, 11.0, 12.0))
    speed = Speed(lambda: next(moments))
    last = Working("examine", "")
    for done in (0, 100, 200, 300, 1300, 2300):
        last = Working("examine", "", done_bytes=done, total_bytes=4300)
        speed.add(last)
    assert speed.bytes_per_second == 1000.0
    assert speed.seconds_left(last) == 2.0


def test_speed_begins_anew_with_a_stage() -> None:
    moments = iter((0.0, 1.0, 2.0))
    speed = Speed(lambda: next(moments))
    speed.add(Working("a", "", done_bytes=0))
    speed.add(Working("a", "", done_bytes=500))
    assert speed.bytes_per_second == 500
    speed.add(Working("b", "", done_bytes=9))
    assert speed.bytes_per_second is None


def test_time_left_for_people() -> None:
    assert [time_left(s) for s in (0.2, 59, 61, 5400, 90_000)] == [
        "1 s left", "59 s left", "1 min left", "2 h left", "25 h left",
    ]  # fmt: skip
