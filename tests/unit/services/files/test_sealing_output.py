"""Finished files get their names without ever replacing anything, on file systems without hard links too."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from forensics_app.errors import DiskFullError, OutputExistsError, OutputNotWritableError
from forensics_app.services.cases.sealed_files import Output, open_part
from forensics_app.services.files.new_files import appear, disk_errors, write_new


@pytest.fixture(params=["links", "no-links"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "no-links":

        def refuse(*paths: object) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(os, "link", refuse)
    return tmp_path


def test_a_finished_file_gets_its_name(folder: Path) -> None:
    part, path = folder / "x.part", folder / "x"
    part.write_bytes(b"whole")
    appear(part, path)
    assert path.read_bytes() == b"whole"
    assert list(folder.iterdir()) == [path]


def test_a_name_that_is_taken_stays_as_it_is(folder: Path) -> None:
    part, path = folder / "x.part", folder / "x"
    part.write_bytes(b"new")
    path.write_bytes(b"old")
    with pytest.raises(OutputExistsError):
        appear(part, path)
    with pytest.raises(OutputExistsError):
        write_new(path, part, b"new")
    assert path.read_bytes() == b"old"


def test_a_full_disk_leaves_no_part_of_a_small_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_new(folder / "x", folder / "x.part", b"new")
    assert list(folder.iterdir()) == []


def test_a_dangling_link_is_a_name_that_is_taken(folder: Path) -> None:
    output = Output(folder / "x.zip")
    output.zip.symlink_to(folder / "nowhere")
    with pytest.raises(OutputExistsError):
        output.refuse_existing()


def test_a_kill_between_two_names_is_made_good(tmp_path: Path) -> None:
    part, path = tmp_path / "x.part", tmp_path / "x"
    part.write_bytes(b"whole")
    os.link(part, path)
    appear(part, path)
    assert list(tmp_path.iterdir()) == [path]


def test_two_sealings_cannot_write_one_part(tmp_path: Path) -> None:
    part = tmp_path / "x.part"
    with open_part(part, ours=False), pytest.raises(OutputExistsError), open_part(part, ours=True):
        pass


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.EFBIG, DiskFullError),
        (errno.EACCES, OutputNotWritableError),
        (errno.EROFS, OutputNotWritableError),
    ],
)
def test_errors_of_the_disk_have_their_names(number: int, kind: type[Exception]) -> None:
    with pytest.raises(kind), disk_errors(Path("/x")):
        raise OSError(number, os.strerror(number))
