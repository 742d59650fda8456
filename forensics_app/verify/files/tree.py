"""Names, the two manifests and the tree rule (docs/bundle-format.md, sections 1 and 2).

Also keeps, for every file, the digest that its manifest gives: 32 bytes each, so that a million fit.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import lt

from forensics_app.bundle.layout import (
    MANIFEST,
    NONCE_BYTES,
    REQUIRED_TAG_FILES,
    TAG_MANIFEST,
    tag_fault,
)
from forensics_app.bundle.reading.grammar import (
    NONCE_FILE,
    PAYLOAD,
    SEAL_FOLDER,
    faulty_paths,
    folders_of,
    is_litter,
    path_fault,
)
from forensics_app.bundle.reading.tree import FileUnreadableError, Tree
from forensics_app.verify.collector import Findings
from forensics_app.verify.files.reading import DigestedFile, LineTooLongError

_DIGEST_BYTES = 32
_LINE = re.compile(rb"([0-9a-f]{64})  ([\x21-\x7e]+)\Z")


class Listed:
    """What the manifests say of the files that are there, and of those that are not there (`missing`: the
    digest of each).

    `have_payload`: the payload's manifest was read, so a payload file that it doesn't name wasn't sealed.
    `missing_sizes`: bytes of the missing payload files whose size the catalogue gives.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.missing: dict[str, bytes] = {}
        self.missing_sizes: dict[str, int] = {}
        self.have_payload = False
        self.payload_files = 0
        self.payload_bytes = 0
        self._digests = bytearray(_DIGEST_BYTES * len(tree.table))
        self._known = bytearray(len(tree.table))

    def set_digest(self, position: int, digest: bytes) -> None:
        """The manifest's digest of the file at `position`."""
        self._digests[position * _DIGEST_BYTES : (position + 1) * _DIGEST_BYTES] = digest
        self._known[position] = 1

    def set_digests(self, positions: Sequence[int], digests: bytes) -> None:
        """The same of many, 32 bytes for each."""
        kept, known, begin = self._digests, self._known, 0
        for position in positions:
            at = position * _DIGEST_BYTES
            kept[at : at + _DIGEST_BYTES] = digests[begin : begin + _DIGEST_BYTES]
            known[position] = 1
            begin += _DIGEST_BYTES

    def have(self, positions: Sequence[int], digests: bytes) -> bool:
        """Whether the manifests name all these files, with these digests."""
        kept = self._digests
        given = [kept[p * _DIGEST_BYTES : (p + 1) * _DIGEST_BYTES] for p in positions]
        return all(map(self._known.__getitem__, positions)) and b"".join(given) == digests

    def are(self, first: int, end: int, digests: bytes | bytearray | memoryview) -> bool:
        """Whether the manifests name every file from position `first` to before `end`, with these digests."""
        given = self._digests[first * _DIGEST_BYTES : end * _DIGEST_BYTES]
        return self._known.count(1, first, end) == end - first and given == digests

    def digest(self, position: int) -> bytes | None:
        """The manifest's digest of the file at `position`, None where no manifest names it."""
        if not self._known[position]:
            return None
        return bytes(self._digests[position * _DIGEST_BYTES : (position + 1) * _DIGEST_BYTES])

    def unnamed(self) -> Iterator[int]:
        """Positions of the files that no manifest names."""
        position = self._known.find(0)
        while position >= 0:
            yield position
            position = self._known.find(0, position + 1)

    def missing_payload(self) -> Iterator[str]:
        """Paths of the payload files that the manifest names and that are not there."""
        return (path for path in self.missing if path.startswith(PAYLOAD))

    def payload_octets(self) -> int | None:
        """Bytes of all payload files that the manifest names; None where one is missing whose size nothing
        gives."""
        total = self.payload_bytes
        for path in self.missing_payload():
            size = NONCE_BYTES if path == NONCE_FILE else self.missing_sizes.get(path)
            if size is None:
                return None
            total += size
        return total

    def names(self, path: str) -> bool:
        """Whether a manifest names this path, be the file there or not."""
        position = self.tree.table.position(path)
        return path in self.missing if position is None else bool(self._known[position])


def check_names(tree: Tree, findings: Findings) -> None:
    """Every path is one that may stand in a bundle, and none is both file and folder."""
    for path, fault in faulty_paths(tree.table):
        findings.code("path-not-allowed", path, None, fault)
    for folder in folders_of(tree.table):
        if tree.table.position(folder) is not None:
            findings.code("path-conflict", folder)


def read_manifest(file: DigestedFile, listed: Listed, findings: Findings) -> set[str]:
    """Take in one manifest. Returns the tag files that it names (of the payload's manifest, none).

    Raises FileUnreadableError.
    """
    manifest = _Manifest(file.path, listed, findings)
    try:
        for lines in file.batches():
            if not manifest.take_plain(lines):
                manifest.take_each(lines)
    except LineTooLongError:
        findings.code("list-too-large", file.path)
    if file.unfinished:
        findings.code("manifest-not-canonical", f"{file.path}:{manifest.number}", "LF", None)
    return manifest.tag_files


class _Manifest:
    """What is kept of one manifest from line to line; `number` of lines."""

    def __init__(self, path: str, listed: Listed, findings: Findings) -> None:
        self.number = 0
        self.tag_files: set[str] = set()
        self._path = path
        self._payload = path == MANIFEST
        self._listed = listed
        self._findings = findings
        self._last = ""

    def take_plain(self, lines: list[bytes]) -> bool:
        """Take lines of the payload's manifest that are all as they should be, of files that are there; False
        where any of them may not be, and then none is taken.
        """
        found = list(map(_LINE.match, lines))
        matches = [match for match in found if match is not None]
        if not self._payload or len(matches) != len(lines):
            return False
        paths = b"\n".join([match[2] for match in matches]).decode("ascii").split("\n")
        ascending = all(map(lt, chain((self._last,), paths), paths))
        # what is sorted begins with what its first and its last have in common
        if not (ascending and paths[0].startswith(PAYLOAD) and paths[-1].startswith(PAYLOAD)):
            return False
        listed = self._listed
        places = list(map(listed.tree.table.position, paths))
        positions = [position for position in places if position is not None]
        if len(positions) != len(lines):
            return False
        listed.set_digests(positions, unhexlify(b"".join([match[1] for match in matches])))
        listed.payload_files += len(paths)
        listed.payload_bytes += sum(map(listed.tree.sizes.__getitem__, positions))
        self._last = paths[-1]
        self.number += len(lines)
        return True

    def take_each(self, lines: list[bytes]) -> None:
        """Take lines of any kind, with a finding for whatever is wrong."""
        listed, payload, findings = self._listed, self._payload, self._findings
        for digest, path, position in self._each(lines):
            if (
                path.startswith(PAYLOAD) is not payload
                or path.startswith(SEAL_FOLDER)
                or path == TAG_MANIFEST
            ):
                findings.code("manifest-scope", path, None, self._path)
                continue
            if not payload:
                self.tag_files.add(path)
                fault = tag_fault(path)
                if fault is not None:
                    findings.code("path-not-allowed", path, None, fault)
            if position is None:
                listed.missing[path] = digest
                findings.code("file-missing", path)
            else:
                listed.set_digest(position, digest)
            if payload:
                listed.payload_files += 1
                listed.payload_bytes += 0 if position is None else listed.tree.sizes[position]

    def _each(self, lines: list[bytes]) -> Iterator[tuple[bytes, str, int | None]]:
        """Digest and path of every line in the one form, sorted, each path once; and where that file is.

        The names of files that are there were judged with the tree.
        """
        for line in lines:
            self.number += 1
            match = _LINE.match(line)
            path = match[2].decode("ascii") if match else ""
            position = self._listed.tree.table.position(path)
            if match is None or path <= self._last or (position is None and path_fault(path) is not None):
                self._findings.code("manifest-not-canonical", f"{self._path}:{self.number}")
                continue
            self._last = path
            yield unhexlify(match[1]), path, position


def check_required(tag_files: set[str], findings: Findings) -> None:
    """The tag files that every bundle has are named by the tag manifest."""
    for path in sorted(REQUIRED_TAG_FILES - tag_files):
        findings.code("tagmanifest-incomplete", path)


def check_nonce(listed: Listed, findings: Findings) -> None:
    """The payload's manifest names the nonce, which has its one size."""
    position = listed.tree.table.position(NONCE_FILE)
    if listed.have_payload and not listed.names(NONCE_FILE):
        findings.code("tagmanifest-incomplete", NONCE_FILE)
    elif position is not None and listed.tree.sizes[position] != NONCE_BYTES:
        findings.code("nonce-size", NONCE_FILE, str(NONCE_BYTES), str(listed.tree.sizes[position]))


def check_unlisted(
    listed: Listed, *, seal: str, have_manifest: bool, have_tag_manifest: bool, findings: Findings
) -> None:
    """The tree holds nothing that no manifest names, but the tag manifest and the seal.

    Without a manifest nothing of its kind can be called unlisted.
    """
    for position in listed.unnamed():
        path = listed.tree.table.paths[position]
        if path in (TAG_MANIFEST, seal):
            continue
        in_seal_folder = path.startswith(SEAL_FOLDER)
        judged = have_manifest if path.startswith(PAYLOAD) else have_tag_manifest or in_seal_folder
        if judged:
            findings.code("litter" if is_litter(path) else "file-unlisted", path)


__all__ = [
    "FileUnreadableError",
    "Listed",
    "check_names",
    "check_nonce",
    "check_required",
    "check_unlisted",
    "read_manifest",
]
