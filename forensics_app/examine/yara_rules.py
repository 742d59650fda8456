"""Contents compared with the examiner's YARA rules, by the library yara-x (docs/adr/0015).

The library is optional, so it is imported where it is first needed. Rules are compiled in the parent, which
is where their mistakes are told; workers get them compiled.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from forensics_app.errors import RulesDamagedError, RulesLibraryMissingError
from forensics_app.model.artifact import RuleMatch
from forensics_app.model.rules import RuleFile

if TYPE_CHECKING:
    import yara_x  # optional, and ten megabytes

MOST_BYTES = 64 << 20  # rules look at a content as a whole, so it stands in memory as a whole
_TIMEOUT_S = 10  # well below the silence that costs a worker its life
MOST_MATCHES = 4096  # kept of one content
_REMEMBERED = 65536


def compile_rules(files: Sequence[RuleFile]) -> bytes:
    """The rules of all files in the form that workers take.

    Each file's rules have the file's name, without its ending, as their namespace. Raises
    RulesLibraryMissingError, and RulesDamagedError with file and line; `include` is refused, since what it
    brings in would not be recorded.
    """
    if find_spec("yara_x") is None:
        raise RulesLibraryMissingError(python=sys.executable)
    import yara_x  # optional, and ten megabytes

    compiler = yara_x.Compiler(includes_enabled=False)
    for file in files:
        compiler.new_namespace(file.namespace)
        try:
            compiler.add_source(file.text, origin=file.name)
        except yara_x.CompileError as e:
            line, title = _first_error(compiler, str(e))
            raise RulesDamagedError(path=file.name, line=line, detail=title) from e
    packed = io.BytesIO()
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
        self._scanner = yara_x.Scanner(yara_x.Rules.deserialize_from(io.BytesIO(compiled)))
        self._scanner.set_timeout(_TIMEOUT_S)
        self._known: dict[str, tuple[RuleMatch, ...]] = {}

    def scan(self, data: bytes, sha256: str | None) -> tuple[RuleMatch, ...]:
        """The rules that match, by namespace and name. Raises RulesNotApplied."""
        if sha256 is not None and sha256 in self._known:
            return self._known[sha256]
        try:
            matching = self._scanner.scan(data).matching_rules
        except self._failures as e:
            raise RulesNotApplied(str(e) or type(e).__name__) from e
        found = tuple(
            sorted(RuleMatch(rule.namespace, rule.identifier, tuple(rule.tags)) for rule in matching)
        )
        if sha256 is not None:
            if len(self._known) >= _REMEMBERED:
                self._known.pop(next(iter(self._known)))
            self._known[sha256] = found
        return found
