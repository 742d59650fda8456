"""Whether a source is still as it was: sizes and times of change of its files, never their access times."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from forensics_app.errors import EvidenceError
from forensics_app.evidence.bytes.read_only_file import list_names
from forensics_app.evidence.protocol.messages import FileFacts

_FOLDER, _FILES = "folder", "files"


def fingerprint_of_files(files: Iterable[tuple[Path, int, int]]) -> str:
    """Of an image or a single file: each file's path, size in bytes and modification time in ns."""
    return json.dumps([_FILES, [[os.fsencode(p).hex(), str(size), str(mtime)] for p, size, mtime in files]])


def fingerprint_of_opened(files: Sequence[FileFacts], path: Path) -> str:
    """Of an image by the files that it was opened from; of a single file, which has none, by its path."""
    if not files:
        return fingerprint_of_path(path)
    return fingerprint_of_files((Path(os.fsdecode(f.path)), f.size_bytes, f.mtime_ns) for f in files)


def fingerprint_of_tree(root: Path) -> str:
    """Of a folder: a digest over every name below it with its type, size and modification time."""
    digest = hashlib.sha256()
    for name, facts in _tree(root):
        digest.update(f"{name.hex()} {facts}\n".encode("ascii"))
    return json.dumps([_FOLDER, digest.hexdigest()])


def fingerprint_of_path(path: Path) -> str:
    """Of something that could not be opened: a single file, or a folder. Empty when it isn't there."""
    try:
        facts = path.stat()
    except OSError:
        return ""
    if stat.S_ISDIR(facts.st_mode):
        return fingerprint_of_tree(path)
    return fingerprint_of_files([(path, facts.st_size, facts.st_mtime_ns)])


def is_unchanged(path: Path, fingerprint: str) -> bool:
    """Whether the files behind a fingerprint still have the same sizes and times."""
    if not fingerprint:
        return True
    form, kept = json.loads(fingerprint)
    if form == _FOLDER:
        return path.is_dir() and fingerprint_of_tree(path) == fingerprint
    return all(_is_file(Path(os.fsdecode(bytes.fromhex(name))), size, mtime) for name, size, mtime in kept)


def unchanged_files(fingerprint: str) -> tuple[Path, ...]:
    """The files behind the fingerprint of an image, in its order; none where one has another size or time."""
    files = _files(fingerprint)
    unchanged = all(path.is_file() and _is_file(path, size, mtime) for path, size, mtime in files)
    return tuple(path for path, _, _ in files) if unchanged else ()


def files_of(fingerprint: str) -> tuple[Path, ...]:
    """The files behind the fingerprint of an image, in its order; none behind that of a folder."""
    return tuple(path for path, _, _ in _files(fingerprint))


def _files(fingerprint: str) -> list[tuple[Path, str, str]]:
    form, kept = json.loads(fingerprint) if fingerprint else (_FOLDER, [])
    if form != _FILES:
        return []
    return [(Path(os.fsdecode(bytes.fromhex(name))), size, mtime) for name, size, mtime in kept]


def _is_file(path: Path, size: str, mtime: str) -> bool:
    try:
        facts = path.stat()
    except OSError:
        return False
    return (str(facts.st_size), str(facts.st_mtime_ns)) == (size, mtime)


def _tree(root: Path) -> Iterator[tuple[bytes, str]]:
    """Every name below `root`, in an order of its own, with what can change about it."""
    waiting = [b""]
    while waiting:
        folder = waiting.pop()
        try:
            names, _ = list_names(Path(os.fsdecode(os.path.join(os.fsencode(root), folder))))  # noqa: PTH118 - bytes
        except EvidenceError as e:
            yield folder, e.code
            continue
        for name in names:
            inside = os.path.join(folder, name)  # noqa: PTH118 - bytes
            try:
                facts = os.lstat(os.path.join(os.fsencode(root), inside))  # noqa: PTH118 - bytes
            except OSError as e:
                yield inside, str(e.errno)
                continue
            yield inside, f"{stat.S_IFMT(facts.st_mode)} {facts.st_size} {facts.st_mtime_ns}"
            if stat.S_ISDIR(facts.st_mode):
                waiting.append(inside)
