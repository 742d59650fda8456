"""A `parcel make` that was killed goes on with the volumes that are there, wherever it was killed, and
believes nothing that it finds.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from forensics_app.errors import OutputExistsError
from forensics_app.model.findings import Verdict
from forensics_app.seal.home import home_folder
from forensics_app.services.files import new_files
from forensics_app.services.parcels import making, volumes
from forensics_app.services.parcels.making import MadeParcel
from forensics_app.services.parcels.opening import ParcelKeys, open_parcel
from tests.world.parcels import Sender, everybody, make_sender, recipient

FILES = 6  # three volumes, envelope, text, list


def parcel(sender: Sender, folder: Path, **changes: object) -> MadeParcel:
    """For one recipient: derivations from passphrases take longer than all else."""
    order = replace(everybody(), certificates=(recipient("P-256").certificate,), passphrases=(), shares=None)
    return sender.parcel(folder, order, **changes)


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Sender:
    return make_sender(tmp_path_factory.mktemp("sender"))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))


def killed(act: Callable[[], object]) -> None:
    """`act` in a process that ends by os._exit(9), as by a kill."""
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def killed_at_volume(sender: Sender, folder: Path, number: int, **changes: object) -> None:
    def act() -> None:
        real = volumes._encrypt

        def dying(*arguments: object) -> object:
            if arguments[2].number == number:  # type: ignore[attr-defined]
                os._exit(9)
            return real(*arguments)  # type: ignore[arg-type]

        volumes._THREADS = 1  # type: ignore[misc]
        volumes._encrypt = dying  # type: ignore[assignment]
        parcel(sender, folder, **changes)

    killed(act)


def check(sender: Sender, made: MadeParcel, out: Path) -> None:
    """It opens to the bundle, and nothing unfinished is left, here or at home."""
    keys = ParcelKeys(private=recipient("P-256").opens)
    found = open_parcel(made.path, out, keys, trust=sender.trust, clock=sender.clock)
    assert found.verdict is Verdict.VERIFIED
    assert out.read_bytes() == sender.bundle.read_bytes()
    out.unlink()
    assert not [p for p in made.path.parent.iterdir() if p.name.startswith(".")]
    assert kept_keys() == []


def kept_keys() -> list[Path]:
    return list((home_folder() / "unfinished-parcels").glob("*"))


def digests(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.rglob("*.v*.p7m")}


@pytest.mark.parametrize("name", ["P-1", None])
def test_volumes_of_a_killed_run_are_kept(sender: Sender, tmp_path: Path, name: str | None) -> None:
    folder = tmp_path / "p"
    killed_at_volume(sender, folder, 3, name=name)
    left = digests(folder)
    assert len(left) == 2
    (key,) = kept_keys()
    assert key.stat().st_mode & 0o077 == 0
    assert not folder.is_relative_to(home_folder())

    made = parcel(sender, folder, name=name)

    assert {n: data for n, data in digests(folder).items() if n in left} == left
    check(sender, made, tmp_path / "B.zip")


@pytest.mark.parametrize("left", ["cut", "flipped", "foreign", "link", "grown"])
def test_volume_that_is_not_what_it_must_be_is_written_again(
    sender: Sender, tmp_path: Path, left: str
) -> None:
    folder = tmp_path / "p"
    killed_at_volume(sender, folder, 3)
    volume = next(folder.rglob("P-1.v00001.p7m"))
    before = volume.read_bytes()
    if left == "cut":
        volume.write_bytes(before[:-1])
    elif left == "flipped":
        volume.write_bytes(before[:-1] + bytes((before[-1] ^ 1,)))
    elif left == "grown":
        volume.write_bytes(before + b"\0")
    elif left == "foreign":
        other = parcel(sender, tmp_path / "other")
        volume.write_bytes(other.path.with_name("P-1.v00001.p7m").read_bytes())
    else:
        volume.unlink()
        volume.symlink_to("/etc/hostname")

    made = parcel(sender, folder)

    assert made.path.with_name("P-1.v00001.p7m").read_bytes() != before
    check(sender, made, tmp_path / "B.zip")


def test_bundle_that_changed_meanwhile_is_not_mixed_with_the_old_one(sender: Sender, tmp_path: Path) -> None:
    """The same name, size and seal code; other bytes."""
    folder, work = tmp_path / "p", tmp_path / "work"
    other = make_sender(work)
    killed_at_volume(other, folder, 3)
    before = digests(folder)
    data = bytearray(other.bundle.read_bytes())
    data[500_000] ^= 1
    other.bundle.write_bytes(data)

    made = parcel(other, folder)

    after = digests(folder)
    assert after["P-1.v00001.p7m"] != before["P-1.v00001.p7m"]
    assert after["P-1.v00002.p7m"] == before["P-1.v00002.p7m"]
    assert made.facts.volumes


@pytest.mark.parametrize("count", range(FILES + 1))
def test_killed_while_files_are_put_into_place(sender: Sender, tmp_path: Path, count: int) -> None:
    folder = tmp_path / "p"

    def act() -> None:
        done = 0

        def dying(part: Path, path: Path) -> None:
            nonlocal done
            if done == count:
                os._exit(9)
            done += 1
            new_files.appear(part, path)

        making.appear = dying  # type: ignore[assignment]
        parcel(sender, folder)
        os._exit(9)

    killed(act)
    if count == FILES:
        with pytest.raises(OutputExistsError):
            parcel(sender, folder)
        parcel(sender, tmp_path / "q")
        assert kept_keys() == []
        return
    assert not list(folder.glob("*.asice"))
    check(sender, parcel(sender, folder), tmp_path / "B.zip")


def test_file_of_somebody_elses_is_not_removed(sender: Sender, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    killed_at_volume(sender, folder, 3)
    (folder / "P-1.v00001.p7m").write_bytes(b"somebody's")
    with pytest.raises(OutputExistsError):
        parcel(sender, folder)
    assert (folder / "P-1.v00001.p7m").read_bytes() == b"somebody's"


def test_another_order_begins_its_own(sender: Sender, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    killed_at_volume(sender, folder, 3)
    before = digests(folder)
    made = parcel(sender, folder, unit=8192, name="P-2")
    assert not set(before.values()) & set(digests(folder).values())
    check(sender, made, tmp_path / "B.zip")


def test_home_that_nobody_can_write_in_costs_the_going_on_alone(
    sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "file" / "home"))
    check(sender, parcel(sender, tmp_path / "p"), tmp_path / "B.zip")
