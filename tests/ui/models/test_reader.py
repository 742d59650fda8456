"""The reader thread: newest first, replaced by key, errors told, nothing after the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from forensics_app.errors import CaseDamagedError, CaseNotFoundError, ForensicsError
from ui.jobs.reader import Reader

READERS: list[Reader[str]] = []


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Holds the first request of a reader until it is opened."""
    event = threading.Event()
    yield event
    event.set()
    while READERS:
        READERS.pop().close()


def reader(gate: threading.Event) -> tuple[Reader[str], list[str]]:
    made: Reader[str] = Reader(lambda: "resource", lambda resource: None)
    READERS.append(made)
    got: list[str] = []
    started = threading.Event()

    def first(resource: str) -> str:
        started.set()
        gate.wait(10)
        return "first"

    made.ask("gate", first, got.append)
    started.wait(5)
    return made, got


def test_newest_first(qtbot: QtBot, gate: threading.Event) -> None:
    made, got = reader(gate)
    for name in "abc":
        made.ask(name, lambda resource, n=name: n, got.append)  # type: ignore[misc]
    gate.set()
    qtbot.waitUntil(lambda: len(got) == 4, timeout=5_000)
    assert got == ["first", "c", "b", "a"]


def test_the_same_key_replaces_and_a_forgotten_one_is_not_asked(qtbot: QtBot, gate: threading.Event) -> None:
    made, got = reader(gate)
    made.ask("k", lambda resource: "old", got.append)
    made.ask("gone", lambda resource: "gone", got.append)
    made.ask("k", lambda resource: "new", got.append)
    made.forget("gone")
    gate.set()
    qtbot.waitUntil(lambda: len(got) == 2, timeout=5_000)
    qtbot.wait(50)
    assert got == ["first", "new"]


def test_answers_come_in_the_asking_thread(qtbot: QtBot, gate: threading.Event) -> None:
    made, got = reader(gate)
    threads: list[str] = []
    made.ask("x", lambda resource: threading.current_thread().name, threads.append)
    made.ask("y", lambda resource: "", lambda answer: got.append(threading.current_thread().name))
    gate.set()
    qtbot.waitUntil(lambda: len(threads) == 1 and len(got) == 2, timeout=5_000)
    assert threads == ["case-reader"]
    assert threading.main_thread().name in got


def test_an_error_is_told_to_who_asked(qtbot: QtBot, gate: threading.Event) -> None:
    made, got = reader(gate)
    errors: list[ForensicsError] = []

    def broken(resource: str) -> str:
        raise CaseDamagedError(path="x", detail="y")

    made.ask("x", broken, got.append, errors.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(errors), timeout=5_000)
    assert errors[0].code == "case-damaged"


def test_a_resource_that_cannot_be_opened(qtbot: QtBot) -> None:
    def missing() -> str:
        raise CaseNotFoundError(path="x")

    errors: list[ForensicsError] = []
    made: Reader[str] = Reader(missing, lambda resource: None)
    made.broken.connect(errors.append)
    qtbot.waitUntil(lambda: bool(errors), timeout=5_000)
    made.close()


def test_every_question_to_a_resource_that_cannot_be_opened_is_answered(
    qtbot: QtBot, gate: threading.Event
) -> None:
    """Asked before or after that is known, with or without somebody for its error."""

    def missing() -> str:
        gate.wait(10)
        raise CaseNotFoundError(path="x")

    before: list[ForensicsError] = []
    after: list[ForensicsError] = []
    lost: list[str] = []
    made: Reader[str] = Reader(missing, lambda resource: None)
    READERS.append(made)
    made.lost.connect(lost.append)
    made.ask("before", lambda resource: resource, before.append, before.append)
    gate.set()
    qtbot.waitUntil(lambda: len(before) == 1, timeout=5_000)
    assert before[0].code == "case-not-found"
    made.ask("after", lambda resource: resource, after.append, after.append)
    qtbot.waitUntil(lambda: len(after) == 1, timeout=5_000)
    assert after[0].code == "case-not-found"
    assert lost == []  # each was heard by who asked
    made.ask("for nobody", lambda resource: resource, after.append)
    qtbot.waitUntil(lambda: len(lost) == 1, timeout=5_000)
    assert "CaseNotFoundError" in lost[0]
    heard: list[ForensicsError] = []
    made.broken.connect(heard.append)
    made.ask("for whoever listens", lambda resource: resource, after.append)
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=5_000)


def test_nothing_is_delivered_after_the_end(qtbot: QtBot, gate: threading.Event) -> None:
    made, got = reader(gate)
    made.ask("later", lambda resource: "later", got.append)
    threading.Timer(0.1, gate.set).start()
    made.close()
    qtbot.wait(100)
    assert got == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_that_ends_the_thread_is_told(qtbot: QtBot, gate: threading.Event) -> None:
    made, got = reader(gate)
    lost: list[str] = []
    made.lost.connect(lost.append)

    def fault(resource: str) -> str:
        raise ZeroDivisionError("of ours")

    made.ask("x", fault, got.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(lost), timeout=5_000)
    assert "ZeroDivisionError: of ours" in lost[0]
