"""A newline behind the last word of some scripts of one line, for libmagic reads one byte beyond it.

Where a rule of type `search` asks for a whole word and the text ends with it, file_strncmp in src/softmagic.c
of file 5.44 and 5.46 looks at the byte behind the text to see whether the word ends there. Behind a text is
memory that nobody has written, so the answer for the same content changes from one time to the next. Four
rules in these versions' databases ask so. Rules that compare at a place read a copy that ends with zeros.
"""

from __future__ import annotations

import codecs
import re

INTERPRETERS = ("/usr/bin/stap", "/usr/bin/tclsh", "/usr/bin/luatex", "/usr/bin/texlua")
"""What those rules look for behind `#!` and any blanks."""
_SCRIPT = re.compile(rf"#![ \t\n\v\f\r]*(?:{'|'.join(map(re.escape, INTERPRETERS))})")
_FORMS = (
    (b"", "ascii"),
    (codecs.BOM_UTF8, "ascii"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENDS = tuple(word[-4:].encode(encoding) for word in INTERPRETERS for _, encoding in _FORMS)


def with_last_word_ended(head: bytes) -> bytes:
    """The content as libmagic is to get it; only a line of these interpreters is another."""
    if not head.endswith(_ENDS):
        return head
    for mark, encoding in _FORMS:
        if head.startswith(mark) and _is_script(head[len(mark) :], encoding):
            return head + "\n".encode(encoding)
    return head


def _is_script(text: bytes, encoding: str) -> bool:
    try:
        return _SCRIPT.fullmatch(text.decode(encoding)) is not None
    except UnicodeDecodeError:
        return False
