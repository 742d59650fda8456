"""Digests of all files against the manifests, on several threads, each byte read once;
and where damage lies.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import islice

from blake3 import blake3

from forensics_app.bundle.layout import BLOCK_BYTES, BLOCKS
from forensics_app.bundle.reading.digest_helper import DigestHelper
from forensics_app.bundle.reading.grammar import PAYLOAD
from forensics_app.bundle.reading.tree import READ_BYTES, FileUnreadableError, Problem
from forensics_app.errors import CancelledError
from forensics_app.model.findings import Damage
from forensics_app.model.progress import IsCancelled, Progress, Report
from forensics_app.verify.collector import Findings
from forensics_app.verify.files.reading import MAX_TAG_FILE_BYTES, DigestedFile, LineTooLongError
from forensics_app.verify.files.records import Blocks, Reader
from forensics_app.verify.files.sealed_lists import read_lines
from forensics_app.verify.files.tree import Listed
from forensics_app.verify.policy import Policy

_LARGE_BYTES = 8 << 20
_SMALL_BYTES = 256 << 10
_DEFERRED_BYTES = 1 << 30
_HEADER_ROOM = 512  # what may lie between two contents
_DIGEST_BYTES = 32
_POLL_S = 0.05
_HELPER_POLL_S = 0.002  # it ends at about the same time as the threads
_COMPARED_TOGETHER = 256
_MAX_LOCATED = 50
_MOST_RANGES_SHOWN = 40  # ranges in the sentence
_MAX_RANGES = 10_000


class DigestPass:
    """Digests the files at `positions` on threads of its own, from `start` until `finish`.

    It may begin before the manifests are read: digests are compared at the end. Where a process can help with
    it, that begins with the first run, and the threads, later, with the last one, until they meet.
    """

    def __init__(
        self,
        listed: Listed,
        positions: array[int],
        *,
        policy: Policy,
        findings: Findings,
        cancelled: IsCancelled,
    ) -> None:
        self._listed = listed
        self._policy = policy
        self._findings = findings
        self._cancelled = cancelled
        self._order = _large_first(positions, listed)
        self._starts = _run_starts(self._order, listed)
        self._helper: DigestHelper | None = None
        runs = range(len(self._starts) - 1)
        self._waiting = iter(runs)  # a range's iterator: threads may share it
        self._waiting_last = iter(reversed(runs))
        self._done_here = bytearray(len(runs))
        self._done_bytes = 0
        self._done_files = 0
        self._files = len(positions)
        self._total_bytes = sum(listed.tree.sizes[p] for p in positions)
        self._stopped = threading.Event()
        self._sizes_known = threading.Event()
        self._most_bytes: int | None = None
        self._positions = positions
        self._found: bytearray | memoryview = bytearray()
        self._read: bytearray | memoryview = bytearray()
        self._threads = ThreadPoolExecutor(max(1, policy.threads), thread_name_prefix="digest")
        self._running: list[Future[None]] = []

    def start(self) -> None:
        """Begin; returns at once. One thread fewer than in the end: the caller reads lists meanwhile, and
        threads that wait for the interpreter keep each other from work."""
        if self._policy.openssl_too:
            self._helper = self._listed.tree.digest_in_helper(self._order, self._starts)
        if self._helper is not None:
            self._found, self._read = self._helper.found, self._helper.read
            return
        self._found = bytearray(_DIGEST_BYTES * len(self._listed.tree.table))
        self._read = bytearray(len(self._listed.tree.table))
        self._running = [self._threads.submit(self._work) for _ in range(max(1, self._policy.threads - 1))]

    def allow(self, most_bytes: int | None) -> None:
        """Contents of up to `most_bytes` may be digested; None: nothing tells how large they are.

        Until this is said, none of a GiB or more is.
        """
        self._most_bytes = most_bytes
        self._sizes_known.set()

    def hasten(self) -> None:
        """No lists are to be read any more: the thread whose place that had begins too."""
        if self._policy.threads > 1:
            self._running.append(self._threads.submit(self._work))

    def finish(self, report: Report) -> dict[int, bytes]:
        """Wait for the end; position and digest found of the files that differ. Raises CancelledError."""
        self._wait(report)
        if self._helper is not None:
            self._await_helper(self._helper, report)
        self._threads.shutdown()
        if self._stopped.is_set():
            raise CancelledError
        report(self._progress())
        differing = dict(self._compared())
        self._close_helper()
        return differing

    def _wait(self, report: Report) -> None:
        while wait(self._running, timeout=_POLL_S).not_done:
            report(self._progress())
        for future in self._running:
            future.result()

    def _await_helper(self, helper: DigestHelper, report: Report) -> None:
        """Until it has ended; then what it left, which isn't plain, or what it was at when it was lost."""
        while helper.running and not self._stopped.is_set():
            report(self._progress())
            if self._cancelled():
                self._stopped.set()
            time.sleep(_HELPER_POLL_S)
        runs = [number for number, done in enumerate(self._done_here) if not done]
        left = array("I", (p for number in runs for p in self._run(number) if not self._read[p]))
        if left and not self._stopped.is_set():
            self._running = [self._threads.submit(self._check_all, left)]
            self._wait(report)

    def _close_helper(self) -> None:
        if self._helper is not None:
            self._found = self._read = bytearray()
            self._helper.close()
            self._helper = None

    def _compared(self) -> Iterator[tuple[int, bytes]]:
        """Those that were read and differ, in the order of the tree."""
        listed, end = self._listed, 0
        for position in self._positions:
            if position >= end and position % _COMPARED_TOGETHER == 0:
                end = min(position + _COMPARED_TOGETHER, len(self._read))
                found = self._found[position * _DIGEST_BYTES : end * _DIGEST_BYTES]
                if b"\0" in bytes(self._read[position:end]) or not listed.are(position, end, found):
                    end = position  # some of them differ, or were judged elsewhere: one by one
            if position < end:
                continue
            digest = bytes(self._found[position * _DIGEST_BYTES : (position + 1) * _DIGEST_BYTES])
            if self._read[position] and not compare(self._listed, position, digest, self._findings):
                yield position, digest

    def stop(self) -> None:
        """End early, after whatever piece is being read."""
        self._stopped.set()
        self._sizes_known.set()
        self._threads.shutdown()
        self._close_helper()

    def _progress(self) -> Progress:
        return Progress(
            stage="verify",
            done_bytes=self._done_bytes + (0 if self._helper is None else self._helper.done_bytes),
            total_bytes=self._total_bytes,
            items=self._done_files + (0 if self._helper is None else self._helper.done_files),
            total_items=self._files,
        )

    def _work(self) -> None:
        buffer = memoryview(bytearray(READ_BYTES))
        finished = False
        try:
            while not self._stopped.is_set():
                number = self._next_run()
                if number is None:
                    break
                self._check_run(self._run(number), buffer)
                self._done_here[number] = 1
            finished = True
        finally:
            if not finished:  # what went wrong is raised in `finish`; the other threads need not go on
                self._stopped.set()

    def _next_run(self) -> int | None:
        if self._helper is None:
            return next(self._waiting, None)
        number = next(self._waiting_last, None)
        return number if number is not None and self._helper.claim(number) else None

    def _run(self, number: int) -> array[int]:
        return self._order[self._starts[number] : self._starts[number + 1]]

    def _check_all(self, positions: array[int]) -> None:
        """Each by itself."""
        buffer = memoryview(bytearray(READ_BYTES))
        for position in positions:
            if self._stopped.is_set():
                break
            self._check(position, buffer)

    def _check_run(self, positions: array[int], buffer: memoryview) -> None:
        """Files that lie together are read together; those in which anything is wrong once more, alone."""
        read, sha256 = self._read, self._policy.arithmetic.sha256
        if len(positions) > 1:
            for position, content in self._listed.tree.together(positions, buffer):
                digest = sha256(content).digest()
                self._found[position * _DIGEST_BYTES : (position + 1) * _DIGEST_BYTES] = digest
                read[position] = 1
                self._done_bytes += len(content)
                self._done_files += 1
        for position in positions:
            if not read[position] and not self._stopped.is_set():
                self._check(position, buffer)
        if self._cancelled():
            self._stopped.set()

    def _check(self, position: int, buffer: memoryview) -> None:
        tree = self._listed.tree
        if tree.sizes[position] >= _DEFERRED_BYTES and not self._may_read(position):
            return
        running = self._policy.arithmetic.sha256()
        try:
            for chunk in tree.chunks(position, buffer, self._findings.add):
                running.update(chunk)
                self._done_bytes += len(chunk)
                if self._cancelled():
                    self._stopped.set()
                    return
        except FileUnreadableError as e:
            self._findings.add(Problem("file-unreadable", tree.table.paths[position], None, str(e)))
            return
        self._done_files += 1
        self._found[position * _DIGEST_BYTES : (position + 1) * _DIGEST_BYTES] = running.digest()
        self._read[position] = 1

    def _may_read(self, position: int) -> bool:
        """Sizes are compared before terabytes are digested, which a hole gives for nothing."""
        self._sizes_known.wait()
        path, size = self._listed.tree.table.paths[position], self._listed.tree.sizes[position]
        if not path.startswith(PAYLOAD):
            if size <= MAX_TAG_FILE_BYTES:
                return True
            self._findings.code("list-too-large", path)
        elif self._most_bytes is None or size <= self._most_bytes:
            return True
        else:
            self._findings.code("file-too-large", path, str(self._most_bytes), str(size))
        self._done_files += 1
        return False


def compare(listed: Listed, position: int, digest: bytes, findings: Findings) -> bool:
    """Whether a file has the digest that its manifest gives; a finding where not.

    Unlisted files aren't judged.
    """
    expected = listed.digest(position)
    if expected is None or expected == digest:
        return True
    findings.code("file-differs", listed.tree.table.paths[position], expected.hex(), digest.hex())
    return False


def _large_first(positions: array[int], listed: Listed) -> array[int]:
    """Large files first, so that no thread is left with one at the end; the others as they lie."""
    sizes = listed.tree.sizes
    order = array("I", sorted((p for p in positions if sizes[p] >= _LARGE_BYTES), key=lambda p: -sizes[p]))
    order.extend(p for p in positions if sizes[p] < _LARGE_BYTES)
    return order


def _run_starts(order: array[int], listed: Listed) -> array[int]:
    """Where in `order` each run begins: small files side by side that one reading can give, or one file.
    The end of the last one comes last.
    """
    sizes = listed.tree.sizes
    starts = array("I")
    room = 0
    for number, position in enumerate(order):
        room -= sizes[position] + _HEADER_ROOM
        if room < 0:
            starts.append(number)
            room = READ_BYTES - sizes[position] - _HEADER_ROOM if sizes[position] <= _SMALL_BYTES else 0
    starts.append(len(order))
    return starts


def locate_damage(
    listed: Listed, differing: Mapping[int, bytes], *, policy: Policy, findings: Findings
) -> tuple[Damage, ...]:
    """Where the files that differ (position and digest found) are not as sealed: which MiB, as far as
    blocks.jsonl tells. The first of them only.
    """
    wanted = {listed.tree.table.paths[p]: p for p in islice(differing, _MAX_LOCATED)}
    damage = {path: _whole(listed, position, differing[position]) for path, position in wanted.items()}
    at = listed.tree.table.position(BLOCKS)
    if not wanted or at is None or at in differing:  # a damaged list can't tell where others are
        return tuple(damage.values())
    quiet = Findings()  # what is wrong with the list itself was said when it was checked
    file = DigestedFile(listed.tree, at, policy.arithmetic, quiet)
    try:
        for _, blocks in read_lines(file, Reader(Blocks), quiet):
            known = None if blocks is None else damage.get(blocks.path)
            if blocks is not None and known is not None:
                ranges = _locate(listed, wanted[blocks.path], blocks)
                damage[blocks.path] = _located(known, blocks, ranges)
                text = " ".join(f"{a}-{b}" for a, b in ranges[:_MOST_RANGES_SHOWN])
                findings.code("blocks-differ", blocks.path, str(len(blocks.blake3)), text)
    except (FileUnreadableError, LineTooLongError):
        pass
    return tuple(damage.values())


def _whole(listed: Listed, position: int, found: bytes) -> Damage:
    expected = listed.digest(position) or b""
    return Damage(listed.tree.table.paths[position], listed.tree.sizes[position], expected.hex(), found.hex())


def _located(damage: Damage, blocks: Blocks, ranges: list[tuple[int, int]]) -> Damage:
    return replace(
        damage,
        block_bytes=BLOCK_BYTES,
        sealed_bytes=int(blocks.size),
        ranges=tuple(ranges[:_MAX_RANGES]),
        cut=len(ranges) > _MAX_RANGES,
    )


def _locate(listed: Listed, position: int, blocks: Blocks) -> list[tuple[int, int]]:
    """Byte ranges of the blocks whose BLAKE3 differs, both ends included.

    A file that is shorter than it was lacks its last ones, which count as differing.
    """
    ranges: list[tuple[int, int]] = []
    buffer = memoryview(bytearray(READ_BYTES))
    number, filled, running = 0, 0, blake3()

    def close_block() -> None:
        sealed = blocks.blake3[number] if number < len(blocks.blake3) else None
        if running.hexdigest() == sealed:
            return
        first = number * BLOCK_BYTES
        if ranges and ranges[-1][1] == first - 1:
            ranges[-1] = (ranges[-1][0], first + filled - 1)
        else:
            ranges.append((first, first + filled - 1))

    quiet = Findings()
    for chunk in listed.tree.chunks(position, buffer, quiet.add):
        rest = chunk
        while rest:
            piece = rest[: BLOCK_BYTES - filled]
            running.update(piece)
            filled += len(piece)
            rest = rest[len(piece) :]
            if filled == BLOCK_BYTES:
                close_block()
                number, filled, running = number + 1, 0, blake3()
    if filled:
        close_block()
    found, sealed_bytes = listed.tree.sizes[position], int(blocks.size)
    if found < sealed_bytes:
        if ranges and ranges[-1][1] == found - 1:
            ranges[-1] = (ranges[-1][0], sealed_bytes - 1)
        else:
            ranges.append((found, sealed_bytes - 1))
    return ranges
