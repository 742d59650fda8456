"""What a worker of a cluster is asked of one bundle, and how the report comes back: values, never objects."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from forensics_app.evidence.cluster.seen_files import NotSeenError, SeenOtherwiseError, files_here, seen_files
from forensics_app.evidence.cluster.work import SeenFile
from forensics_app.model.bundle import SEAL_SUFFIX, bundle_stem
from forensics_app.model.trust import TrustStore

ENDED, STALLED, FAILED = "ended", "stalled", "failed"
"""Codes of `Lost`: the process ended without a word (its exit code follows), hung, or said why it failed."""


class CheckRequest(msgspec.Struct, frozen=True):
    """The same for every bundle of a run: this user's trust, this moment, and the options of `verify`.
    Sentences of errors are written in `language`.
    """

    trust: TrustStore
    now: datetime
    language: str
    second_implementation: bool = False
    expected_events: tuple[str, ...] = ()
    md5_sha1: bool = False


class SeenBundle(msgspec.Struct, frozen=True, array_like=True):
    """A bundle as one computer sees it. `files`: the ZIP or the seal; none for a folder. `around`: SHA-256
    over names, sizes and times of the files in a folder, and of all that lies beside the bundle and may
    belong to it: seals, addenda, volumes of a parcel.
    """

    files: tuple[SeenFile, ...]
    around: bytes


class CheckWork(msgspec.Struct, frozen=True):
    """One bundle, with all that the report on it depends on. `program`: name and version of what verifies."""

    program: dict[str, str]
    path: bytes
    seen: SeenBundle
    request: CheckRequest


encode = msgspec.msgpack.Encoder().encode
decode_work = msgspec.msgpack.Decoder(CheckWork).decode


def see(path: bytes) -> SeenBundle:
    """A bundle as it is seen here. Raises NotSeenError."""
    folder = os.path.isdir(path)  # noqa: PTH112 - names are bytes
    return SeenBundle(() if folder else seen_files([path]), _around(path, folder=folder))


def check_seen(path: bytes, wanted: SeenBundle) -> None:
    """Raises NotSeenError where it isn't here, SeenOtherwiseError where it isn't here as it was seen."""
    files_here(wanted.files)
    if _around(path, folder=not wanted.files) != wanted.around:
        beside = os.fsdecode(path if not wanted.files else os.path.dirname(path))  # noqa: PTH120 - bytes
        raise SeenOtherwiseError(f"{beside}: names, sizes or times of files")


def request_to_json(request: CheckRequest) -> object:
    """For the pipe to a process of the same computer."""
    return msgspec.to_builtins(request)


def request_from_json(value: object) -> CheckRequest:
    """The inverse. Raises ValueError."""
    return msgspec.convert(value, CheckRequest)


def _around(path: bytes, *, folder: bool) -> bytes:
    digest = hashlib.sha256()
    beside, stem = os.path.split(path)
    stem = os.fsencode(bundle_stem(Path(os.fsdecode(stem)).name))
    for name, status in _listed(beside):
        if name.lower().endswith(os.fsencode(SEAL_SUFFIX)) or name.startswith(stem):
            digest.update(repr((name, status)).encode())
    if folder:
        for place, _, _ in _walked(path):
            for name, status in _listed(place):
                digest.update(repr((place, name, status)).encode())
    return digest.digest()


def _walked(folder: bytes) -> Iterator[tuple[bytes, list[bytes], list[bytes]]]:
    for place, names, files in os.walk(folder):
        names.sort()
        yield place, names, files


def _listed(folder: bytes) -> list[tuple[bytes, tuple[int, int]]]:
    """The plain files of a folder by name, with size and time. Raises NotSeenError."""
    try:
        with os.scandir(folder or b".") as entries:
            found = [(entry.name, entry.stat(follow_symlinks=False)) for entry in entries if _is_file(entry)]
    except OSError as e:
        raise NotSeenError(f"{os.fsdecode(folder)}: {e.strerror or type(e).__name__}") from e
    return sorted((name, (status.st_size, status.st_mtime_ns)) for name, status in found)


def _is_file(entry: os.DirEntry[bytes]) -> bool:
    return not entry.is_dir(follow_symlinks=False)
