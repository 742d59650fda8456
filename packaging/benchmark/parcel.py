"""Encrypting, checking and decrypting parcels, from and to memory, beside the floor, `age` and `openssl cms`.

usage: packaging/bench parcel [--folder DIR] [--mib N] [--rounds N]

DIR should be in memory (/dev/shm), and takes three times the size. The floor is AES-256-GCM of every byte,
and SHA-256 where the step needs it, at this machine's rates with one thread, divided by the cores: neither
reading nor writing is in it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM

MIB, PIECE = 1 << 20, 256 << 10
STEPS = ("make", "check", "open")
KEY, NUMBER = bytes(range(32)), "ab" * 16


def rate(step: Callable[[bytes], object]) -> float:
    """Bytes a second of processor time."""
    piece = secrets.token_bytes(PIECE)
    begin, count = time.thread_time(), 0
    while time.thread_time() - begin < 0.3:
        step(piece)
        count += 1
    return count * PIECE / (time.thread_time() - begin)


def child(step: str, folder: Path) -> None:
    """One step in a process of its own, without what loads the program; prints wall and processor seconds."""
    from forensics_app.model.progress import never_cancelled, silent
    from forensics_app.parcel.facts import ParcelFile, ParcelList
    from forensics_app.parcel.layout import MAX_VOLUME_BYTES
    from forensics_app.services.parcels.unfinished import Unfinished
    from forensics_app.services.parcels.volumes import decrypt_all, encrypt_all, lay_out
    from forensics_app.verify.collector import Findings
    from forensics_app.verify.parcels.files_check import check_files

    before, wall = time.process_time(), time.monotonic()
    if step == "make":
        source = os.open(folder / "bundle", os.O_RDONLY)
        stretches = lay_out(os.fstat(source).st_size, MAX_VOLUME_BYTES, 8 * MIB)
        growing = Unfinished(folder, folder / "parcel", "P", NUMBER, KEY, went_on=False, state=None)
        made = encrypt_all(source, stretches, growing, report=silent, cancelled=never_cancelled)
        (folder / "list").write_text(
            "\n".join(f"{v.name} {v.size} {v.sha256}" for v in made), encoding="ascii"
        )
    else:
        lines = (line.split() for line in (folder / "list").read_text(encoding="ascii").splitlines())
        volumes = tuple(ParcelFile(name, int(size), digest) for name, size, digest in lines)
        facts = ParcelList(NUMBER, "0" * 64, "2026-01-01T00:00:00Z", 8 * MIB, volumes[0], volumes, ())
        if step == "check":
            found = Findings()
            check_files(folder / "parcel", facts, found, report=silent, cancelled=never_cancelled)
            assert not found.result()
        else:
            out = os.open(folder / "opened", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
            decrypt_all(folder / "parcel", facts, KEY, out, report=silent, cancelled=never_cancelled)
    print(time.monotonic() - wall, time.process_time() - before)


def measured(command: list[str] | str, *, ours: bool = False) -> tuple[float, float, float]:
    """Wall and processor seconds, and the largest resident set in MB."""
    wall = time.monotonic()
    process = subprocess.Popen(command, shell=isinstance(command, str), stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    wall, used = time.monotonic() - wall, usage.ru_utime + usage.ru_stime
    if ours:
        wall, used = map(float, said.split())
    return wall, used, usage.ru_maxrss / 1024


def rows(folder: Path, size: int, rounds: int) -> None:
    """Everything in turn, `rounds` times; medians."""
    gcm = Cipher(AES(KEY), GCM(bytes(12))).encryptor()
    out = bytearray(PIECE + 16)
    aes, sha = rate(lambda piece: gcm.update_into(piece, out)), rate(lambda piece: hashlib.sha256(piece))
    cores = os.cpu_count() or 1
    print(f"GB a processor second: AES-256-GCM {aes / 1e9:.2f}, SHA-256 {sha / 1e9:.2f}; {cores} cores")
    print("\n| step | wall s | CPU s | MB | GB/s | floor s | ratio of CPU s to floor x cores |")
    print("|---|---|---|---|---|---|---|")
    commands: dict[str, list[str] | str] = {
        step: [sys.executable, __file__, "--child", step, "--folder", str(folder)] for step in STEPS
    }
    bundle = folder / "bundle"
    if shutil.which("age"):
        subprocess.run(["age-keygen", "-o", folder / "age.key"], check=True, capture_output=True)
        commands["age"] = f"age -e -i {folder}/age.key -o {folder}/age {bundle}"
        commands["age -d"] = f"age -d -i {folder}/age.key -o {folder}/opened {folder}/age"
    cms = f"openssl cms -binary -secretkeyid 01 -secretkey {KEY.hex()}"
    volume = f"head -c {256 * MIB} {bundle} | {cms} -encrypt -aes-256-gcm -outform DER -out {folder}/cms"
    commands["openssl cms, 256 MiB"] = volume
    commands["openssl cms -decrypt, 256 MiB"] = (
        f"{cms} -decrypt -inform DER -in {folder}/cms -out {folder}/opened"
    )
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            if name == "make":
                shutil.rmtree(folder / "parcel", ignore_errors=True)
                (folder / "parcel").mkdir()
            (folder / "opened").unlink(missing_ok=True)
            found[name].append(measured(command, ours=name in STEPS))
    for name, times in found.items():
        wall, used, memory = (statistics.median(one) for one in zip(*times, strict=True))
        amount = min(size, 256 * MIB) if "cms" in name else size
        floor = amount * ((0 if name == "check" else 1 / aes) + (1 / sha if name in STEPS else 0)) / cores
        line = (f"{wall:.2f}", f"{used:.2f}", f"{memory:.0f}", f"{amount / wall / 1e9:.2f}", f"{floor:.2f}")
        print("| " + " | ".join((name, *line, f"{used / (floor * cores):.2f}")) + " |")


def main() -> None:
    """Measure, or be one step's process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, default=Path("/dev/shm/sealwright-parcel"))  # noqa: S108
    parser.add_argument("--mib", type=int, default=2048)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", choices=STEPS)
    asked = parser.parse_args()
    if asked.child:
        child(asked.child, asked.folder)
        return
    asked.folder.mkdir(mode=0o700)
    try:
        piece = secrets.token_bytes(8 * MIB)
        with (asked.folder / "bundle").open("wb") as file:
            for _ in range(asked.mib // 8):
                file.write(piece)
        print(f"load {os.getloadavg()[0]:.1f}, {asked.mib} MiB, medians of {asked.rounds}")
        rows(asked.folder, asked.mib * MIB, asked.rounds)
        print(f"\nload {os.getloadavg()[0]:.1f} in the end")
    finally:
        shutil.rmtree(asked.folder)


if __name__ == "__main__":
    main()
