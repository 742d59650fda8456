"""Which files beside a bundle are read as its addenda, and how many at most."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forensics_app.bundle.reading import adjacent_addenda
from forensics_app.bundle.reading.adjacent_addenda import addendum_name, bundle_of, read_addenda
from forensics_app.bundle.reading.tree import Problem
from forensics_app.errors import AddendumNotReadableError
from forensics_app.model.addendum import AddendumEvent

GOOD = "X-B01.receipt.0123abcd.asice"


def found(folder: Path, *more: Path) -> tuple[list[str], list[Problem]]:
    problems: list[Problem] = []
    read = read_addenda(folder, ["X-B01"], more, problems.append)
    return [name for name, _ in read], problems


@pytest.mark.parametrize("event", AddendumEvent)
def test_name_says_of_which_bundle_it_is(event: AddendumEvent) -> None:
    assert bundle_of(addendum_name("A.receipt.1-B01", event, "0123abcd" + "f" * 56)) == "A.receipt.1-B01"


@pytest.mark.parametrize(
    "name",
    [
        "X-B01.asice", "X-B01.0123abcd.asice", "X-B01.receipt.asice", "X-B01.receipt.0123abc.asice",
        "X-B01.receipt.0123ABCD.asice", "X-B01.lost.0123abcd.asice", "X-B01.receipt.0123abcd.asice.part",
        "X-B02.receipt.0123abcd.asice", "x-B01.receipt.0123abcd.asice",
    ],
)  # fmt: skip
def test_files_of_other_names_are_not_looked_at(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert found(tmp_path) == ([], [])


def test_named_files_come_first_whatever_they_are_called(tmp_path: Path) -> None:
    (tmp_path / GOOD).write_bytes(b"x")
    (tmp_path / "sent by mail").write_bytes(b"y")
    assert found(tmp_path, tmp_path / "sent by mail") == (["sent by mail", GOOD], [])


def test_what_can_not_be_read_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / GOOD)
    (tmp_path / "X-B01.opening.00000000.asice").mkdir()
    (tmp_path / "X-B01.opening.00000001.asice").symlink_to("/dev/zero")
    names, problems = found(tmp_path)
    assert names == []
    assert [p.code for p in problems] == ["addendum-unreadable"] * 3
    with pytest.raises(AddendumNotReadableError):
        found(tmp_path, tmp_path / "none")


def test_one_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / GOOD).open("wb") as file:
        file.truncate(adjacent_addenda.MAX_ADDENDUM_BYTES + 1)
    assert [p.code for p in found(tmp_path)[1]] == ["addendum-unreadable"]


def test_more_than_are_read_are_counted(tmp_path: Path) -> None:
    for number in range(adjacent_addenda.MAX_ADDENDA + 3):
        (tmp_path / f"X-B01.opening.{number:08x}.asice").write_bytes(b"x")
    names, problems = found(tmp_path)
    assert len(names) == adjacent_addenda.MAX_ADDENDA
    assert [(p.code, p.actual) for p in problems] == [("addenda-too-many", "3")]
