"""Opening a raw image: one file, or segments that fit together."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from forensics_app.errors import (
    SegmentsIncompleteError,
    SourceDamagedError,
    SourceEmptyError,
    SourceTruncatedError,
)
from forensics_app.evidence.bytes.byte_source import ByteSource, Window
from forensics_app.evidence.bytes.read_only_file import ReadOnlyFile
from forensics_app.evidence.containers.concatenation import Concatenation
from forensics_app.evidence.containers.container import Container, shown_name
from forensics_app.evidence.containers.incomplete import REFUSED, Incomplete, cut_off, missing_part
from forensics_app.evidence.containers.partial_medium import PartialMedium, Piece
from forensics_app.evidence.containers.segments import SegmentNames, raw_segments
from forensics_app.evidence.filesystems.claimed_size import claimed_bytes
from forensics_app.evidence.volumes.partitions.gpt import read_gpt
from forensics_app.model.evidence import ContainerFormat

_SLACK_BYTES = 4096  # a volume may leave part of its last cluster unused


def open_raw(path: Path, incomplete: Incomplete = REFUSED) -> Container:
    """The raw image that `path` is (or is a segment of).

    Raises SegmentMissingError for a gap, SourceEmptyError and SourceTruncatedError for segments that are too
    short, where that isn't accepted, and what ReadOnlyFile raises.
    """
    names = raw_segments(path)
    if names.missing is not None:
        error = SegmentsIncompleteError(path=str(path), segment=names.missing.name)
        incomplete.accept(error, missing_part(error))
        return _with_gaps(names, incomplete)
    files = tuple(ReadOnlyFile(segment) for segment in names.present)
    for file in files:
        if not file.size_bytes:
            raise SourceEmptyError(path=str(file.path))
    if len(files) == 1:
        return Container(ContainerFormat.RAW, files[0], files, notes=("raw: no container recognised",))
    used = fitting(files)
    if len(used) > 1:
        short = _short_one(used)
        if short is not None:
            name = shown_name(os.fsencode(Path(short.path).name))
            incomplete.accept(short, cut_off(short, name))
            return _with_gaps(replace(names, places=names.places[: len(used)]), incomplete)
    strays = tuple(shown_name(file.name) for file in files[len(used) :])
    for file in files[len(used) :]:
        file.close()
    medium: ByteSource = Concatenation(used) if len(used) > 1 else used[0]
    container = ContainerFormat.SPLIT_RAW if len(used) > 1 else ContainerFormat.RAW
    return Container(container, medium, used, strays=strays, notes=("raw: no container recognised",))


def fitting(files: tuple[ReadOnlyFile, ...]) -> tuple[ReadOnlyFile, ...]:
    """The leading files that make one image.

    A file larger than the first can't be its continuation; and where what begins in the first file says
    that it ends exactly at the end of one of the files, the next ones are not part of it.
    """
    for index, file in enumerate(files):
        if file.size_bytes > files[0].size_bytes:
            return files[:index]
    medium = Concatenation(files)
    gpt = read_gpt(medium, 512) or read_gpt(medium, 4096)
    needed = gpt.needed_bytes if gpt is not None else claimed_bytes(medium)
    if needed:
        end = 0
        for index, file in enumerate(files, start=1):
            end += file.size_bytes
            if end - _SLACK_BYTES < needed <= end:
                return files[:index]
    return files


def _short_one(files: tuple[ReadOnlyFile, ...]) -> SourceTruncatedError | None:
    """Every segment but the last has the size of the first, else it was cut off."""
    for file in files[:-1]:
        if file.size_bytes != files[0].size_bytes:
            return SourceTruncatedError(
                path=str(file.path),
                format="split raw",
                expected_bytes=files[0].size_bytes,
                actual_bytes=file.size_bytes,
            )
    return None


def _with_gaps(names: SegmentNames, incomplete: Incomplete) -> Container:
    """Segments in their places, each as far from the next as the largest one but the last is long.

    Raises SourceDamagedError where only one is there: nothing tells how long another would be.
    """
    there = [(place, ReadOnlyFile(path)) for place, path in names.places]
    unit = max((file.size_bytes for _, file in there[:-1]), default=0)
    last_place, last = there[-1]
    if not unit and last_place:
        path = str(last.path)
        raise SourceDamagedError(path=path, format="split raw", detail="the other segments are missing")
    pieces: list[Piece] = []
    expected = 0
    for place, file in there:
        if place > expected:
            incomplete.missing.append(
                f"{place - expected} segments before {shown_name(file.name)} are missing"
            )
        if file.size_bytes > unit > 0:
            incomplete.missing.append(
                f"{shown_name(file.name)} is longer than the others, and cut to their size"
            )
        length = min(file.size_bytes, unit or file.size_bytes)
        if length:
            pieces.append(Piece(place * unit, Window(file, 0, length)))
        expected = place + 1
    return Container(
        ContainerFormat.SPLIT_RAW,
        PartialMedium(last_place * unit + last.size_bytes, tuple(pieces)),
        tuple(file for _, file in there),
        notes=("raw: no container recognised",),
        missing=tuple(dict.fromkeys(incomplete.missing)),
    )
