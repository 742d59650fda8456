"""Digests of contents by their extents alone, in a worker: no file system is asked for anything.

Small contents are read together, in the order they lie in their layer: what lies close is read at once and
each byte once, also where several contents share it. A large one is read in its own order, and digested by a
thread meanwhile (hashlib lets go of the interpreter while it works).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from forensics_app.errors import ForensicsError, SourceChangedError
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.contents.extent_content import Piece, pieces_of
from forensics_app.evidence.error_detail import detail_of
from forensics_app.evidence.protocol.messages import Derived, DeriveItem
from forensics_app.model.rederivation import DerivationProblem

LARGE_BYTES = 1 << 20
_TOGETHER_BYTES = 16 << 20  # of small contents that are held in memory at once
_WINDOW_BYTES = 4 << 20
_NEAR_BYTES = 64 << 10  # what lies between two pieces is read too where that saves a read
_ZEROS = bytes(1 << 20)

Layers = Callable[[str], ByteSource]


class _Problem(Exception):
    """Why a piece can't be had."""

    def __init__(self, problem: DerivationProblem, detail: str) -> None:
        super().__init__(detail)
        self.problem = problem
        self.detail = detail


class ExtentDigester:
    """`layers` gives a layer's bytes by its id, or raises; `alive` is called with the bytes done."""

    def __init__(self, layers: Layers, alive: Callable[[int], None]) -> None:
        self._layers = layers
        self._alive = alive
        self._done_bytes = 0
        self._last: tuple[DeriveItem, Derived] | None = None

    def run(self, items: Sequence[DeriveItem]) -> Iterator[Derived]:
        """One result for each item, not in their order. Raises SourceChangedError."""
        together: list[DeriveItem] = []
        size = 0
        for item in items:
            if item.size_bytes > LARGE_BYTES:
                yield self._large(item)
                continue
            if size + item.size_bytes > _TOGETHER_BYTES:
                yield from self._small(together)
                together, size = [], 0
            together.append(item)
            size += item.size_bytes
        yield from self._small(together)

    # --- one large content -------------------------------------------------------------------------

    def _large(self, item: DeriveItem) -> Derived:
        last = self._last
        if last is not None and (last[0].size_bytes, last[0].extents, last[0].gaps) == (
            item.size_bytes, item.extents, item.gaps,
        ):  # fmt: skip
            derived = Derived(item.number, last[1].sha256, last[1].problem, last[1].detail)
        else:
            derived = self._stream(item)
        self._last = item, derived
        return derived

    def _stream(self, item: DeriveItem) -> Derived:
        running = hashlib.sha256()
        waiting: Future[None] | None = None
        with ThreadPoolExecutor(max_workers=1) as thread:
            try:
                for piece in pieces_of(item.size_bytes, item.extents, item.gaps):
                    for window in self._windows(piece):
                        if waiting is not None:
                            waiting.result()
                        waiting = thread.submit(running.update, window)
                        self._advance(len(window))
            except _Problem as e:
                return Derived(item.number, None, e.problem.value, e.detail)
        return Derived(item.number, running.digest(), "", "")

    def _windows(self, piece: Piece) -> Iterator[bytes]:
        """The bytes of a piece. Raises _Problem."""
        if piece.layer is None:
            for done in range(0, piece.length, len(_ZEROS)):
                yield _ZEROS[: piece.length - done]
            return
        self._check(piece)
        for done in range(0, piece.length, _WINDOW_BYTES):
            yield self._read(piece.layer, piece.offset + done, min(_WINDOW_BYTES, piece.length - done))

    # --- small contents together -------------------------------------------------------------------

    def contents(self, items: Sequence[DeriveItem]) -> Iterator[tuple[int, bytes | bytearray | None]]:
        """The bytes of each, None where they can't be had; all of them small, and not in their order.

        Raises SourceChangedError.
        """
        for index, content in self._gather(items):
            number = items[index].number
            if isinstance(content, _Problem):
                yield number, None
            elif isinstance(content, memoryview):
                yield number, bytes(content)
            else:
                yield number, content

    def _small(self, items: Sequence[DeriveItem]) -> Iterator[Derived]:
        for index, content in self._gather(items):
            number = items[index].number
            if isinstance(content, _Problem):
                yield Derived(number, None, content.problem.value, content.detail)
            else:
                yield Derived(number, hashlib.sha256(content).digest(), "", "")
        self._advance(sum(item.size_bytes for item in items))

    def _gather(self, items: Sequence[DeriveItem]) -> Iterator[tuple[int, memoryview | bytearray | _Problem]]:
        """Each content by its place in `items`, or why there is none; a view is valid until the next."""
        contents: dict[int, bytearray] = {}
        problems: dict[int, _Problem] = {}
        given: set[int] = set()
        stored: list[tuple[str, int, int, Piece]] = []
        for index, item in enumerate(items):
            pieces = list(pieces_of(item.size_bytes, item.extents, item.gaps))
            if len(pieces) != 1 or pieces[0].layer is None:
                contents[index] = bytearray(item.size_bytes)
            for piece in pieces:
                if piece.layer is None:
                    continue
                try:
                    self._check(piece)
                except _Problem as e:
                    problems[index] = e
                    break
                stored.append((piece.layer, piece.offset, index, piece))
        stored.sort(key=lambda one: one[:3])
        for window in _windows(stored):
            for index, piece, data in self._window(window, problems):
                content = contents.get(index)
                if content is not None:
                    content[piece.position : piece.position + piece.length] = data
                elif index not in problems:
                    given.add(index)
                    yield index, data
        for index in range(len(items)):
            if index in problems:
                yield index, problems[index]
            elif index not in given:
                yield index, contents[index]

    def _window(
        self, window: list[tuple[str, int, int, Piece]], problems: dict[int, _Problem]
    ) -> Iterator[tuple[int, Piece, memoryview]]:
        """The data of each piece of a window; a window that can't be read whole is read piece by piece."""
        layer, begin = window[0][0], window[0][1]
        end = max(piece.offset + piece.length for _, _, _, piece in window)
        try:
            view = memoryview(self._read(layer, begin, end - begin))
        except _Problem as e:
            if len(window) == 1:
                problems[window[0][2]] = e
            else:
                for one in window:
                    yield from self._window([one], problems)
            return
        for _, offset, index, piece in window:
            yield index, piece, view[offset - begin : offset - begin + piece.length]

    # --- bytes -------------------------------------------------------------------------------------

    def _check(self, piece: Piece) -> None:
        """Raises _Problem where the piece's layer isn't there or ends before it."""
        available = self._layer(piece.layer or "").size_bytes
        if piece.offset + piece.length > available:
            end = piece.offset + piece.length
            raise _Problem(DerivationProblem.IMAGE_TOO_SHORT, f"{piece.layer}: {available} of {end} bytes")

    def _layer(self, layer_id: str) -> ByteSource:
        try:
            return self._layers(layer_id)
        except SourceChangedError:
            raise
        except ForensicsError as e:
            raise _Problem(DerivationProblem.LAYER_MISSING, f"{layer_id}: {detail_of(e)}") from e

    def _read(self, layer_id: str, offset: int, length: int) -> bytes:
        try:
            return self._layer(layer_id).read(offset, length)
        except SourceChangedError:
            raise
        except ForensicsError as e:
            detail = f"{length} bytes at {offset} of {layer_id}: {detail_of(e)}"
            raise _Problem(DerivationProblem.UNREADABLE, detail) from e

    def _advance(self, more_bytes: int) -> None:
        self._done_bytes += more_bytes
        self._alive(self._done_bytes)


def _windows(stored: list[tuple[str, int, int, Piece]]) -> Iterator[list[tuple[str, int, int, Piece]]]:
    """Pieces in the order of their layer, those together that are near enough for one read."""
    window: list[tuple[str, int, int, Piece]] = []
    begin = end = 0
    for one in stored:
        layer, offset, _, piece = one
        stop = offset + piece.length
        near = window and window[0][0] == layer and offset - end <= _NEAR_BYTES
        if near and max(end, stop) - begin <= _WINDOW_BYTES:
            window.append(one)
            end = max(end, stop)
            continue
        if window:
            yield window
        window, begin, end = [one], offset, stop
    if window:
        yield window
