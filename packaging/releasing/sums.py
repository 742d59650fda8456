"""Lists of digests as sha256sum and sha512sum check them, and a detached signature over each (CMS, DER)."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

LISTS = {"SHA256SUMS": hashlib.sha256, "SHA512SUMS": hashlib.sha512}
SIGNATURE = ".p7s"


def write_sums(folder: Path) -> None:
    """One line a file, by name."""
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith(tuple(LISTS)))
    for name, algorithm in LISTS.items():
        lines = [f"{algorithm((folder / one).read_bytes()).hexdigest()}  {one}\n" for one in names]
        (folder / name).write_text("".join(lines), encoding="utf-8")


def sign(folder: Path, key: Path, certificate: Path) -> None:
    """`openssl cms -verify -binary -inform DER -in SHA256SUMS.p7s -content SHA256SUMS` checks it."""
    for name in LISTS:
        command = [
            *("openssl", "cms", "-sign", "-binary", "-outform", "DER", "-md", "sha256", "-nosmimecap"),
            *("-signer", str(certificate), "-inkey", str(key), "-in", str(folder / name)),
            *("-out", str(folder / f"{name}{SIGNATURE}")),
        ]
        subprocess.run(command, check=True)


def check(folder: Path, certificate: Path | None) -> list[str]:
    """What is wrong, one sentence each; nothing where all is right. With `certificate`, both lists have to be
    signed with its key.
    """
    problems = []
    here = {path.name for path in folder.iterdir() if not path.name.startswith(tuple(LISTS))}
    for name, algorithm in LISTS.items():
        if not (folder / name).is_file():
            problems.append(f"{name} is missing")
            continue
        listed = dict(
            reversed(line.split("  ", 1)) for line in (folder / name).read_text("utf-8").splitlines()
        )
        problems += [f"{one} is not in {name}" for one in sorted(here - set(listed))]
        for one, digest in sorted(listed.items()):
            if one not in here:
                problems.append(f"{one} is in {name} and not here")
            elif algorithm((folder / one).read_bytes()).hexdigest() != digest:
                problems.append(f"{one} is not the file that {name} lists")
        if certificate is not None and not _is_signed(folder / name, certificate):
            problems.append(f"{name} is not signed with the key of {certificate}")
    return problems


def _is_signed(path: Path, certificate: Path) -> bool:
    """By the one certificate that the reader has, whatever others are in the signature."""
    command = [
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", f"{path}{SIGNATURE}"),
        *("-content", str(path), "-certfile", str(certificate), "-nointern", "-CAfile", str(certificate)),
        *("-partial_chain", "-purpose", "any", "-out", "/dev/null"),
    ]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
