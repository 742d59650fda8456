"""How a bundle is laid out over volumes, and the two directions: encrypting it, decrypting it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from forensics_app.errors import ParcelDamagedError
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.parcel.facts import ParcelFile, ParcelList
from forensics_app.parcel.layout import volume_name
from forensics_app.parcel.volume import (
    HEADER_BYTES,
    Piece,
    VolumeError,
    VolumePlace,
    content_size,
    decrypt_volume,
    encrypt_volume,
    volume_size,
)
from forensics_app.services.parcels.unfinished import Unfinished
from forensics_app.system.opening import WRITE_NEW
from forensics_app.system.reads import read_at, write_at
from forensics_app.verify.parcels.files_check import open_plain, pieces_of

_THREADS = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one volume holds: `payload` bytes of the bundle from `offset` on, then `padding` zeros."""

    offset: int
    payload: int
    padding: int


def lay_out(size: int, volume_bytes: int, unit: int) -> tuple[Stretch, ...]:
    """The volumes of a bundle of `size` bytes, none larger than `volume_bytes`, the whole padded to a
    multiple of `unit` bytes.
    """
    room = _room(volume_bytes)
    padded = -(-size // unit) * unit or unit
    stretches = []
    for start in range(0, padded, room):
        length = min(room, padded - start)
        payload = max(0, min(length, size - start))
        stretches.append(Stretch(start, payload, length - payload))
    return tuple(stretches)


def encrypt_all(
    bundle: int,
    stretches: tuple[Stretch, ...],
    made: Unfinished,
    *,
    report: Report,
    cancelled: IsCancelled,
) -> tuple[ParcelFile, ...]:
    """Write the volumes of the open file `bundle` into the folder where the parcel `made` grows. Those that
    a killed run finished are kept. Raises OSError, VolumeError, CancelledError.
    """
    total = sum(s.payload + s.padding for s in stretches)
    done = 0
    written = []
    with ThreadPoolExecutor(_THREADS) as pool:
        jobs: list[Future[ParcelFile]] = []
        for number, stretch in enumerate(stretches, 1):
            place = VolumePlace(made.parcel, number, len(stretches), stretch.payload)
            jobs.append(pool.submit(_make, bundle, stretch, place, made, cancelled))
        try:
            for job, stretch in zip(jobs, stretches, strict=True):
                written.append(job.result())
                done += stretch.payload + stretch.padding
                report(Progress("parcel-make", written[-1].name, done, total))
        except BaseException:
            for job in jobs:
                job.cancel()
            raise
    return tuple(written)


def decrypt_all(
    folder: Path,
    facts: ParcelList,
    key: bytes,
    out: int,
    *,
    report: Report,
    cancelled: IsCancelled,
) -> int:
    """Decrypt every volume into the open file `out`, which nobody else must be able to read; how many
    bytes.

    Raises ParcelDamagedError where one volume is not as it was listed, or is not in its place; then
    nothing in `out` may be used. Raises CancelledError.
    """
    rooms, at = [], 0
    for volume in facts.volumes:
        rooms.append(at)
        try:
            at += content_size(volume.size) - HEADER_BYTES
        except VolumeError as e:
            raise ParcelDamagedError(path=str(folder), file=volume.name, detail=e.rule) from e
    total, done = sum(v.size for v in facts.volumes), 0
    places = []
    with ThreadPoolExecutor(_THREADS) as pool:
        jobs = [
            pool.submit(_decrypt, folder, volume, key, facts.parcel, out, start, cancelled)
            for volume, start in zip(facts.volumes, rooms, strict=True)
        ]
        try:
            for job, volume in zip(jobs, facts.volumes, strict=True):
                places.append(job.result())
                done += volume.size
                report(Progress("parcel-open", volume.name, done, total))
        except BaseException:
            for job in jobs:
                job.cancel()
            raise
    return _length(folder, facts, places)


def _length(folder: Path, facts: ParcelList, places: list[VolumePlace]) -> int:
    """The bundle's size. Each volume says its own place; only the last one with content may be partly
    filled.
    """
    size, ended = 0, False
    for number, (volume, place) in enumerate(zip(facts.volumes, places, strict=True), 1):
        if (place.number, place.count) != (number, len(places)):
            raise ParcelDamagedError(path=str(folder), file=volume.name, detail="volume-place")
        if ended and place.payload:
            raise ParcelDamagedError(path=str(folder), file=volume.name, detail="volume-header")
        ended = place.payload < content_size(volume.size) - HEADER_BYTES
        size += place.payload
    return size


def _make(
    bundle: int, stretch: Stretch, place: VolumePlace, made: Unfinished, cancelled: IsCancelled
) -> ParcelFile:
    """The volume: as a killed run left it, here or in its place already, else written now."""
    path = made.building / volume_name(made.name, place.number)
    if made.went_on:
        for left in (path, made.folder / path.name):
            kept = _kept(left, bundle, stretch, place, made.key, cancelled)
            if kept is not None:
                left.rename(path)
                return kept
        path.unlink(missing_ok=True)
    return _encrypt(bundle, stretch, place, path, made.key, cancelled)


def _kept(
    left: Path, bundle: int, stretch: Stretch, place: VolumePlace, key: bytes, cancelled: IsCancelled
) -> ParcelFile | None:
    """The file `left` where it is this volume, whole, with the very bytes of the bundle in it."""
    digest, at = hashlib.sha256(), stretch.offset
    size = volume_size(HEADER_BYTES + stretch.payload + stretch.padding)

    def digested(descriptor: int) -> Iterator[memoryview]:
        for piece in pieces_of(descriptor, cancelled):
            digest.update(piece)
            yield piece

    def compare(data: Piece) -> None:
        nonlocal at
        if read_at(bundle, len(data), at) != data:
            raise VolumeError("volume-payload")
        at += len(data)

    try:
        descriptor = open_plain(left)
    except OSError:
        return None
    try:
        if os.fstat(descriptor).st_size != size:
            return None
        found = decrypt_volume(digested(descriptor), size, key, place.parcel, compare)
        os.fsync(descriptor)
    except (OSError, VolumeError):
        return None
    finally:
        os.close(descriptor)
    return ParcelFile(left.name, size, digest.hexdigest()) if found == place else None


def _encrypt(
    bundle: int, stretch: Stretch, place: VolumePlace, path: Path, key: bytes, cancelled: IsCancelled
) -> ParcelFile:
    digest = hashlib.sha256()
    size = 0
    with os.fdopen(os.open(path, WRITE_NEW, 0o600), "wb", buffering=0) as file:

        def write(data: Piece) -> None:
            nonlocal size
            digest.update(data)
            size += len(data)
            view = memoryview(data)
            while view:
                view = view[file.write(view) :]

        payload = pieces_of(bundle, cancelled, stretch.offset, stretch.offset + stretch.payload)
        encrypt_volume(place, key, payload, stretch.padding, write)
        os.fsync(file.fileno())
    return ParcelFile(path.name, size, digest.hexdigest())


def _decrypt(
    folder: Path, volume: ParcelFile, key: bytes, parcel: str, out: int, start: int, cancelled: IsCancelled
) -> VolumePlace:
    digest = hashlib.sha256()
    at = start

    def digested(descriptor: int) -> Iterator[memoryview]:
        for piece in pieces_of(descriptor, cancelled):
            digest.update(piece)
            yield piece

    def write(data: Piece) -> None:
        nonlocal at
        view = memoryview(data)
        while view:
            count = write_at(out, view, at)
            at += count
            view = view[count:]

    def damaged(detail: str) -> ParcelDamagedError:
        return ParcelDamagedError(path=str(folder), file=volume.name, detail=detail)

    try:
        descriptor = open_plain(folder / volume.name)
    except FileNotFoundError as e:
        raise damaged("parcel-file-missing") from e
    except OSError as e:
        raise damaged(e.strerror or str(e)) from e
    try:
        if os.fstat(descriptor).st_size != volume.size:
            raise damaged("parcel-file-size")
        place = decrypt_volume(digested(descriptor), volume.size, key, parcel, write)
    except VolumeError as e:
        raise damaged(e.rule) from e
    finally:
        os.close(descriptor)
    if digest.hexdigest() != volume.sha256:
        raise damaged("parcel-file-differs")
    return place


def _room(volume_bytes: int) -> int:
    """How many bytes besides its header a volume of at most this size holds."""
    room = volume_bytes - (volume_size(HEADER_BYTES) - HEADER_BYTES) - HEADER_BYTES
    while volume_size(HEADER_BYTES + room) > volume_bytes:
        room -= 1
    return room
