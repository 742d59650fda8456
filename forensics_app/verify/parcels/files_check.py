"""The files that a parcel's list names: there, of the listed size, with the listed digest. Needs no key."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from forensics_app.bundle.reading.tree import Problem
from forensics_app.errors import CancelledError
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.parcel.envelope import Envelope, EnvelopeError, read_envelope
from forensics_app.parcel.facts import ParcelFile, ParcelList, RecipientKind
from forensics_app.parcel.layout import ENVELOPE_SUFFIX, MAX_ENVELOPE_BYTES, PARCEL_SUFFIX
from forensics_app.system.opening import NO_LINK, READ
from forensics_app.system.reads import read_into_at
from forensics_app.verify.collector import Findings

_PIECE = 256 << 10
_THREADS = 2


def check_files(
    folder: Path,
    facts: ParcelList,
    findings: Findings,
    *,
    report: Report,
    cancelled: IsCancelled,
) -> None:
    """Digest every listed file in `folder`; whatever differs is a finding, in the order of the list however
    fast each is read. Raises CancelledError."""
    files = (facts.envelope, *facts.volumes)
    digests = {file.sha256: file.name for file in files}
    total, done = sum(f.size for f in files), 0
    with ThreadPoolExecutor(_THREADS) as pool:
        jobs = [pool.submit(_digest, folder, file, cancelled) for file in files]
        for job, file in zip(jobs, files, strict=True):
            digest = job.result()
            if isinstance(digest, Problem):
                findings.add(digest)
            elif digest is not None and digest != file.sha256:
                _say_difference(file, digest, digests, findings)
            done += file.size
            report(Progress("parcel-check", file.name, done, total))
    if cancelled():
        raise CancelledError
    _say_unlisted(folder, facts, findings)


def read_checked_envelope(folder: Path, facts: ParcelList, findings: Findings) -> Envelope | None:
    """The envelope in its form, with as many entries as the list names recipients; else a finding."""
    try:
        with os.fdopen(open_plain(folder / facts.envelope.name), "rb") as file:
            data = file.read(MAX_ENVELOPE_BYTES + 1)
        digest = hashlib.sha256(data).hexdigest()
        if digest != facts.envelope.sha256:
            if len(data) != facts.envelope.size:
                findings.code(
                    "parcel-file-size", facts.envelope.name, str(facts.envelope.size), str(len(data))
                )
            else:
                findings.code("parcel-file-differs", facts.envelope.name, facts.envelope.sha256, digest)
        envelope = read_envelope(data)
    except FileNotFoundError:
        findings.code("parcel-file-missing", facts.envelope.name)
        return None
    except OSError as e:
        findings.code("parcel-file-unreadable", facts.envelope.name, None, e.strerror or str(e))
        return None
    except EnvelopeError as e:
        findings.code("parcel-envelope-form", facts.envelope.name, None, e.rule)
        return None
    wanted = [sum(r.kind is kind for r in facts.recipients) for kind in RecipientKind]
    wanted.append(0 if facts.shares is None else 1)
    found = [envelope.certificate_count, envelope.passphrase_count, envelope.shares_count]
    if wanted != found:
        findings.code("parcel-recipients-differ", facts.envelope.name, _counts(wanted), _counts(found))
    return envelope


def open_plain(path: Path) -> int:
    """A descriptor of a regular file, links not followed. Raises OSError."""
    descriptor = os.open(path, READ | NO_LINK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "no-plain-file")
    return descriptor


def pieces_of(
    descriptor: int, cancelled: IsCancelled, start: int = 0, stop: int | None = None
) -> Iterator[memoryview]:
    """The bytes of a file in pieces, to `stop` or its end. Each is a view of one buffer, which the next one
    fills again. Raises OSError, CancelledError.
    """
    at, buffer = start, memoryview(bytearray(_PIECE))
    while stop is None or at < stop:
        room = buffer if stop is None else buffer[: stop - at]
        count = read_into_at(descriptor, room, at)
        if not count:
            return
        if cancelled():
            raise CancelledError
        at += count
        yield buffer[:count]


def _digest(folder: Path, file: ParcelFile, cancelled: IsCancelled) -> str | Problem | None:
    """SHA-256 of a file of the listed size, or why it has none; None once it was cancelled."""
    try:
        descriptor = open_plain(folder / file.name)
    except FileNotFoundError:
        return Problem("parcel-file-missing", file.name)
    except OSError as e:
        return Problem("parcel-file-unreadable", file.name, None, e.strerror or str(e))
    try:
        size = os.fstat(descriptor).st_size
        if size != file.size:  # before anything is read: a file can be huge and hollow
            return Problem("parcel-file-size", file.name, str(file.size), str(size))
        digest = hashlib.sha256()
        for piece in pieces_of(descriptor, cancelled):
            digest.update(piece)
        return digest.hexdigest()
    except OSError as e:
        return Problem("parcel-file-unreadable", file.name, None, e.strerror or str(e))
    except CancelledError:
        return None
    finally:
        os.close(descriptor)


def _say_difference(file: ParcelFile, digest: str, digests: dict[str, str], findings: Findings) -> None:
    other = digests.get(digest)
    if other is not None:
        findings.code("parcel-file-swapped", file.name, None, other)
    else:
        findings.code("parcel-file-differs", file.name, file.sha256, digest)


def _say_unlisted(folder: Path, facts: ParcelList, findings: Findings) -> None:
    """What has a name of this parcel's and is not listed; anybody can put files there."""
    name = facts.envelope.name.removesuffix(ENVELOPE_SUFFIX)
    listed = {facts.envelope.name, name + PARCEL_SUFFIX, *(v.name for v in facts.volumes)}
    try:
        found: Sequence[str] = sorted(one.name for one in folder.iterdir())
    except OSError:
        return
    for one in found:
        if one.startswith(f"{name}.") and one.endswith(".p7m") and one not in listed:
            findings.code("parcel-file-unlisted", one)


def _counts(counts: Sequence[int]) -> str:
    return "/".join(map(str, counts))
