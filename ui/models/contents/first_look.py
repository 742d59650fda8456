"""What can be shown of a content before it is opened: whether it is drawn, or its first lines as text."""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.services.contents.text import decode_part, encoding_of, is_text, likely

SHOWN_LINES, SHOWN_CHARACTERS = 40, 2000
_PICTURE_HEADS = (
    b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\1\0", b"%PDF-",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FirstLook:
    """`drawn`: a picture or a PDF, for another process to decode; else its first `lines`, none for bytes.
    `more`: the text goes on after them.
    """

    drawn: bool = False
    lines: tuple[str, ...] = ()
    more: bool = False


def first_look(head: bytes, media_type: str | None, *, all_read: bool = False) -> FirstLook:
    """By the first bytes of a content and the type that was found in it; `all_read`: there are no others."""
    named = (media_type or "").startswith("image/")
    drawn = named or head.startswith(_PICTURE_HEADS) or b"%PDF-" in head[:1024]
    if drawn and not is_text(head.replace(b"%PDF-", b"\0")):
        return FirstLook(drawn=True)
    if not is_text(head):
        return FirstLook()
    encoding = likely(head) or encoding_of("cp1252")
    text = decode_part(head, encoding, first=True, last=True)
    rows = [row[:SHOWN_CHARACTERS] for row in text.rows[:SHOWN_LINES]]
    long = len(text.rows) > SHOWN_LINES or any(len(row) > SHOWN_CHARACTERS for row in text.rows)
    while rows and not rows[-1].strip():
        rows.pop()
    return FirstLook(lines=tuple(row.replace("\t", "    ") for row in rows), more=long or not all_read)
