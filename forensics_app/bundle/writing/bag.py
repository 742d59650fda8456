"""Writing a bag into a ZIP: payload first, tag files, the two manifests, the seal last (RFC 8493; section 1).

Keeps of each file only what the manifests need. Content is digested as it is written, never before or after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from forensics_app.bundle.layout import BLOCK_BYTES, MANIFEST, TAG_MANIFEST
from forensics_app.bundle.manifests import DIGEST_BYTES, manifest_lines, manifest_text
from forensics_app.bundle.writing.blocks import BlockDigests
from forensics_app.bundle.writing.zip_writer import ZipWriter

_ZIP64_BYTES = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class PayloadFile:
    """A payload file that stands in the bag. `blocks` are BLAKE3 digests (hex) where it is over 1 MiB."""

    path: str
    size_bytes: int
    crc: int
    sha256: bytes
    blocks: tuple[str, ...] = ()


class SmallFile(NamedTuple):
    """A payload file of at most a MiB, its digest (SHA-256) and CRC-32 made from the very bytes in `data`."""

    path: str
    data: bytes | memoryview
    sha256: bytes
    crc: int


class BagWriter:
    """Writes one bag, in this order: `payload` files, `tag_file`s, `close_tags`, `add_seal`. The archive must
    be empty: it keeps the paths of the payload, which are its first entries.

    `large_files` are the payload files over 1 MiB.
    """

    def __init__(self, name: str, archive: ZipWriter) -> None:
        self._name = name
        self._zip = archive
        self._digests = bytearray()  # of the first entries of the ZIP, in its order
        self._tags: list[tuple[str, bytes]] = []
        self.payload_bytes = 0
        self.large_files: list[PayloadFile] = []

    @property
    def payload_files(self) -> int:
        return len(self._digests) // DIGEST_BYTES

    def payload(self, path: str, size_bytes: int, *, digesting: bool = True) -> PayloadEntry:
        """Start a payload file of this size; it counts once it is `keep`t.

        Without `digesting`, whoever writes it digests the same bytes, and gives the SHA-256 to `keep`.
        """
        self._zip.begin(self._place(path), size_bytes)
        return PayloadEntry(self, path, size_bytes, hashlib.sha256() if digesting else None)

    def add_files(self, files: Sequence[SmallFile]) -> None:
        """Whole payload files, of at most a MiB each."""
        self._refuse_late()
        top = self._name + "/"
        self._zip.add_all([(top + path, data, crc) for path, data, _, crc in files])
        for _, data, sha256, _ in files:
            self._digests += sha256
            self.payload_bytes += len(data)

    def flush(self) -> None:
        """Hand everything written so far to the operating system."""
        self._zip.flush()

    def adopt(self, file: PayloadFile) -> None:
        """Take a payload file that stands complete at this place already."""
        self._zip.adopt(self._place(file.path), file.size_bytes, file.crc)
        self._count(file)

    def tag_file(self, path: str, data: bytes) -> None:
        """One tag file."""
        self._zip.add(self._place(path), data)
        self._tags.append((path, hashlib.sha256(data).digest()))

    def tag_stream(self, path: str, lines: Callable[[], Iterable[bytes]]) -> None:
        """One tag file of unknown size; `lines` gives its content, the same each time it is called."""
        for size_hint in (0, _ZIP64_BYTES):
            digest, size = hashlib.sha256(), 0
            self._zip.begin(self._place(path), size_hint)
            for piece in lines():
                self._zip.write(piece)
                digest.update(piece)
                size += len(piece)
            if (size >= _ZIP64_BYTES) == (size_hint >= _ZIP64_BYTES):
                self._zip.end()
                break
            self._zip.abandon()
        self._tags.append((path, digest.digest()))

    def close_tags(self) -> bytes:
        """Write both manifests; the SHA-256 of tagmanifest-sha256.txt, which the seal is to hold."""
        folder = len(self._place(""))
        self.tag_stream(MANIFEST, lambda: manifest_lines(self._zip.names, folder, self._digests))
        text = manifest_text(self._tags)
        self._zip.add(self._place(TAG_MANIFEST), text)
        return hashlib.sha256(text).digest()

    def add_seal(self, path: str, data: bytes) -> None:
        """Write the seal and the ZIP's directory: the bag is whole."""
        self._zip.add(self._place(path), data)
        self._zip.finish()

    def _place(self, path: str) -> str:
        return f"{self._name}/{path}"

    def _refuse_late(self) -> None:
        if self._tags:
            raise ValueError("the payload comes before tag files")

    def _count(self, file: PayloadFile) -> None:
        self._refuse_late()
        self._digests += file.sha256
        self.payload_bytes += file.size_bytes
        if file.blocks:
            self.large_files.append(file)


class PayloadEntry:
    """A payload file while it is written: `write` its content, then `keep` or `drop` it."""

    def __init__(self, bag: BagWriter, path: str, size_bytes: int, digest: hashlib._Hash | None) -> None:
        self._bag = bag
        self._path = path
        self._expected = size_bytes
        self._digest = digest
        self._blocks = BlockDigests() if size_bytes > BLOCK_BYTES else None
        self.written_bytes = 0

    def write(self, data: bytes | memoryview) -> None:
        """More content."""
        self._bag._zip.write(data)
        if self._digest is not None:
            self._digest.update(data)
        if self._blocks is not None:
            self._blocks.update(data)
        self.written_bytes += len(data)

    @property
    def complete(self) -> bool:
        """Whether as much was written as was announced."""
        return self.written_bytes == self._expected

    def sha256(self) -> bytes:
        """The digest of what was written so far. Raises ValueError where none is made here."""
        if self._digest is None:
            raise ValueError("digested elsewhere")
        return self._digest.digest()

    def keep(self, sha256: bytes | None = None) -> PayloadFile:
        """Let the file stand."""
        size, crc = self._bag._zip.end()
        blocks = () if self._blocks is None else tuple(self._blocks.finish())
        file = PayloadFile(self._path, size, crc, sha256 or self.sha256(), blocks)
        self._bag._count(file)
        return file

    def drop(self) -> None:
        """Leave no trace of the file."""
        self._bag._zip.abandon()
