"""Cases of earlier versions: brought to a later format with the old one kept, by the stored cases.

No released version has had another format yet, so the later one is made here: the schema with one more table.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from forensics_app.catalog import database, migrating, schema_check
from forensics_app.catalog.migrating import STEPS, kept_path
from forensics_app.errors import CaseInUseError, CaseNewerError, CaseVersionError, DiskFullError
from forensics_app.i18n.sentences import error_sentence
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.case import CATALOGUE_NAME
from forensics_app.services.cases.opening import open_case
from tests.integration.test_stored import STORED

Program = Callable[[], AbstractContextManager[None]]
_LATER = 9
_TABLE = "CREATE TABLE added_later (row INTEGER PRIMARY KEY, words TEXT NOT NULL)"


def _step(connection: sqlite3.Connection) -> int:
    connection.execute(_TABLE)
    connection.execute("INSERT INTO added_later SELECT row, hex(id) FROM artifacts")
    return _LATER


@pytest.fixture(params=STORED, ids=lambda path: path.name)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with tarfile.open(request.param / "case.tar.xz") as packed:
        packed.extractall(tmp_path, filter="data")
    return tmp_path / "case"


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A way into the program as it will be with another format; what is set up goes with the test."""
    schema = tmp_path / "later.sql"
    schema.write_text(f"{database.SCHEMA.read_text('utf-8')}\n{_TABLE};\n", "utf-8")

    @contextmanager
    def program() -> Iterator[None]:
        with monkeypatch.context() as changed:
            changed.setitem(STEPS, 7, _step)
            changed.setitem(STEPS, 8, _step)
            changed.setattr(schema_check, "SCHEMA", schema)
            for module in (database, migrating):
                changed.setattr(module, "FORMAT", _LATER)
                changed.setattr(module, "FORMAT_WITH_MARKS", _LATER)
            schema_check._ours.cache_clear()
            yield
        schema_check._ours.cache_clear()

    return program


def _listed(case: Path, *, write: bool = False) -> list[str]:
    with open_case(case, write=write, clock=SystemClock()) as opened:
        rows = opened.store.database.connection.execute("SELECT id, size, hex(sha256) FROM artifacts")
        return [str(row) for row in rows]


def _version(path: Path) -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


@pytest.mark.parametrize("write", [True, False])
def test_an_earlier_case_is_brought_up_and_the_old_one_kept(case: Path, later: Program, write: bool) -> None:
    before, version = _listed(case), _version(case / CATALOGUE_NAME)
    with later():
        assert _listed(case, write=write) == before
        assert _version(case / CATALOGUE_NAME) == _LATER
        assert _listed(case, write=True) == before  # and never again
    kept = kept_path(case / CATALOGUE_NAME, version)
    assert _version(kept) == version
    assert kept.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CaseNewerError):
        _listed(case)
    kept.replace(case / CATALOGUE_NAME)  # what one does to go back
    assert _listed(case) == before
    assert sorted(p.name for p in case.iterdir() if "migrating" in p.name) == []


class _Killing:
    """Ends this process at the moment of this number; each call has one before it and one after it."""

    def __init__(self, moment: int) -> None:
        self._left = moment

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def killing(*arguments: Any) -> Any:
            self._pass()
            done = act(*arguments)
            self._pass()
            return done

        return killing

    def _pass(self) -> None:
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1


def test_a_kill_at_any_step_leaves_a_case_that_opens(
    case: Path, later: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before and after each write that must be on the disk, each rename and each step, until one run ends."""
    before, version = _listed(case), _version(case / CATALOGUE_NAME)
    moments = 0
    while True:
        child = os.fork()
        if child == 0:
            try:
                with later():
                    kill = _Killing(moments)
                    monkeypatch.setattr(migrating, "sync", kill.around(migrating.sync))
                    monkeypatch.setattr(Path, "replace", kill.around(Path.replace))
                    monkeypatch.setitem(STEPS, version, kill.around(_step))
                    _listed(case, write=True)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        if _version(case / CATALOGUE_NAME) == version:
            assert _listed(case, write=True) == before  # by the program of before, as if nothing had been
        else:
            assert _version(kept_path(case / CATALOGUE_NAME, version)) == version
            break
        assert os.WIFSIGNALED(status)
        moments += 1
    assert moments > 10
    with later():
        assert _listed(case, write=True) == before


def test_want_of_room_or_another_writer_changes_nothing(
    case: Path, later: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, version = (case / CATALOGUE_NAME).read_bytes(), _version(case / CATALOGUE_NAME)
    with open_case(case, write=True, clock=SystemClock()), later(), pytest.raises(CaseInUseError):
        _listed(case)

    def full(connection: sqlite3.Connection) -> int:
        _step(connection)
        raise DiskFullError(path=str(case))

    with later(), monkeypatch.context() as broken:  # undone before `later` takes back its own step
        broken.setitem(STEPS, version, full)
        with pytest.raises(DiskFullError):
            _listed(case, write=True)
    assert STEPS == {}
    assert _version(case / CATALOGUE_NAME) == version
    with closing(sqlite3.connect(case / CATALOGUE_NAME)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert len((case / CATALOGUE_NAME).read_bytes()) >= len(before)


def test_a_case_of_a_newer_version_is_refused_in_a_sentence_and_left_alone(case: Path) -> None:
    path = case / CATALOGUE_NAME
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    for write in (False, True):
        with pytest.raises(CaseNewerError) as caught:
            _listed(case, write=write)
    assert "newer version" in error_sentence(caught.value)
    assert path.read_bytes() == before
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version = 3")
    with pytest.raises(CaseVersionError) as old:
        _listed(case)
    assert not isinstance(old.value, CaseNewerError)
