"""Random faults on a parcel (flips, cuts, exchanged pieces, kills): no plaintext left, no wrong verdict.

Some hundred a run, by a fixed seed; ten thousand by `packaging/test -m slow`.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from forensics_app.errors import ForensicsError
from forensics_app.model.findings import Verdict
from forensics_app.parcel.layout import MIB
from forensics_app.services.parcels.checking import check_parcel
from forensics_app.services.parcels.making import MadeParcel, ParcelOrder
from forensics_app.services.parcels.opening import ParcelKeys, open_parcel
from tests.world.parcels import Sender, make_sender, recipient

BAD = (Verdict.ALTERED, Verdict.INCOMPLETE, Verdict.UNREADABLE)
MARK = b"PLAINTEXT-OF-THE-EVIDENCE"


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Sender:
    return make_sender(tmp_path_factory.mktemp("sender"), MARK * 50_000)


@pytest.fixture(scope="module")
def made(sender: Sender, tmp_path_factory: pytest.TempPathFactory) -> MadeParcel:
    return sender.parcel(tmp_path_factory.mktemp("parcel"))


def spoil(folder: Path, chance: random.Random) -> str:
    """One fault, in words."""
    files = sorted(p for p in folder.iterdir() if p.suffix in (".p7m", ".asice"))
    path = chance.choice(files)
    data = bytearray(path.read_bytes())
    kind = chance.choice(("flip", "flip", "flip", "cut", "grow", "gone", "swap", "zeros", "link", "folder"))
    at = chance.randrange(len(data)) if chance.random() < 0.7 else chance.randrange(min(600, len(data)))
    if kind == "flip":
        data[at] ^= 1 << chance.randrange(8)
    elif kind == "cut":
        del data[at:]
    elif kind == "grow":
        data += bytes(chance.randrange(1, 40))
    elif kind == "zeros":
        data[at : at + 64] = b"\xa5" * len(data[at : at + 64])
    path.unlink()
    if kind == "swap":
        other = chance.choice([p for p in files if p != path])
        path.write_bytes(other.read_bytes())
        other.write_bytes(data)
    elif kind == "link":
        path.symlink_to("/etc/hostname")
    elif kind == "folder":
        path.mkdir()
    elif kind != "gone":
        path.write_bytes(data)
    return f"{kind} {path.name} at {at}"


def faults(sender: Sender, made: MadeParcel, work: Path, seed: int, count: int) -> None:
    chance = random.Random(seed)
    keys = ParcelKeys(private=recipient("P-256").opens)
    for number in range(count):
        folder, out = work / f"f{number}", work / "out.zip"
        shutil.copytree(made.path.parent, folder)
        fault = spoil(folder, chance)
        path = folder / made.path.name
        try:
            found = check_parcel(path, trust=sender.trust, clock=sender.clock)
            assert found.verdict in BAD, (seed, number, fault)
        except ForensicsError:
            pass
        with pytest.raises(ForensicsError):
            open_parcel(path, out, keys, trust=sender.trust, clock=sender.clock)
        assert [p.name for p in work.iterdir()] == [folder.name], (seed, number, fault)
        shutil.rmtree(folder)


@pytest.mark.parametrize("seed", range(4))
def test_faults_of_files(sender: Sender, made: MadeParcel, tmp_path: Path, seed: int) -> None:
    faults(sender, made, tmp_path, seed, 40)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", range(100, 150))
def test_many_faults_of_files(sender: Sender, made: MadeParcel, tmp_path: Path, seed: int) -> None:
    faults(sender, made, tmp_path, seed, 200)


OPENING = """
import sys
from pathlib import Path
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustStore
from forensics_app.parcel.software_key import SoftwareDecryptionKey
from forensics_app.seal.trust import read_certificates
from forensics_app.services.parcels.opening import ParcelKeys, open_parcel
from cryptography.hazmat.primitives.serialization import Encoding
key = load_pem_private_key(Path(sys.argv[3]).read_bytes(), None)
certificate = read_certificates(Path(sys.argv[4]))[0].public_bytes(Encoding.DER)
print("ready", flush=True)
keys = ParcelKeys(private=SoftwareDecryptionKey(key, certificate))
open_parcel(Path(sys.argv[1]), Path(sys.argv[2]), keys, trust=TrustStore(), clock=SystemClock())
"""


def test_kill_at_any_moment_leaves_no_plaintext(made: MadeParcel, sender: Sender, tmp_path: Path) -> None:
    key, certificate = recipient("P-256").write(tmp_path, "me")
    work = tmp_path / "work"
    work.mkdir()
    out = work / "B.zip"
    command = [sys.executable, "-c", OPENING, str(made.path), str(out), str(key), str(certificate)]
    chance, finished = random.Random(7), 0
    for _ in range(12):
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.random() * 0.15)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        left = list(work.iterdir())
        if out in left:  # it had come to its end
            assert out.read_bytes() == sender.bundle.read_bytes()
            out.unlink()
            finished += 1
        assert list(work.iterdir()) == []


MAKING = """
import sys
from pathlib import Path
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustStore
from forensics_app.parcel.layout import MIB
from forensics_app.seal.signing_key import SoftwareKey
from forensics_app.seal.trust import read_certificates
from forensics_app.services.parcels.making import ParcelOrder, make_parcel
key = load_pem_private_key(Path(sys.argv[3]).read_bytes(), None)
certificate = read_certificates(Path(sys.argv[4]))[0].public_bytes(Encoding.DER)
print("ready", flush=True)
for number in range(50):
    order = ParcelOrder(certificates=(certificate,), volume_bytes=MIB, unit=1, name=f"K-{number}")
    signer = SoftwareKey(key, (certificate,))
    bundle, folder = map(Path, sys.argv[1:3])
    make_parcel(bundle, folder, order, (signer,), trust=TrustStore(), clock=SystemClock())
"""


def test_kill_while_making_leaves_no_list(sender: Sender, tmp_path: Path) -> None:
    """A parcel with a list is whole, whenever its maker was killed; what was left goes with the next one."""
    key, certificate = recipient("P-256").write(tmp_path, "me")
    folder = tmp_path / "p"
    command = [sys.executable, "-c", MAKING, str(sender.bundle), str(folder), str(key), str(certificate)]
    chance = random.Random(8)
    for _ in range(6):
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.random() * 0.2)
        process.kill()
        process.wait()
        process.stdout.close()
        for path in folder.glob("*.parcel.asice"):
            report = check_parcel(path, trust=sender.trust, clock=sender.clock)
            assert report.verdict is Verdict.UNCONFIRMED, report.findings
        if chance.random() < 0.5:
            shutil.rmtree(folder, ignore_errors=True)
    sender.parcel(folder, name="AFTER")
    assert not list(folder.glob(".*.part"))


def kill_at_random(chance: random.Random, act: Callable[[], object]) -> None:
    """`act` in a process that is killed some time after it began, or has ended by then."""
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(0)
    time.sleep(chance.random() ** 2 * 0.3)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", range(5))
def test_many_kills_while_opening(sender: Sender, made: MadeParcel, tmp_path: Path, seed: int) -> None:
    chance, keys, out = random.Random(seed), ParcelKeys(private=recipient("P-256").opens), tmp_path / "B.zip"
    whole = sender.bundle.read_bytes()
    for _ in range(200):
        kill_at_random(
            chance, lambda: open_parcel(made.path, out, keys, trust=sender.trust, clock=sender.clock)
        )
        for left in tmp_path.iterdir():
            assert left == out
            assert out.read_bytes() == whole
            out.unlink()


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", range(5))
def test_many_kills_while_making_and_going_on(
    sender: Sender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Killed any number of times, in the end it is one whole parcel, and nothing is left of the others."""
    monkeypatch.setenv("SEALWRIGHT_HOME", str(tmp_path / "home"))
    chance, keys = random.Random(seed), ParcelKeys(private=recipient("P-256").opens)
    order = ParcelOrder(certificates=(recipient("P-256").certificate,), volume_bytes=MIB, unit=1, name="K")
    for number in range(50):
        folder, out = tmp_path / f"p{number}", tmp_path / "B.zip"
        for _ in range(chance.randrange(1, 6)):
            if not (folder / "K.parcel.asice").exists():
                kill_at_random(chance, lambda folder=folder: sender.parcel(folder, order))  # type: ignore[misc]
        path = folder / "K.parcel.asice"
        if not path.exists():
            path = sender.parcel(folder, order).path
            assert not list((tmp_path / "home" / "unfinished-parcels").glob("*"))
            assert not [p for p in folder.iterdir() if p.name.startswith(".")]
        found = open_parcel(path, out, keys, trust=sender.trust, clock=sender.clock)
        assert found.verdict is Verdict.VERIFIED
        out.unlink()
        shutil.rmtree(folder)
