"""DFXML of any program, as a stream of items: no tree, no entities, no network, everything bounded.

Prefixes of namespaces are passed over, since versions differ in them: elements go by their local names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from forensics_app.errors import ManifestNotReadableError
from forensics_app.examine.hash_lists import digest_of
from forensics_app.exchange.manifest_lines import size_of
from forensics_app.exchange.manifest_paths import LONGEST_PATH, plain_path
from forensics_app.model.comparison import ComparedItem

_CHUNK_BYTES = 1 << 16
_DEEPEST = 32
_ROOTS = (b"<dfxml", b":dfxml", b"<fiwalk")
_TAKEN = frozenset(
    {"filename", "filesize", "hashdigest", "name_type", "alloc", "unalloc", "id", "image_filename"}
)
_ALGORITHMS = {"md5": "md5", "sha1": "sha1", "sha256": "sha256"}


def is_dfxml(head: bytes) -> bool:
    """Whether a file begins as such a document does."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") and any(root in head for root in _ROOTS)


def read_dfxml(file: BinaryIO, path: str) -> Iterator[ComparedItem | None]:
    """The file objects. Raises ManifestNotReadableError where the XML is damaged or breaks off.

    The fileobject that stands for the medium itself (as our own exports have it) is left out.
    """
    target = _Target()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = target.start
    parser.EndElementHandler = target.end
    parser.CharacterDataHandler = target.data
    parser.EntityDeclHandler = _refuse_entity
    try:
        while chunk := file.read(_CHUNK_BYTES):
            parser.Parse(chunk, False)
            yield from target.take()
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError) as e:  # the latter of an encoding that nobody knows
        raise ManifestNotReadableError(path=path, detail=str(e)) from e
    except _RefusedError as e:
        raise ManifestNotReadableError(path=path, detail="not a list of contents") from e
    yield from target.take()


def _refuse_entity(*_: object) -> None:
    """No list of files declares entities; whoever does wants them to grow, or to be fetched."""
    raise _RefusedError


class _RefusedError(ValueError):
    pass


class _Target:
    """What the parser tells. Holds one file object at a time."""

    def __init__(self) -> None:
        self._done: list[ComparedItem | None] = []
        self._depth = 0
        self._inside = 0  # the depth of the file object that is being read, 0 outside
        self._in_volume = 0
        self._values: dict[str, str] = {}
        self._digests: dict[str, bytes] = {}
        self._images: set[str] = set()
        self._field: str | None = None
        self._digest_kind = ""
        self._text: list[str] = []
        self._length = 0

    def take(self) -> list[ComparedItem | None]:
        """What is complete since the last time."""
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _RefusedError(tag)
        name = _local(tag)
        if name == "fileobject" and not self._inside:
            self._inside, self._values, self._digests = self._depth, {}, {}
        elif name == "volume" and not self._in_volume:
            self._in_volume = self._depth
        elif name in _TAKEN and (name == "image_filename" or self._depth == self._inside + 1):
            self._field, self._text, self._length = name, [], 0
            self._digest_kind = attributes.get("type", "").lower()

    def data(self, text: str) -> None:
        """Characters."""
        if self._field is not None:
            self._length += len(text)
            if self._length <= LONGEST_PATH:
                self._text.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        name = _local(tag)
        if name == self._field:
            self._keep(name, "".join(self._text) if self._length <= LONGEST_PATH else "")
            self._field = None
        if self._depth == self._inside:
            self._inside = 0
            self._finish()
        if self._depth == self._in_volume:
            self._in_volume = 0
        self._depth -= 1

    def _keep(self, name: str, text: str) -> None:
        if name == "image_filename":
            self._images.add(text)
        elif name == "hashdigest":
            found = digest_of(text)
            if found is not None and _ALGORITHMS.get(self._digest_kind) == found[0].value:
                self._digests[found[0].value] = found[1]
        else:
            self._values.setdefault(name, text)

    def _finish(self) -> None:
        values = self._values
        name = values.get("filename", "")
        if not self._in_volume and name in self._images and "alloc" not in values and "unalloc" not in values:
            return
        if not name and not self._digests:
            self._done.append(None)
            return
        self._done.append(
            ComparedItem(
                plain_path(name),
                size_of(values.get("filesize", "")),
                md5=self._digests.get("md5"),
                sha1=self._digests.get("sha1"),
                sha256=self._digests.get("sha256"),
                deleted=values.get("unalloc", "").strip() == "1" or values.get("alloc", "1").strip() == "0",
                has_content=values.get("name_type", "").strip() != "d",
                item_id=values.get("id", "")[:64],
            )
        )


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]
