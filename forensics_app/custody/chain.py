"""The hash chain over the lines of a custody ledger, and where it first breaks. Pure: takes lines.

head(0) is 32 zero bytes; head(n) = SHA-256(head(n-1) || SHA-256(line n without LF)); line n holds head(n-1)
(docs/bundle-format.md, section 4). A chain alone doesn't bind its keeper: only a head kept elsewhere (in a
seal, in a later bundle) does, so one may be given to compare with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forensics_app.custody.event_json import from_json
from forensics_app.errors import CustodyEventInvalidError
from forensics_app.model import sealed_json
from forensics_app.model.custody import CustodyEvent

FIRST_HEAD = bytes(32)


class BreakCode(StrEnum):
    """Which rule doesn't hold at the place of the break."""

    NOT_CANONICAL = "not-canonical"
    INVALID = "invalid"
    SEQUENCE = "sequence"
    PREVIOUS = "previous"
    EVENT_ID_REPEATED = "event-id-repeated"
    CUT = "cut"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """The first line, counted from 1, where a rule fails.

    With `previous`, this line or the one before it was changed. With `head`, the chain up to this line
    differs from the head known from elsewhere; with `cut`, lines up to this number are missing.
    """

    sequence: int
    code: BreakCode
    expected: str | None = None
    actual: str | None = None


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """`events` are those before the first break, and all of them where there is none."""

    count: int
    head: str
    events: tuple[CustodyEvent, ...]
    broken: ChainBreak | None

    @property
    def unbroken(self) -> bool:
        return self.broken is None


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def next_head(head: bytes, line: bytes, sha256: Callable[[bytes], bytes] = _sha256) -> bytes:
    """The head after `line` (without LF), from the 32 bytes of the head before it."""
    return sha256(head + sha256(line))


def heads(lines: Sequence[bytes]) -> Iterator[bytes]:
    """head(0), head(1), ... head(n): one more than there are lines."""
    head = FIRST_HEAD
    yield head
    for line in lines:
        head = next_head(head, line)
        yield head


def check_chain(
    lines: Sequence[bytes],
    *,
    known_count: int = 0,
    known_head: str | None = None,
    sha256: Callable[[bytes], bytes] = _sha256,
) -> ChainCheck:
    """Check every line and link; with `known_head`, also that head(`known_count`) is the one given (hex).

    `sha256` gives the digest of some bytes: another library's, where one is to vouch for the other.
    """
    head = FIRST_HEAD
    head_at_known = head
    events: list[CustodyEvent] = []
    seen: set[str] = set()
    broken: ChainBreak | None = None
    for number, line in enumerate(lines, start=1):
        if broken is None:
            broken = _check_line(line, number, head, seen, events)
        head = next_head(head, line, sha256)
        if number == known_count:
            head_at_known = head
    if broken is None and known_head is not None:
        if len(lines) < known_count:
            broken = ChainBreak(known_count, BreakCode.CUT, expected=str(known_count), actual=str(len(lines)))
        elif head_at_known.hex() != known_head:
            broken = ChainBreak(known_count, BreakCode.HEAD, expected=known_head, actual=head_at_known.hex())
    return ChainCheck(count=len(lines), head=head.hex(), events=tuple(events), broken=broken)


def _check_line(
    line: bytes, number: int, head: bytes, seen: set[str], events: list[CustodyEvent]
) -> ChainBreak | None:
    try:
        event = from_json(sealed_json.parse(line))
    except sealed_json.SealedJsonError as e:
        return ChainBreak(number, BreakCode.NOT_CANONICAL, actual=str(e))
    except CustodyEventInvalidError as e:
        return ChainBreak(number, BreakCode.INVALID, expected=e.field, actual=e.value)
    if event.sequence != number:
        return ChainBreak(number, BreakCode.SEQUENCE, expected=str(number), actual=str(event.sequence))
    if event.previous != head.hex():
        return ChainBreak(number, BreakCode.PREVIOUS, expected=head.hex(), actual=event.previous)
    if event.event_id in seen:
        return ChainBreak(number, BreakCode.EVENT_ID_REPEATED, actual=event.event_id)
    seen.add(event.event_id)
    events.append(event)
    return None


def split_lines(data: bytes) -> tuple[list[bytes], bytes]:
    """The complete lines without their LF, and whatever follows the last LF (empty unless torn)."""
    *lines, rest = data.split(b"\n")
    return lines, rest
