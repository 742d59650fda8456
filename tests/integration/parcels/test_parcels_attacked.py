"""What others can put in the way of whoever makes, opens or passes on a parcel."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from forensics_app.errors import OutputExistsError, ParcelLockedError, UsageError
from forensics_app.parcel.envelope import Recipients
from forensics_app.services.parcels import making
from forensics_app.services.parcels.adding import add_recipients
from forensics_app.services.parcels.checking import check_parcel
from forensics_app.services.parcels.opening import ParcelKeys, open_parcel
from forensics_app.services.verifying.verify import verify
from tests.world.parcels import Sender, make_sender, recipient
from tests.world.signing import signing_key


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Sender:
    return make_sender(tmp_path_factory.mktemp("sender"), b"content " * 1000)


def _for_one(sender: Sender, folder: Path, **changes: Any) -> Path:
    who = recipient("P-256")
    asked: dict[str, Any] = {"certificates": (who.certificate,), "passphrases": (), "shares": None}
    return sender.parcel(folder, **(asked | changes)).path


OPENS = ParcelKeys(private=recipient("P-256").opens)


def test_a_recipient_is_not_added_to_a_list_that_a_stranger_signed(sender: Sender, tmp_path: Path) -> None:
    """A recipient puts a list of its own making under the sender's signature, by asking for one more."""
    path = _for_one(sender, tmp_path / "parcel", signers=(signing_key("other"),))
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    more = Recipients((recipient("P-384").certificate,))
    with pytest.raises(ParcelLockedError) as e:
        add_recipients(path, OPENS, more, (signing_key(),), trust=sender.trust, clock=sender.clock)
    assert e.value.detail == "list-signer-unconfirmed"
    assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == before


def test_a_renamed_list_is_reported_by_verify_as_by_the_couriers_check(
    sender: Sender, tmp_path: Path
) -> None:
    path = _for_one(sender, tmp_path / "parcel")
    renamed = path.rename(path.with_name("renamed.parcel.asice"))
    checked = check_parcel(renamed, trust=sender.trust, clock=sender.clock)
    verified = verify(renamed, trust=sender.trust, clock=sender.clock)
    assert {f.code for f in verified.findings} == {f.code for f in checked.findings}
    assert "parcel-name" in {f.code for f in verified.findings}
    assert verified.verdict is checked.verdict


@pytest.mark.parametrize("name", ["con", "NUL", "com1.parcel", "-rf", "a/b"])
def test_no_parcel_is_made_under_a_name_that_a_system_takes_for_something_else(
    name: str, sender: Sender, tmp_path: Path
) -> None:
    with pytest.raises(UsageError):
        _for_one(sender, tmp_path / "parcel", name=name)
    assert not (tmp_path / "parcel").exists()


def test_folders_that_only_look_like_an_unfinished_parcel_are_left_alone(
    sender: Sender, tmp_path: Path
) -> None:
    folder = tmp_path / "parcel"
    for name, file in ((".notes.part", "diary.txt"), (".P-9-0123abcd.part", "diary.txt")):
        (folder / name).mkdir(parents=True)
        (folder / name / file).write_text("mine")
    inside = folder / ".P-8-0123abcd.part" / "P-8.v00001.p7m"
    inside.mkdir(parents=True)
    (inside / "diary.txt").write_text("mine")
    _for_one(sender, folder)
    assert len(list(folder.rglob("diary.txt"))) == 3


def test_a_file_planted_where_the_bundle_is_copied_to_is_not_written_to(
    sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a file system that can't give a file its name afterwards, the checked bundle is copied."""
    path = _for_one(sender, tmp_path / "parcel")
    out = tmp_path / "opened" / "B.zip"
    out.parent.mkdir()
    mine = tmp_path / "mine"
    mine.write_text("mine")
    os.link(mine, out.with_name("B.zip.part"))

    def link(*_: Any, **__: Any) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", link)
    open_parcel(path, out, OPENS, trust=sender.trust, clock=sender.clock)
    assert out.read_bytes() == sender.bundle.read_bytes()
    assert mine.read_text() == "mine"
    assert sorted(p.name for p in out.parent.iterdir()) == ["B.zip", "B.zip.part"]


def test_a_pipe_in_the_place_of_a_file_of_a_killed_run_is_not_waited_for(
    sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "parcel"
    real = making.appear

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "appear", killed)
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)  # as a kill would leave everything
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    with pytest.raises(KeyboardInterrupt):
        _for_one(sender, folder)
    monkeypatch.undo()
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(making, "appear", real)
    os.mkfifo(folder / "P-1.key.p7m")
    with pytest.raises(OutputExistsError):
        _for_one(sender, folder)
