"""What a packed stream unpacks to, at any offset, in bounded memory and windows.

Going forward costs its unpacking once. Going back starts from the nearest remembered state, where the decoder
can be copied (DEFLATE), and else from the beginning, except for the bytes held since `hold`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forensics_app.errors import ReadFailedError
from forensics_app.evidence.archives.members.pieces import read_pieces
from forensics_app.evidence.archives.streams.decoders import Decoder, DecoderError
from forensics_app.evidence.bytes.bad_sectors import read_around
from forensics_app.evidence.bytes.byte_source import ByteSource
from forensics_app.evidence.error_detail import detail_of

_INPUT_BYTES = 64 << 10
_OUTPUT_BYTES = 256 << 10
_HELD_BYTES = 64 << 20  # as much of a picture as is looked at for EXIF
_STATES = 256
_FIRST_SPACING = 1 << 20
_ALIVE_BYTES = 8 << 20
_CAREFUL_BYTES = 512
_MOST_PADDING = 64 << 20  # zeros before another member


@dataclass(slots=True)
class _State:
    """`out` bytes are given, `read` bytes of input are in `decoder` (or before it)."""

    out: int
    read: int
    decoder: Decoder


class PackedStream:
    """The unpacked bytes of what lies compressed at `begin` to `end` of a source.

    `again`: whether another member or stream may follow the first (gzip, bzip2, xz); its bytes then go on.
    `size_bytes` is known once the end was met. `trailing` counts what follows there and is no member;
    `complaints` are what checksums of members said.
    """

    def __init__(
        self,
        source: ByteSource,
        begin: int,
        end: int,
        decoder: Callable[[], Decoder],
        *,
        again: Callable[[bytes], bool] | None = None,
        alive: Callable[[int], None],
    ) -> None:
        self._source = source
        self._begin = begin
        self._end = end
        self._make = decoder
        self._again = again
        self._alive = alive
        self._spacing = _FIRST_SPACING
        self._states: list[_State] = []
        self._now = _State(0, begin, decoder())
        self._failed: tuple[int, str] | None = None
        self._held = bytearray()
        self._held_from = -1
        self._reported = 0
        self._ended = False
        self.size_bytes: int | None = None
        self.trailing = 0
        self.complaints: list[str] = []

    @property
    def random(self) -> bool:
        """Whether going back costs little."""
        return self._now.decoder.copyable

    @property
    def packed_bytes(self) -> int:
        """How many packed bytes were used to come where it is; exact once the end was met."""
        now = self._now
        return now.read - self._begin - (now.decoder.unused if not self._ended else 0)

    def hold(self, offset_bytes: int) -> None:
        """Content that may be read twice begins here."""
        if not self.random and offset_bytes != self._held_from:
            if self._now.out > offset_bytes:
                self._restart(offset_bytes)
            self._held_from = offset_bytes
            self._held = bytearray()

    def read_at(self, offset_bytes: int, size_bytes: int) -> bytes:
        """Bytes from an offset on; fewer at the end and before damage. Raises ReadFailedError at damage."""
        held = offset_bytes - self._held_from
        if self._held_from >= 0 and held >= 0 and held + size_bytes <= len(self._held):
            return bytes(self._held[held : held + size_bytes])
        if self._now.out > offset_bytes:
            self._restart(offset_bytes)
        while self._now.out < offset_bytes:
            if not self._next(min(_OUTPUT_BYTES, offset_bytes - self._now.out)):
                return b""
        return read_pieces(self._next, size_bytes, _OUTPUT_BYTES)

    def _restart(self, offset: int) -> None:
        best = _State(0, self._begin, self._make())
        for state in reversed(self._states):
            copied = state.decoder.copy()
            if state.out <= offset and copied is not None:
                best = _State(state.out, state.read, copied)
                break
        self._now, self._ended = best, False

    def _next(self, most: int) -> bytes:
        """The next bytes, none at the end. Raises ReadFailedError at damage, also when asked again."""
        now = self._now
        if self._failed is not None and now.out >= self._failed[0]:
            raise ReadFailedError(offset_bytes=now.out, size_bytes=most, detail=self._failed[1])
        if self.size_bytes is not None and now.out >= self.size_bytes:
            return b""
        try:
            data = self._decode(most)
        except DecoderError as e:
            data = self._before_damage(now.out, most)
            now = self._now
            if not data:
                self._failed = (now.out, str(e))
                raise ReadFailedError(offset_bytes=now.out, size_bytes=most, detail=str(e)) from e
        if not data:
            self.size_bytes = now.out
            return b""
        if self._held_from >= 0 and now.out == self._held_from + len(self._held):
            self._held += data[: _HELD_BYTES - len(self._held)]
        now.out += len(data)
        self._remember()
        if now.out - self._reported >= _ALIVE_BYTES or now.out < self._reported:
            self._reported = now.out
            self._alive(now.out)
        return data

    def _before_damage(self, out: int, most: int) -> bytes:
        """What can be had at `out`: of the call that meets damage a library gives nothing, not even what it
        had unpacked before. In small steps, and then byte by byte; the last one may be lost.
        """
        if not self.random:
            return b""
        found = bytearray()
        self._restart(out)
        while self._now.out < out:
            self._now.out += len(self._decode(min(_OUTPUT_BYTES, out - self._now.out)))
        for step in (_CAREFUL_BYTES, 1):
            while len(found) < most:
                now = self._now
                read, before = now.read, now.decoder.copy()
                try:
                    data = self._decode(min(step, most - len(found)))
                except DecoderError:
                    if before is not None:
                        self._now = _State(out, read, before)
                    break
                if not data:
                    break
                found += data
        self._now.out = out
        return bytes(found)

    def _decode(self, most: int) -> bytes:
        now = self._now
        while True:
            if now.decoder.done and not self._go_on():
                return b""
            data = b""
            if now.decoder.hungry:
                data = self._packed(now.read, min(_INPUT_BYTES, self._end - now.read))
                now.read += len(data)
                if not data:
                    raise DecoderError("the packed data end too early")
            found = now.decoder.decode(data, most)
            if found:
                return found

    def _packed(self, offset: int, size: int) -> bytes:
        """Packed bytes from an offset on; fewer before what can't be read. Raises DecoderError there."""
        try:
            return self._source.read(offset, size)
        except ReadFailedError as e:
            data, gaps = read_around(self._source, offset, size)
            before = data[: gaps[0].offset_bytes - offset] if gaps else data
            if not before:
                raise DecoderError(detail_of(e)) from e
            return before

    def _go_on(self) -> bool:
        """Whether another member begins where one ended."""
        now = self._now
        complaint = now.decoder.complaint
        if complaint is not None and complaint not in self.complaints:
            self.complaints.append(complaint)
        now.read -= now.decoder.unused
        self._ended = True
        rest = self._end - now.read
        if self._again is not None and rest:
            begin = now.read + self._padding(now.read)
            head = self._source.read(begin, min(self._end - begin, 16))
            if self._again(head):
                now.read = begin
                now.decoder = self._make()
                self._ended = False
                return True
        self.trailing = rest
        return False

    def _padding(self, begin: int) -> int:
        """How many zeros stand between two members: of xz by its standard, else as on tapes."""
        at = begin
        while at < self._end and at - begin < _MOST_PADDING:
            window = self._source.read(at, min(_INPUT_BYTES, self._end - at))
            rest = len(window.lstrip(b"\x00"))
            at += len(window) - rest
            if rest:
                break
        return at - begin

    def _remember(self) -> None:
        last = self._states[-1].out if self._states else 0
        now = self._now
        if now.out < last + self._spacing:
            return
        copied = now.decoder.copy()
        if copied is None:
            return
        self._states.append(_State(now.out, now.read, copied))
        if len(self._states) > _STATES:
            self._states = self._states[1::2]
            self._spacing *= 2
