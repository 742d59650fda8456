"""What a sealing has done so far, one JSON line after the other, so that a killed one can be gone on with.

The journal lies in the case's `bundles/` folder. It is believed only as far as the unfinished ZIP bears it
out: every payload file it names is read and digested again. A torn last line counts for nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from forensics_app.bundle.checksum import crc32
from forensics_app.bundle.writing.bag import PayloadFile, SmallFile
from forensics_app.bundle.writing.blocks import BlockDigests
from forensics_app.bundle.writing.zip_writer import local_header
from forensics_app.custody.own_files import open_own, read_own

_READ_BYTES = 1 << 20
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Step:
    """One line: `kind` is begun, kept, omitted, announced or sealed; `values` what belongs to it."""

    kind: str
    values: dict[str, Any]


class Journal:
    """Appends steps; they are with the operating system before `add` or `add_all` returns."""

    def __init__(self, path: Path, *, fresh: bool) -> None:
        """Open the journal at its end, or as an empty one."""
        if fresh:
            path.unlink(missing_ok=True)
        self._handle = open_own(path, os.O_WRONLY | (os.O_CREAT | os.O_EXCL if fresh else 0))
        os.lseek(self._handle, 0, os.SEEK_END)

    def add(self, kind: str, **values: Any) -> None:
        """One more step."""
        self.add_all([Step(kind, values)])

    def add_all(self, steps: Iterable[Step]) -> None:
        """More steps, in one go."""
        self.add_lines(map(step_line, steps))

    def add_lines(self, lines: Iterable[bytes]) -> None:
        """Steps that are lines already, in one go."""
        data = b"".join(lines)
        while data:
            data = data[os.write(self._handle, data) :]

    def rewind(self, keep_bytes: int) -> None:
        """Forget the steps behind this length."""
        os.ftruncate(self._handle, keep_bytes)
        os.lseek(self._handle, keep_bytes, os.SEEK_SET)

    @property
    def size_bytes(self) -> int:
        return os.fstat(self._handle).st_size

    def sync(self) -> None:
        """Have the steps so far on the disk."""
        os.fsync(self._handle)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._handle)


def step_line(step: Step) -> bytes:
    """The line of a step."""
    return _encode({"kind": step.kind, **step.values}) + b"\n"


def kept_line(item: str, derivable: str, file: SmallFile) -> bytes:
    """The line of a `kept` step of an artifact, as `payload_values` has it; ids and paths need no escapes."""
    return (
        f'{{"kind":"kept","item":"{item}","derivable":"{derivable}","path":"{file.path}",'
        f'"size":{len(file.data)},"crc":{file.crc},"sha256":"{file.sha256.hex()}","blocks":[]}}\n'
    ).encode("ascii")


def read_steps(path: Path) -> list[tuple[Step, int]]:
    """Every whole step with the journal's length in bytes up to its end; empty where there is none."""
    try:
        data = read_own(path)
    except FileNotFoundError:
        return []
    steps, at = [], 0
    while (end := data.find(b"\n", at)) >= 0:
        try:
            values = json.loads(data[at:end])
            kind = values.pop("kind")
        except (ValueError, KeyError, AttributeError):
            break
        at = end + 1
        steps.append((Step(kind, values), at))
    return steps


def payload_values(file: PayloadFile) -> dict[str, Any]:
    """A payload file as values of a `kept` step."""
    return {
        "path": file.path,
        "size": file.size_bytes,
        "crc": file.crc,
        "sha256": file.sha256.hex(),
        "blocks": list(file.blocks),
    }


def payload_file(values: dict[str, Any]) -> PayloadFile:
    """The payload file of a `kept` step. Raises KeyError, ValueError and TypeError for anything else."""
    return PayloadFile(
        path=str(values["path"]),
        size_bytes=int(values["size"]),
        crc=int(values["crc"]),
        sha256=bytes.fromhex(values["sha256"]),
        blocks=tuple(values["blocks"]),
    )


def stands(
    archive: BinaryIO, name: str, offset_bytes: int, file: PayloadFile, tick: Callable[[int], None]
) -> int | None:
    """Where the entry of `file` ends, if it stands at this place of the unfinished ZIP exactly; else None.

    `tick` is called with the bytes read since the last call.
    """
    header = local_header(f"{name}/{file.path}".encode("ascii"), file.size_bytes, file.crc)
    archive.seek(offset_bytes)
    if archive.read(len(header)) != header:
        return None
    digest, blocks, crc, size = hashlib.sha256(), BlockDigests(), 0, 0
    for piece in _pieces(archive, file.size_bytes):
        digest.update(piece)
        if file.blocks:
            blocks.update(piece)
        crc = crc32(piece, crc)
        size += len(piece)
        tick(len(piece))
    found = (size, crc, digest.digest(), tuple(blocks.finish()))
    if found != (file.size_bytes, file.crc, file.sha256, file.blocks):
        return None
    return offset_bytes + len(header) + size


def _pieces(archive: BinaryIO, size_bytes: int) -> Iterator[bytes]:
    while size_bytes and (piece := archive.read(min(size_bytes, _READ_BYTES))):
        size_bytes -= len(piece)
        yield piece
