"""What a child process says, line by line: progress and questions, then a result or an error
(docs/architecture/command-line.md).

Nothing here is Qt's. A line that isn't of this form is a fault of the program and is reported as one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, TypeAlias

MAX_LINE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Working:
    """Sizes in bytes; totals are None while unknown. `label` is in the child's language, the window's.
    `source` is the place in a queue of `sources`; both are 0 where there is none. `layer` is what the
    window calls the volume or area that is at work in `subject`; empty where it is the whole subject.
    """

    stage: str
    label: str
    subject: str = ""
    done_bytes: int = 0
    total_bytes: int | None = None
    items: int = 0
    total_items: int | None = None
    source: int = 0
    sources: int = 0
    layer: str = ""

    @property
    def share(self) -> float | None:
        """How much is done, from 0 to 1, or None while nobody knows."""
        if self.total_bytes:
            return min(1.0, self.done_bytes / self.total_bytes)
        if self.total_items:
            return min(1.0, self.items / self.total_items)
        return None


@dataclass(frozen=True, slots=True)
class Done:
    """The verb's result as it stands in its JSON."""

    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Failed:
    """The verb ended with one of our errors: its code, its fields, its sentence."""

    code: str
    sentence: str
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """The job waits for the credential of an encrypted volume. `accepts` are kinds of credentials; `tried`
    counts those that were given for it and did not fit. `layer` is what the window calls the partition that
    it fills; empty where it fills the whole source.
    """

    source: str
    volume: str
    name: str
    accepts: tuple[str, ...]
    tried: int = 0
    layer: str = ""


@dataclass(frozen=True, slots=True)
class PassphraseQuestion:
    """The job waits for the passphrase or PIN of the identity with this label."""

    identity: str


class ProtocolError(ValueError):
    """The child said something that is not a line of the protocol; the argument is the line's beginning."""


Said: TypeAlias = Working | Question | PassphraseQuestion | Done | Failed


def parse_line(line: bytes) -> Said:
    """One line as a value. Raises ProtocolError."""
    try:
        value = json.loads(line)
        if not isinstance(value, dict):
            raise ProtocolError(_beginning(line))
        return _build(value)
    except (ValueError, KeyError, TypeError, RecursionError) as e:
        if isinstance(e, ProtocolError):
            raise
        raise ProtocolError(_beginning(line)) from e


def _build(value: dict[str, Any]) -> Said:
    event = value.pop("event")
    if event == "progress":
        return Working(
            stage=str(value["stage"]),
            label=str(value["label"]),
            subject=str(value["subject"]),
            done_bytes=int(value["done_bytes"]),
            total_bytes=_optional(value["total_bytes"]),
            items=int(value["items"]),
            total_items=_optional(value["total_items"]),
            source=int(value.get("source", 0)),
            sources=int(value.get("sources", 0)),
            layer=str(value.get("layer_name", "")),
        )
    if event == "question" and value["question"] == "credential":
        return Question(
            source=str(value["source"]),
            volume=str(value["volume"]),
            name=str(value["name"]),
            accepts=tuple(map(str, value["accepts"])),
            tried=int(value["tried"]),
            layer=str(value.get("layer_name", "")),
        )
    if event == "question" and value["question"] == "passphrase":
        return PassphraseQuestion(str(value["identity"]))
    if event == "result":
        return Done(value)
    if event == "error":
        return Failed(str(value["code"]), str(value["sentence"]), dict(value["fields"]))
    raise ProtocolError(str(event))


def _optional(value: Any) -> int | None:
    return None if value is None else int(value)


def _beginning(line: bytes) -> str:
    return line[:200].decode("utf-8", "backslashreplace")


class LineBuffer:
    """Bytes as they come from a pipe, cut into lines."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that are complete now, without their line feeds and without empty ones."""
        self._rest += data
        if b"\n" not in data:
            if len(self._rest) > MAX_LINE_BYTES:
                raise ProtocolError(_beginning(bytes(self._rest[:200])))
            return []
        *lines, rest = bytes(self._rest).split(b"\n")
        self._rest = bytearray(rest)
        return [line for line in lines if line.strip()]
