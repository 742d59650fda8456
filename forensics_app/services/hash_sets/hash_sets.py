"""Hash sets: add one to the user's, list and remove them, match a case with them."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from forensics_app.catalog.hash_sets.file import STRONGEST_FIRST, EntryFileWriter
from forensics_app.catalog.hash_sets.rds_database import RdsDatabase, is_sqlite
from forensics_app.errors import CancelledError, HashSetInvalidError, HashSetKindNeededError, UsageError
from forensics_app.examine.hash_lists import Entries, open_text, read_hash_list
from forensics_app.examine.project_vic import SCHEMES, ProjectVicFile
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.hash_sets import HashSetEntry, HashSetFacts, HashSetFormat, HashSetKind
from forensics_app.model.names import is_spoofed
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.model.times import Clock, utc_text
from forensics_app.services.hash_sets import store as kept
from forensics_app.services.hash_sets.store import StoredHashSet

_BLOCK_BYTES = 1 << 20
_TELL_EVERY = 10_000
_LONGEST_NAME = 100
_HEAD_CHARACTERS = 4096
_STATEMENT = re.compile(
    r"(?:\s|--[^\n]*\n)*+(?:BEGIN(?:\s+TRANSACTION)?\s*;|PRAGMA\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|DELETE\s+FROM\s"
    r"|UPDATE\s+\S+\s+SET\s|CREATE\s+(?:TABLE|VIEW)\s)",
    re.IGNORECASE,
)
_DEFAULT_KINDS = {
    HashSetFormat.NSRL_RDS: HashSetKind.KNOWN,
    HashSetFormat.PROJECT_VIC: HashSetKind.ILLEGAL,
}


@dataclass(frozen=True, slots=True)
class HashSetRequest:
    """What the user says of a file. `kind` None is allowed where the form says it (NSRL, Project VIC).

    `labels` give categories a meaning, beside those of a scheme that is known.
    """

    path: Path
    name: str
    kind: HashSetKind | None = None
    version: str | None = None
    scheme: str | None = None
    labels: Mapping[str, str] | None = None


def add_hash_set(
    request: HashSetRequest, *, clock: Clock, report: Report, cancelled: IsCancelled
) -> HashSetFacts:
    """Recognise a file by its content, take its digest, and keep the set for this user.

    Raises HashSetExistsError, HashSetInvalidError, UsageError, CancelledError, DiskFullError,
    OutputNotWritableError. Nothing of a set that can't be used stays behind.
    """
    _check(request)
    kept.refuse_existing(request.name)
    path = request.path.absolute()
    try:
        before = path.stat()
        _refuse_statements(path)
        if request.kind is None and not is_sqlite(path) and not _is_json_file(path):
            raise HashSetKindNeededError(hash_set=request.name)  # before gigabytes are hashed
        sha256 = _file_digest(path, report, cancelled)
        draft = HashSetFacts(
            name=request.name,
            kind=request.kind or HashSetKind.NOTABLE,
            format=HashSetFormat.LIST,
            version=request.version,
            file_name=path.name,
            size_bytes=before.st_size,
            sha256=sha256,
            entries=0,
            digests=(),
            added_at=utc_text(clock.now()),
            scheme=request.scheme,
        )
        prepared = kept.new_folder()
        try:
            if is_sqlite(path):
                stored = StoredHashSet(_of_rds(path, draft), str(path), before.st_mtime_ns)
            else:
                stored = _copied(path, draft, prepared, report, cancelled)
            after = path.stat()
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                raise HashSetInvalidError(path=str(path), detail="the file changed while it was read")
            stored = replace(stored, facts=_as_asked(stored.facts, request))
            kept.keep(prepared, stored)
        finally:
            shutil.rmtree(prepared, ignore_errors=True)
    except OSError as e:
        raise HashSetInvalidError(path=str(path), detail=os.strerror(e.errno or 0)) from e
    return stored.facts


def list_hash_sets() -> tuple[HashSetFacts, ...]:
    """Every set of this user, by name."""
    return tuple(stored.facts for stored in kept.all_sets())


def remove_hash_set(name: str) -> HashSetFacts:
    """Forget a set; cases keep what they recorded of it. Raises HashSetNotFoundError."""
    return kept.remove_set(name).facts


def needed_digests(names: Sequence[str]) -> tuple[DigestAlgorithm, ...]:
    """The digests that files must have so that all entries of these sets can be compared, SHA-256 among them.

    Raises HashSetNotFoundError.
    """
    needed = {DigestAlgorithm.SHA256}
    for name in names:
        facts = kept.find_set(name).facts
        strongest = dict(facts.digests).get(DigestAlgorithm.SHA256, 0)
        if strongest < facts.entries:
            needed.update(facts.algorithms)
    return tuple(a for a in DigestAlgorithm if a in needed)


# --- adding -----------------------------------------------------------------------------------------------


def _check(request: HashSetRequest) -> None:
    name = request.name
    if not name.strip() or name != name.strip() or is_spoofed(name) or len(name) > _LONGEST_NAME:
        raise UsageError(name="--name", value=name)


def _as_asked(facts: HashSetFacts, request: HashSetRequest) -> HashSetFacts:
    """What the user says goes before what the file says."""
    kind = request.kind or _DEFAULT_KINDS.get(facts.format)
    if kind is None:  # what being on a plain list means is the user's to say
        raise HashSetKindNeededError(hash_set=request.name)
    scheme = request.scheme or facts.scheme
    # only the numbers of data model 2.0 are known to mean this: 1.x of the same country had others
    known = SCHEMES.get(scheme or "", ()) if facts.version == "VICS 2.0" or request.scheme else ()
    labels = {**dict(known), **(request.labels or {})}
    return replace(
        facts,
        kind=kind,
        version=request.version or facts.version,
        scheme=scheme,
        labels=tuple(sorted(labels.items())),
    )


def _of_rds(path: Path, draft: HashSetFacts) -> HashSetFacts:
    database = RdsDatabase(path)
    try:
        entries = database.entries
        if entries == 0:
            raise HashSetInvalidError(path=str(path), detail="no hashes in it")
        return replace(
            draft,
            format=HashSetFormat.NSRL_RDS,
            version=database.version,
            entries=entries,
            entries_exact=False,
            digests=tuple((a, entries) for a in database.algorithms),
        )
    finally:
        database.close()


def _copied(
    path: Path, draft: HashSetFacts, prepared: Path, report: Report, cancelled: IsCancelled
) -> StoredHashSet:
    copy = prepared / kept.ENTRIES
    with open_text(path) as file:
        vic: ProjectVicFile | None = None
        if _is_json(file):
            vic = ProjectVicFile(file, str(path))
            form, version, entries = HashSetFormat.PROJECT_VIC, None, vic.entries()
        else:
            text = read_hash_list(file)
            form, version, entries = text.format, text.version, text.entries
        rejected = 0
        with EntryFileWriter(copy) as writer:
            for entry in _description(entries, file, draft, report, cancelled):
                if entry is None:
                    rejected += 1
                else:
                    writer.add(entry)
    if writer.entries == 0:
        raise HashSetInvalidError(path=str(path), detail="no hashes in it")
    facts = replace(
        draft,
        format=form,
        version=version if vic is None else vic.version,
        scheme=draft.scheme if vic is None else vic.scheme,
        entries=writer.entries,
        digests=tuple((a, writer.counts[a]) for a in STRONGEST_FIRST if writer.counts[a]),
        rejected=rejected,
    )
    with copy.open("rb") as made:
        return StoredHashSet(facts, copy_sha256=hashlib.file_digest(made, "sha256").hexdigest())


def _description(
    entries: Entries, file: TextIO, draft: HashSetFacts, report: Report, cancelled: IsCancelled
) -> Iterator[HashSetEntry | None]:
    """The entries, with progress by the bytes they were read from. Raises CancelledError."""
    total = draft.size_bytes
    for count, entry in enumerate(entries):
        if count % _TELL_EVERY == 0:
            done = file.buffer.tell()
            report(Progress("hashset-read", draft.file_name, done_bytes=done, total_bytes=total, items=count))
            if cancelled():
                raise CancelledError
        yield entry


def _refuse_statements(path: Path) -> None:
    """NSRL's deltas change a database: without it, what they delete and update is lost.

    Raises HashSetInvalidError.
    """
    with open_text(path) as file:
        if _STATEMENT.match(file.read(_HEAD_CHARACTERS)):
            raise HashSetInvalidError(path=str(path), detail="SQL statements")


def _is_json_file(path: Path) -> bool:
    with open_text(path) as file:
        return _is_json(file)


def _is_json(file: TextIO) -> bool:
    """Whether the first character that isn't blank opens an object or a list; the file is rewound."""
    start = file.read(_HEAD_CHARACTERS).lstrip()
    file.seek(0)
    return start.startswith(("{", "["))


def _file_digest(path: Path, report: Report, cancelled: IsCancelled) -> str:
    """SHA-256 of the whole file, hex."""
    total, done, digest = path.stat().st_size, 0, hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
            done += len(block)
            report(Progress(stage="hashset-digest", subject=path.name, done_bytes=done, total_bytes=total))
            if cancelled():
                raise CancelledError
    return digest.hexdigest()
