"""Bytes of a content as text: which encoding they are likely in, and one bounded part of them decoded.

Nothing depends on where lines end: a part has at most PART_BYTES and a character's rest, so one line of a
gigabyte costs no more than many short ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from forensics_app.model.names import visible

PART_BYTES = 32 << 10
MARGIN_BYTES = 4 << 10  # read beyond a part, so that it can end where a character ends
ROW_CHARACTERS = 1000  # longer lines are broken into rows of so many
HEAD_BYTES = 4 << 10
_LINE_END = re.compile("\r\n|\n|\r")
_CONTROLS = bytes({*range(32)} - {7, 8, 9, 10, 12, 13, 27})


@dataclass(frozen=True, slots=True)
class Encoding:
    """`codec` is Python's name of it; `script` an English word, or empty where it holds all or is obvious."""

    name: str
    codec: str
    script: str = ""


ENCODINGS = (
    Encoding("UTF-8", "utf-8"),
    Encoding("UTF-16 LE", "utf-16-le"),
    Encoding("UTF-16 BE", "utf-16-be"),
    Encoding("UTF-32 LE", "utf-32-le"),
    Encoding("Windows-1252", "cp1252", "western"),
    Encoding("ISO 8859-1", "latin-1", "western"),
    Encoding("ISO 8859-15", "iso8859-15", "western"),
    Encoding("DOS 437", "cp437", "western"),
    Encoding("DOS 850", "cp850", "western"),
    Encoding("Mac Roman", "mac-roman", "western"),
    Encoding("EBCDIC 500", "cp500", "western"),
    Encoding("Windows-1250", "cp1250", "central"),
    Encoding("ISO 8859-2", "iso8859-2", "central"),
    Encoding("Windows-1251", "cp1251", "cyrillic"),
    Encoding("KOI8-R", "koi8-r", "cyrillic"),
    Encoding("DOS 866", "cp866", "cyrillic"),
    Encoding("ISO 8859-5", "iso8859-5", "cyrillic"),
    Encoding("Windows-1256", "cp1256", "arabic"),
    Encoding("ISO 8859-6", "iso8859-6", "arabic"),
    Encoding("DOS 864", "cp864", "arabic"),
    Encoding("Windows-1253", "cp1253", "greek"),
    Encoding("Windows-1254", "cp1254", "turkish"),
    Encoding("Windows-1255", "cp1255", "hebrew"),
    Encoding("Windows-1257", "cp1257", "baltic"),
    Encoding("Windows-1258", "cp1258", "vietnamese"),
    Encoding("Windows-874", "cp874", "thai"),
    Encoding("GB 18030", "gb18030", "chinese"),
    Encoding("Big5", "big5hkscs", "chinese"),
    Encoding("Shift JIS", "cp932", "japanese"),
    Encoding("EUC-JP", "euc-jp", "japanese"),
    Encoding("Windows-949", "cp949", "korean"),
)
_BY_CODEC = {encoding.codec: encoding for encoding in ENCODINGS}
_LINE_BOUND = frozenset({"gb18030", "big5hkscs", "cp932", "euc-jp", "cp949"})
_BOMS = (
    (b"\xff\xfe\0\0", "utf-32-le"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextPart:
    """Rows as they are shown, control characters spelled out; `joined` counts those that go on a line begun
    in the row before. `replaced`: how often bytes were no text in this encoding."""

    rows: tuple[str, ...]
    joined: int
    replaced: int


def encoding_of(codec: str) -> Encoding:
    """The encoding with this codec. Raises KeyError."""
    return _BY_CODEC[codec]


def likely(head: bytes) -> Encoding | None:
    """The encoding that the first bytes speak for; None where they speak for none (a code page, or no text).

    By byte order mark, else by form: sound UTF-8, or NUL in every other byte.
    """
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return _BY_CODEC[codec]
    if not head:
        return _BY_CODEC["utf-8"]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half > 3 and max(even, odd) > 0.4 * half and min(even, odd) < 0.05 * half:
        return _BY_CODEC["utf-16-le" if odd > even else "utf-16-be"]
    if any(byte in _CONTROLS for byte in head):
        return None
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as e:
        if len(head) < HEAD_BYTES or e.start < len(head) - 3:
            return None
    return _BY_CODEC["utf-8"]


def is_text(head: bytes) -> bool:
    """Whether the first bytes look like text at all: in an encoding that is certain, or without controls.

    Bytes that hardly vary, such as an area filled with FF, are none.
    """
    if not head or likely(head) is not None:
        return bool(head)
    varied = len(set(head)) > 8 or len(head) < 64
    return varied and not any(byte in _CONTROLS for byte in head)


def decode_part(data: bytes, encoding: Encoding, *, first: bool, last: bool) -> TextPart:
    """Text of a part, which begins with `data`; behind PART_BYTES stand the first bytes of the next one.

    `first` and `last` say whether the content begins or ends here: else the part begins and ends where a
    character does, so that parts hold every character once.
    """
    begin = 0 if first else _whole_from(data, encoding.codec)
    end = len(data) if last else PART_BYTES + _whole_from(data[PART_BYTES:], encoding.codec)
    return _decoded(data[begin:end], encoding, first=first)


def decode_around(
    data: bytes,
    gaps: Sequence[tuple[int, int]],
    encoding: Encoding,
    *,
    first: bool,
    last: bool,
    marker: Callable[[int], str],
) -> TextPart:
    """The same where bytes from `gaps` (begin and end in `data`, in order) are not text of the content: a row
    stands for each, which `marker` gives for its number of bytes."""
    if not gaps:
        return decode_part(data, encoding, first=first, last=last)
    begin = 0 if first or gaps[0][0] == 0 else _whole_from(data[: gaps[0][0]], encoding.codec)
    end = len(data) if last else min(len(data), PART_BYTES)
    if not last and not any(one <= PART_BYTES < other for one, other in gaps):
        end += _whole_from(data[PART_BYTES:], encoding.codec)
    rows: list[str] = []
    joined = replaced = 0
    at = begin
    for gap_begin, gap_end in (*gaps, (end, end)):
        gap_begin, gap_end = min(gap_begin, end), min(gap_end, end)
        if at < gap_begin:
            part = _decoded(data[at:gap_begin], encoding, first=first and at == 0)
            rows += part.rows
            joined += part.joined
            replaced += part.replaced
        if gap_begin < gap_end:
            rows.append(marker(gap_end - gap_begin))
        at = max(at, gap_end)
    return TextPart(tuple(rows), joined, replaced)


def _decoded(cut: bytes, encoding: Encoding, *, first: bool) -> TextPart:
    text = cut.decode(encoding.codec, "replace")
    meant = cut.count("\ufffd".encode(encoding.codec)) if encoding.codec.startswith("utf") else 0
    replaced = max(0, text.count("\ufffd") - meant)
    if first:
        text = text.removeprefix("\ufeff")
    rows: list[str] = []
    lines = _LINE_END.split(text)
    for line in lines:
        rows += [line[at : at + ROW_CHARACTERS] for at in range(0, len(line), ROW_CHARACTERS)] or [""]
    return TextPart(tuple(map(_shown, rows)), len(rows) - len(lines), replaced)


def _shown(row: str) -> str:
    """Control and direction characters spelled out, all but tabs."""
    return "\t".join(map(visible, row.split("\t")))


def _whole_from(data: bytes, codec: str) -> int:
    """How many bytes at the beginning belong to a character, or a line, that began before."""
    if codec == "utf-8":
        all_of_it = len(data) if len(data) < 4 else 0  # the end of the last character, or no UTF-8
        return next((at for at in range(min(4, len(data))) if data[at] & 0xC0 != 0x80), all_of_it)
    if codec in ("utf-16-le", "utf-16-be"):
        high = data[1:2] if codec == "utf-16-le" else data[:1]
        return 2 if high and 0xDC <= high[0] <= 0xDF else 0
    if codec in _LINE_BOUND:
        # no second byte of these encodings is a line feed: behind one a character begins
        return data.find(b"\n", 0, MARGIN_BYTES) + 1
    return 0
