"""The lines of catalog.jsonl, each in its one form, and what is compared with the rest of the bundle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import msgspec

from forensics_app.verify.collector import Findings
from forensics_app.verify.files.plain_form import is_free, plain_form
from forensics_app.verify.files.reading import DigestedFile
from forensics_app.verify.files.records import Artifact, Reader
from forensics_app.verify.files.sealed_lists import end_of_list, read_one

_ENCODER = msgspec.json.Encoder()
_MAX_PLAIN_CHARACTERS = 1 << 16  # a pattern remembers each turn of a list; longer lines are decoded


class CatalogLine(NamedTuple):
    """Some values of one line, in the order in which they stand in it.

    `allocated`, `extents`, `names`, `display`, `read`, `stream`, `tags` and `times` are JSON text, as sealed.
    """

    allocated: str
    data: str | None
    derivable: str
    md5: str | None
    sha1: str | None
    sha256: str | None
    exhibit: str
    extent_class: str
    extents: str
    id: str
    inode: str | None
    kind: str
    layer: str
    media_type: str | None
    names: str
    display: str
    read: str
    salt: str
    size: str | None
    source: str
    stream: str
    tags: str
    times: str


_WANTED = frozenset(
    {
        ("data",), ("derivable",), ("digests", "md5"), ("digests", "sha1"), ("digests", "sha256"),
        ("exhibit",), ("extent_class",), ("id",), ("inode",), ("kind",), ("layer",), ("media_type",),
        ("salt",), ("size",), ("source",),
    }
)  # fmt: skip
_WHOLE = frozenset(
    {
        ("allocated",), ("extents",), ("path", "bytes"), ("path", "display"), ("read",), ("stream",),
        ("tags",), ("times",),
    }
)  # fmt: skip


@cache
def plain_line(*, free: bool = False) -> re.Pattern[str]:
    """What nearly all lines match, with a group for each value of CatalogLine. `free` as in `plain_form`."""
    return plain_form(Artifact, _WANTED, whole=_WHOLE, free=free)


def read_catalog(
    file: DigestedFile, findings: Findings
) -> Iterator[tuple[list[bytes], list[CatalogLine | None]]]:
    """Lines without their LF, and their values; None where a line isn't in its form. Many lines at once.

    Raises FileUnreadableError, LineTooLongError.
    """
    reader = Reader(Artifact)
    new = tuple.__new__  # as `_make`, without a call of Python's own
    before = 0
    for block in file.blocks():
        lines = block.split(b"\n")
        values: list[CatalogLine | None] = []
        plain = plain_line(free=is_free(block)).fullmatch
        text, end = _text(block), -1
        for number, line in enumerate(lines, start=before + 1):
            begin = end + 1
            end = text.find("\n", begin) if number < before + len(lines) else len(text)
            found = plain(text, begin, end) if end - begin <= _MAX_PLAIN_CHARACTERS else None
            if found is not None:
                values.append(new(CatalogLine, found.groups()))
            else:
                artifact = read_one(file.path, number, line, reader, findings)
                values.append(None if artifact is None else line_of(artifact))
        yield lines, values
        before += len(lines)
    end_of_list(file, before, findings)


def _text(block: bytes) -> str:
    """The lines as text; where one of them isn't UTF-8, as many that no pattern matches."""
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError:
        return "\n" * block.count(b"\n")


def line_of(artifact: Artifact) -> CatalogLine:
    """The same values of a decoded line."""
    digests, path = artifact.digests, artifact.path
    return CatalogLine(
        _json(artifact.allocated),
        artifact.data,
        artifact.derivable,
        digests.md5,
        digests.sha1,
        digests.sha256,
        artifact.exhibit,
        artifact.extent_class,
        _json(artifact.extents),
        artifact.id,
        artifact.inode,
        artifact.kind,
        artifact.layer,
        artifact.media_type,
        _json(path.bytes),
        _json(path.display),
        _json(artifact.read),
        artifact.salt,
        artifact.size,
        artifact.source,
        _json(artifact.stream),
        _json(artifact.tags),
        _json(artifact.times),
    )


def _json(value: object) -> str:
    return _ENCODER.encode(value).decode("utf-8")
