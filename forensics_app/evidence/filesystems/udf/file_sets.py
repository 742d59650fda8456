"""The file set of a UDF logical volume: where its root is. Source: ECMA-167 4/14.1; OSTA UDF 2.3.2."""

from __future__ import annotations

from typing import NamedTuple

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.filesystems.trees.inode_tree import Problem
from forensics_app.evidence.filesystems.udf.blocks import UdfBlocks
from forensics_app.evidence.filesystems.udf.records import Address, Reach, checked, fixed_text, long_reach
from forensics_app.evidence.filesystems.udf.volume import UdfVolume
from forensics_app.evidence.format_errors import MalformedError
from forensics_app.evidence.omission_codes import OmissionCode

_FILE_SET = 256
_LENGTH = 512
_MOST_SETS = 64


class FileSet(NamedTuple):
    """`streams`: where the streams of the whole file system are listed."""

    name: bytes
    root: Reach
    streams: Reach | None


def file_set(blocks: UdfBlocks, volume: UdfVolume, problem: Problem) -> FileSet:
    """The first file set; others are told. Raises MalformedError, ReadFailedError."""
    reach, found = volume.file_set, None
    seen: set[Address] = set()
    while reach.length_bytes and reach.address not in seen and len(seen) < _MOST_SETS:
        seen.add(reach.address)
        try:
            data = blocks.read(reach.address, _LENGTH)
            what = f"file set at block {reach.address.block}"
            checked(data, reach.address.block, (_FILE_SET,), what, problem)
        except (MalformedError, ReadFailedError):
            if found is None:
                raise
            break
        name = fixed_text(data[304:336])
        if found is None:
            streams = long_reach(data, 464)
            found = FileSet(name, long_reach(data, 400), streams if streams.length_bytes else None)
        else:
            text = f"a second file set of UDF, {name.decode('utf-8', 'replace')}"
            problem(OmissionCode.FILE_SYSTEM_NOT_SUPPORTED, text)
        reach = long_reach(data, 448)
    if found is None:
        raise MalformedError("no file set")
    return found
