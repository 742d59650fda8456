"""The process that decodes pictures, seen from its parent: started when needed, killed when it is silent."""

from __future__ import annotations

import os
import selectors
import struct
import subprocess
import time
from contextlib import suppress

import msgspec

from forensics_app.evidence.processes.environment import worker_environment
from forensics_app.services.thumbnails.messages import Answer, Decode
from forensics_app.system.child_processes import start_child
from forensics_app.system.children import child_command

_LENGTH = struct.Struct("<I")  # as evidence/framing.py
_CHUNK = 1 << 16
_MOST_ANSWER = 16 << 20


class DecoderLost(Exception):
    """The process died or fell silent over one picture; the argument says which."""


class ThumbnailProcess:
    """One process, started again after it was lost. It is asked for one picture at a time."""

    def __init__(self, *, silence_s: float = 10.0, memory_bytes: int = 1536 << 20) -> None:
        self._silence_s = silence_s
        self._memory_bytes = memory_bytes
        self._process: subprocess.Popen[bytes] | None = None
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)

    @property
    def pid(self) -> int | None:
        """Process id while one runs."""
        return None if self._process is None else self._process.pid

    def ask(self, request: Decode) -> Answer:
        """What became of the picture. Raises DecoderLost; the next call starts another process."""
        frame = self._encoder.encode(request)
        try:
            return self._decoder.decode(self._exchange(_LENGTH.pack(len(frame)) + frame))
        except (DecoderLost, OSError, msgspec.DecodeError) as e:
            self.close()
            if isinstance(e, DecoderLost):
                raise
            raise DecoderLost(str(e)) from e

    def close(self) -> None:
        """Kill the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _start(self) -> subprocess.Popen[bytes]:
        process = start_child(
            child_command("forensics_app.services.thumbnails.worker", str(self._memory_bytes)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            environment=worker_environment(),
            bufsize=0,
        )
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
        return process

    def _exchange(self, request: bytes) -> bytes:
        """Send all of a request and take one answer, within the time that silence may last."""
        if self._process is None:
            self._process = self._start()
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise DecoderLost("no pipe")
        rest = memoryview(request)
        answer = bytearray()
        ends_at = time.monotonic() + self._silence_s
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            selector.register(stdin, selectors.EVENT_WRITE)
            while not _is_whole(answer):
                left_s = ends_at - time.monotonic()
                if left_s <= 0:
                    raise DecoderLost(f"silent for {self._silence_s:g} s")
                for key, _ in selector.select(left_s):
                    if key.fileobj is stdin:
                        rest = rest[os.write(stdin.fileno(), rest[:_CHUNK]) :]
                        if not rest:
                            selector.unregister(stdin)
                        continue
                    part = os.read(stdout.fileno(), _CHUNK)
                    if not part:
                        raise DecoderLost(f"exit code {self._process.wait(timeout=self._silence_s)}")
                    answer += part
        return bytes(answer[_LENGTH.size :])


def _is_whole(answer: bytearray) -> bool:
    if len(answer) < _LENGTH.size:
        return False
    length: int = _LENGTH.unpack_from(answer)[0]
    if length > _MOST_ANSWER:
        raise DecoderLost("an answer without measure")
    return len(answer) >= _LENGTH.size + length
