"""Project VIC (VICS) JSON, read as a stream: a national set holds tens of millions of records.

Data models 1.1 to 1.3 and 2.0 differ in names around the records, not in the records: objects with `MD5`,
mostly `SHA1`, and `Category`, in a list called `Media` inside cases or directly in `value`. So every object
in a list is taken that holds a digest, whatever stands around it, and counted as without one where it has
a medium's number or category; lists inside a record (its files, EXIF) are passed over, but for the SHA-256
that model 2.0 has among `AlternativeHashes`, as `HashName` and `HashValue`. Digests are hexadecimal of any
case, or base64 as OData writes bytes. What model and whose scheme of categories it is stands in the context's
address: .../DataModels/2.0.xml/US/$metadata#Media.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import TextIO

from forensics_app.errors import HashSetInvalidError
from forensics_app.examine.hash_lists import Entries, digest_of, entry_of
from forensics_app.examine.record import storable
from forensics_app.model.digests import DigestAlgorithm

# The meaning of category numbers is each country's own. Only what its scheme is known to say stands here.
SCHEMES: dict[str, tuple[tuple[str, str], ...]] = {
    "US": (
        ("0", "Non-Pertinent"),
        ("1", "Child Abuse Material (CAM)"),
        ("2", "Child Exploitive (Non-CAM) Age Difficult"),
        ("3", "CGI/Animation - Child Exploitive"),
        ("4", "Comparison Images"),
    ),
}

# possessive: nothing is tried twice, and nothing remembered for it (5 GB for a string of backslashes)
_STRING = r'"([^"\\]*+(?:\\.[^"\\]*+)*+)"'
_TOKEN = re.compile(
    rf"[\s,]*+(?:{_STRING}\s*+(?:(:)|(?=[,\]}}]))|([\[{{])|([\]}}])|([^\s\[\]{{}},:\"]++)\s*+(?=[,\]}}]))",
    re.DOTALL,
)
_CONTEXT = re.compile(
    r"DataModels/(?P<version>[0-9.]+?)(?:\.xml)?(?:/(?P<scheme>[A-Za-z_-]+))?/?(?:\$metadata)?#"
)
_CHUNK_CHARACTERS = 1 << 20
_LONGEST_TOKEN = 1 << 26
_LONGEST_CATEGORY = 100
_DEEPEST = 64
_INNER = frozenset({"mediafiles", "exifs", "alternativehashes"})
_CONTEXT_KEYS = frozenset({"odata.metadata", "@odata.context"})
_ALGORITHMS = {"md5": DigestAlgorithm.MD5, "sha1": DigestAlgorithm.SHA1, "sha256": DigestAlgorithm.SHA256}
_BYTES = {DigestAlgorithm.MD5: 16, DigestAlgorithm.SHA1: 20, DigestAlgorithm.SHA256: 32}
_ALTERNATIVE, _HASH_NAME, _HASH_VALUE = "alternativehashes", "hashname", "hashvalue"
_RECORD_KEYS = frozenset({"category", "mediaid"})
_LOOKED_AT = frozenset(_ALGORITHMS) | _RECORD_KEYS | _CONTEXT_KEYS | {_HASH_NAME, _HASH_VALUE}


class ProjectVicFile:
    """An open file; `version` and `scheme` are known once `entries` has given all it has."""

    def __init__(self, file: TextIO, path: str) -> None:
        self._file = file
        self._path = path
        self.version: str | None = None
        self.scheme: str | None = None

    def entries(self) -> Entries:
        """Every record. Raises HashSetInvalidError where the JSON breaks off or isn't any."""
        stack: list[_Level] = []
        key = ""
        for match in self._tokens():
            text, colon, opened, closed, literal = match.groups()
            if colon is not None:
                key = text.lower()
            elif text is not None or literal is not None:
                if key in _LOOKED_AT and stack:
                    self._value(stack[-1], key, text, literal)
                key = ""
            elif opened is not None:
                inner = bool(stack) and (stack[-1].inner or (opened == "[" and key in _INNER))
                stack.append(_Level(opened, inner, key, in_list=bool(stack) and stack[-1].bracket == "["))
                if len(stack) > _DEEPEST:
                    raise self._invalid("no hashes in it")
                key = ""
            else:
                level = stack.pop() if stack else None
                if level is None or (level.bracket == "[") != (closed == "]"):
                    raise self._invalid("the JSON ends early")
                if len(stack) > 1 and stack[-1].key == _ALTERNATIVE and (found := level.alternative):
                    stack[-2].digests.setdefault(*found)
                if level.is_record:
                    yield entry_of(level.digests, level.category)
        if stack:
            raise self._invalid("the JSON ends early")

    def _value(self, level: _Level, key: str, text: str | None, literal: str | None) -> None:
        if key in _CONTEXT_KEYS:
            match = _CONTEXT.search(_unescaped(text or ""))
            if match is not None:
                self.version, self.scheme = f"VICS {match['version']}", match["scheme"]
        elif level.bracket == "{":
            null = "" if literal == "null" else literal
            level.set(key, _unescaped(text) if text is not None else null or "")

    def _tokens(self) -> Iterator[re.Match[str]]:
        buffer, position, passed, ended = "", 0, 0, False
        find = _TOKEN.match
        while True:
            match = find(buffer, position)
            # a token that reaches the end of what was read may go on behind it
            if match is None or (match.end() == len(buffer) and not ended):
                if ended:
                    if buffer[position:].strip():
                        raise self._invalid(f"not JSON at character {passed + position}")
                    return
                if match is None and len(buffer) - position > _LONGEST_TOKEN:
                    raise self._invalid(f"not JSON at character {passed + position}")
                more = self._file.read(max(_CHUNK_CHARACTERS, len(buffer) - position))
                ended = not more
                passed += position
                buffer, position = buffer[position:] + more, 0
                continue
            yield match
            position = match.end()

    def _invalid(self, detail: str) -> HashSetInvalidError:
        return HashSetInvalidError(path=self._path, detail=detail)


class _Level:
    """An object or list that is open while reading."""

    __slots__ = (
        "bracket",
        "category",
        "digests",
        "hash_name",
        "hash_value",
        "in_list",
        "inner",
        "key",
        "named",
    )

    def __init__(self, bracket: str, inner: bool, key: str, *, in_list: bool) -> None:
        self.bracket = bracket
        self.key = key
        self.hash_name = self.hash_value = ""
        self.inner = inner
        self.in_list = in_list
        self.named = False
        self.digests: dict[DigestAlgorithm, bytes] = {}
        self.category = ""

    @property
    def is_record(self) -> bool:
        """An object of a list with a member of a record, whether or not it has a digest."""
        return self.bracket == "{" and self.in_list and not self.inner and self.named

    @property
    def alternative(self) -> tuple[DigestAlgorithm, bytes] | None:
        """The SHA-256 of an object that names one; others say nothing beside the record's own."""
        name = "".join(c for c in self.hash_name.lower() if c.isalnum())
        digest = _digest(self.hash_value, DigestAlgorithm.SHA256) if name in ("sha256", "sha2256") else None
        return None if digest is None else (DigestAlgorithm.SHA256, digest)

    def set(self, key: str, text: str) -> None:
        """A member of the object."""
        if key == _HASH_NAME:
            self.hash_name = text
            return
        if key == _HASH_VALUE:
            self.hash_value = text
            return
        self.named = True
        if key == "category":
            self.category = storable(text.strip()[:_LONGEST_CATEGORY])
        if key in _RECORD_KEYS:
            return
        algorithm = _ALGORITHMS[key]
        digest = _digest(text, algorithm)
        if digest is not None:
            self.digests[algorithm] = digest


def _digest(text: str, algorithm: DigestAlgorithm) -> bytes | None:
    found = digest_of(text)
    if found is not None:
        return found[1] if found[0] is algorithm else None
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == _BYTES[algorithm] else None


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text
