"""Contents compared with the examiner's YARA rules, by the library yara-x (docs/adr/0015).

The library is optional, so it is imported where it is first needed. Rules are compiled in the parent, which
is where their mistakes are told; workers get them compiled. Rules look at a content as a whole, up to
MOST_BYTES of it. Those made of lists of words hold for any piece, so that they look at all of it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from forensics_app.errors import RulesDamagedError, RulesLibraryMissingError
from forensics_app.examine.word_rules import MARK, MOST_PATTERN_BYTES, WORD_KEY
from forensics_app.model.artifact import RuleMatch
from forensics_app.model.rules import RuleFile

if TYPE_CHECKING:
    import yara_x  # optional, and ten megabytes

MOST_BYTES = 64 << 20  # rules look at a content as a whole, so it stands in memory as a whole
_TIMEOUT_S = 10  # well below the silence that costs a worker its life
MOST_MATCHES = 4096  # kept of one content
_REMEMBERED = 65536
_PIECE_BYTES = 16 << 20  # where words alone are looked for
_WORDS, _OTHERS = 1, 2  # bits of the byte before the compiled rules


def missing_library() -> RulesLibraryMissingError | None:
    """What is to be said where rules can't be compiled in this installation."""
    return RulesLibraryMissingError(python=sys.executable) if find_spec("yara_x") is None else None


def compile_rules(files: Sequence[RuleFile]) -> bytes:
    """The rules of all files in the form that workers take.

    Each file's rules have the file's name, without its ending, as their namespace. Raises
    RulesLibraryMissingError, and RulesDamagedError with file and line; `include` is refused, since what it
    brings in would not be recorded.
    """
    missing = missing_library()
    if missing is not None:
        raise missing
    import yara_x  # ten megabytes, which most runs don't need

    compiler = yara_x.Compiler(includes_enabled=False)
    for file in files:
        compiler.new_namespace(file.namespace)
        try:
            compiler.add_source(file.text, origin=file.name)
        except yara_x.CompileError as e:
            line, title = _first_error(compiler, str(e))
            raise RulesDamagedError(path=file.name, line=line, detail=title) from e
    kinds = {_WORDS if file.text.startswith(MARK) else _OTHERS for file in files}
    packed = io.BytesIO()
    packed.write(bytes([sum(kinds)]))
    compiler.build().serialize_into(packed)
    return packed.getvalue()


def _first_error(compiler: yara_x.Compiler, text: str) -> tuple[int, str]:
    errors = compiler.errors()
    if not errors:
        return 0, text.splitlines()[0]
    return int(errors[0].get("line") or 0), str(errors[0].get("title") or text.splitlines()[0])


class RulesNotApplied(Exception):
    """A content could not be compared with the rules; the argument says why."""


class RuleScanner:
    """Compiled rules, in one worker. What was found is remembered by the content's SHA-256."""

    def __init__(self, compiled: bytes) -> None:
        import yara_x  # optional, and ten megabytes

        self._failures = (yara_x.ScanError, yara_x.TimeoutError)
        self._scanner = yara_x.Scanner(yara_x.Rules.deserialize_from(io.BytesIO(compiled[1:])))
        self._scanner.set_timeout(_TIMEOUT_S)
        self._known: dict[str, tuple[RuleMatch, ...]] = {}
        self.has_words = bool(compiled[0] & _WORDS)
        self.has_others = bool(compiled[0] & _OTHERS)

    def scan(self, data: bytes, sha256: str | None) -> tuple[RuleMatch, ...]:
        """The rules that match, by namespace and name; one made of a word is named by it. Raises
        RulesNotApplied.
        """
        if sha256 is not None and sha256 in self._known:
            return self._known[sha256]
        found = tuple(sorted({*self._matching(data, words_only=False)}))
        if sha256 is not None:
            if len(self._known) >= _REMEMBERED:
                self._known.pop(next(iter(self._known)))
            self._known[sha256] = found
        return found

    def words_in(self, data: bytes) -> tuple[RuleMatch, ...]:
        """The words of lists that stand in a piece of a content. Raises RulesNotApplied."""
        return tuple(self._matching(data, words_only=True))

    def _matching(self, data: bytes, *, words_only: bool) -> Iterator[RuleMatch]:
        try:
            matching = self._scanner.scan(data).matching_rules
        except self._failures as e:
            raise RulesNotApplied(str(e) or type(e).__name__) from e
        for rule in matching:
            word = next((_text(value) for key, value in rule.metadata if key == WORD_KEY), None)
            if word is not None or not words_only:
                # a colon parts file and rule where one is asked for
                name = rule.identifier if word is None or ":" in word else word
                yield RuleMatch(rule.namespace, name, tuple(rule.tags))


def _text(value: object) -> str:
    """A string of a rule's metadata, which comes as bytes where it was written with escapes."""
    return value.decode() if isinstance(value, bytes) else str(value)


class RuleScan:
    """One content on its way past the rules, window by window."""

    def __init__(self, scanner: RuleScanner, most_bytes: int = MOST_BYTES) -> None:
        self._scanner = scanner
        self._piece_bytes = most_bytes if scanner.has_others else min(most_bytes, _PIECE_BYTES)
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._found: set[RuleMatch] = set()
        self._pieces = 0
        self._complete = True

    def add(self, window: bytes) -> None:
        """The next bytes of the content."""
        if self._pieces and not self._scanner.has_words:
            return
        if self._held_bytes and self._held_bytes + len(window) > self._piece_bytes:
            self._look_at_piece()
        self._held.append(window)
        self._held_bytes += len(window)

    def result(self, sha256: str | None) -> tuple[tuple[RuleMatch, ...], bool]:
        """What matches, at most MOST_MATCHES, and whether that is all."""
        if not self._pieces:
            try:
                found = self._scanner.scan(b"".join(self._held), sha256)
            except RulesNotApplied:
                return (), False
        else:
            if self._scanner.has_words:
                self._look_at_piece()
            found = tuple(sorted(self._found))
        return found[:MOST_MATCHES], self._complete and len(found) <= MOST_MATCHES

    def _look_at_piece(self) -> None:
        data = b"".join(self._held)
        try:
            first = not self._pieces
            self._found.update(self._scanner.scan(data, None) if first else self._scanner.words_in(data))
        except RulesNotApplied:
            self._complete = False
        self._complete = self._complete and not self._scanner.has_others
        self._pieces += 1
        self._held = [data[-MOST_PATTERN_BYTES:]]  # a word may go on in the next piece
        self._held_bytes = len(self._held[0])
