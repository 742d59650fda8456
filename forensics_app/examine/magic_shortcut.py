"""libmagic's answers from those of its rules that can match a content, which are few, in place of all.

libmagic tries some 3,600 rules in turn, walks over 15,000 entries to do so, and runs seventy regular
expressions over each text. A rule that says nothing leaves nothing behind in libmagic's state that a later
rule could see, so leaving it out changes nothing. `magic_guards` says which rules can't say anything; the
rest are put together as a database of their own, in their order, and libmagic answers from that. Why this
holds: docs/adr/0028.
"""

from __future__ import annotations

import ctypes
import os
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

import magic

from forensics_app.examine.magic_database import MagicDatabase
from forensics_app.examine.magic_finding import RuleFinder
from forensics_app.examine.magic_guards import REGEX_BYTES, Condition, condition_of
from forensics_app.examine.text_form import UTF8_MARK, TextForm, text_form

_KNOWN_VERSIONS = (544, 546)
"""Those of Debian 12 and 13, whose sources were read; any other is asked without a shortcut."""
_REGEX_MAX, _ENCODING_MAX = 5, 7  # MAGIC_PARAM_*
_ENCODING_BYTES = 64 << 10
_BINARY_TEST, _TEXT_TEST = 0x20, 0x40
_KEPT_DATABASES = 384  # some 200 KB each, with what libmagic keeps of its regular expressions
_REMEMBERED = 4096  # sets of rules, and which database serves each
_MOST_RULES = 160
_SPARE_RULES = 16
_ONE = ctypes.c_size_t(1)

_Rules: TypeAlias = tuple[frozenset[int], frozenset[int]]
"""The rules of a database: those tried always, and those that can match."""


class MagicShortcut:
    """Answers as libmagic does with its whole database. Raises ValueError where that can't be promised."""

    def __init__(self, data: bytes) -> None:
        """`data`: the one compiled database that libmagic would use."""
        if magic.magic_version() not in _KNOWN_VERSIONS:
            raise ValueError("an unknown version of libmagic")
        self.database = MagicDatabase(data)
        conditions = [
            # a rule that tries all others costs as much as they
            condition_of(self.database.lines(number), closely=rule.everywhere)
            for number, rule in enumerate(self.database.rules)
        ]
        for rule, condition in zip(self.database.rules, conditions, strict=True):
            if rule.everywhere and condition.guard is None and condition.then is None:
                raise ValueError("a rule that is always tried tries all others")
        self._for_all = _beginnings(
            condition
            for rule, condition in zip(self.database.rules, conditions, strict=True)
            if rule.everywhere and rule.test.flag & _BINARY_TEST
        )
        flags = [rule.test.flag for rule in self.database.rules]
        numbered = list(enumerate(conditions))
        self._by_form = {
            TextForm.AS_IT_IS: RuleFinder(c for c in numbered if flags[c[0]] & (_BINARY_TEST | _TEXT_TEST)),
            TextForm.NEVER: RuleFinder(c for c in numbered if flags[c[0]] & _BINARY_TEST),
        }
        every = _Answers(self.database.of(range(len(flags))))
        if every.looks_at() != (REGEX_BYTES, _ENCODING_BYTES):
            raise ValueError("libmagic looks at more or less than was judged")
        every.close()
        self._kept: OrderedDict[_Rules, _Answers] = OrderedDict()
        self._with_rule: defaultdict[int, dict[_Rules, None]] = defaultdict(dict)
        self._served: OrderedDict[_Rules, _Rules] = OrderedDict()

    def answer(self, head: bytes) -> str | None:
        """The media type; None where all rules have to be asked. Raises ValueError where none can be."""
        if head.startswith(self._for_all):
            return None
        form = text_form(head[:_ENCODING_BYTES])
        if form is TextForm.OTHER or len(head) < 2:
            return None
        marked = form is TextForm.WITHOUT_MARK
        rules = self._by_form[TextForm.AS_IT_IS if marked else form]
        found = rules.of(head)
        if marked:  # rules for binary content are tried on all of it, those for text on the rest
            found |= rules.of(head[len(UTF8_MARK) :])
        if len(found) > _MOST_RULES:
            return None
        served = self._serving((rules.always, found))
        return None if served is None else self._kept[served].of(head)

    def _serving(self, wanted: _Rules) -> _Rules | None:
        """The rules of the kept database that answers for those wanted; None where all have to be asked."""
        served = self._served.get(wanted)
        if served is None or served not in self._kept:
            served = self._broader(wanted) or self._made(wanted)
            if served is None:
                return None
            self._served[wanted] = served
            if len(self._served) > _REMEMBERED:
                self._served.popitem(last=False)
        self._kept.move_to_end(served)
        return served

    def _broader(self, wanted: _Rules) -> _Rules | None:
        """A kept database of a few rules more: those can't match, so they change nothing."""
        always, found = wanted
        if not found:
            return None
        most = len(found) + _SPARE_RULES
        with_rarest: dict[_Rules, None] = min((self._with_rule[rule] for rule in found), key=len)
        for kept in reversed(with_rarest):
            if kept[0] is always and len(kept[1]) <= most and found <= kept[1]:
                return kept
        return None

    def _made(self, wanted: _Rules) -> _Rules | None:
        """A database of just these rules, from now on kept; None where one of them tries all others."""
        always, found = wanted
        if any(self.database.rules[number].everywhere for number in found):
            return None
        self._kept[wanted] = _Answers(self.database.of(sorted(always | found)))
        for rule in found:
            self._with_rule[rule][wanted] = None
        if len(self._kept) > _KEPT_DATABASES:
            oldest, answers = self._kept.popitem(last=False)
            for rule in oldest[1]:
                del self._with_rule[rule][oldest]
            answers.close()
        return wanted


class _Answers:
    """libmagic with one small database. Raises ValueError where it doesn't take it."""

    def __init__(self, data: bytes) -> None:
        self._data = data  # used where it is, for as long as this lives
        self._cookie = magic.magic_open(magic.MAGIC_MIME_TYPE)
        buffers = (ctypes.c_char_p * 1)(data)
        sizes = (ctypes.c_size_t * 1)(len(data))
        if magic.libmagic.magic_load_buffers(ctypes.c_void_p(self._cookie), buffers, sizes, _ONE) != 0:
            raise ValueError("libmagic refuses a database made from its own")

    def looks_at(self) -> tuple[int, int]:
        """How many bytes regular expressions are tried on, and how many are decoded as text."""
        return magic.magic_getparam(self._cookie, _REGEX_MAX), magic.magic_getparam(
            self._cookie, _ENCODING_MAX
        )

    def of(self, head: bytes) -> str | None:
        """The media type; None where libmagic fails."""
        try:
            return magic.maybe_decode(magic.magic_buffer(self._cookie, head))
        except magic.MagicException:
            return None

    def close(self) -> None:
        """Give back what libmagic holds."""
        magic.magic_close(self._cookie)


def _beginnings(conditions: Iterable[Condition]) -> tuple[bytes, ...]:
    """With what contents begin that meet a condition which asks for no more than that."""
    found = []
    for condition in conditions:
        guard = condition.guard
        if guard is None or condition.then is not None or len(guard.places) != 1 or guard.literals:
            continue
        place = guard.places[0]
        begin = place.value[: len(place.mask) - len(place.mask.lstrip(b"\xff"))]
        if place.offset == 0 and not any(place.mask[len(begin) :]):
            found.append(begin)
    return tuple(found)


def shortcut() -> MagicShortcut | None:
    """The shortcut for the libmagic of this computer, where it can be had."""
    try:
        data = _only_database()
        return None if data is None else MagicShortcut(data)
    except (ValueError, OSError):
        return None


def _only_database() -> bytes | None:
    """The compiled database where libmagic would use exactly one and nothing beside it. Raises OSError."""
    path = magic.libmagic.magic_getpath
    path.restype, path.argtypes = ctypes.c_char_p, [ctypes.c_char_p, ctypes.c_int]
    found: list[bytes] = []
    for name in os.fsdecode(path(None, 0) or b"").split(":"):
        compiled = Path(name if name.endswith(".mgc") else f"{name}.mgc")
        if compiled.is_file():
            found.append(compiled.read_bytes())
        elif Path(name).is_dir() or (Path(name).is_file() and _has_rules(Path(name).read_bytes())):
            return None
    return found[0] if len(found) == 1 else None


def _has_rules(text: bytes) -> bool:
    return any(line.strip() and not line.startswith(b"#") for line in text.splitlines())
