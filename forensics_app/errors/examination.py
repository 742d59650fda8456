"""Hash sets, rules and time zones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from forensics_app.errors.tree import ForensicsError


@dataclass(eq=False)
class HashSetError(ForensicsError):
    """`hash_set` is a set by its name, `path` a file."""

    code: ClassVar[str] = "hash-set"
    hash_set: str = ""


@dataclass(eq=False)
class HashSetNotFoundError(HashSetError):
    code: ClassVar[str] = "hash-set-not-found"


@dataclass(eq=False)
class HashSetExistsError(HashSetError):
    code: ClassVar[str] = "hash-set-exists"


@dataclass(eq=False)
class HashSetKindNeededError(HashSetError):
    """A plain list doesn't say what standing in it means."""

    code: ClassVar[str] = "hash-set-kind-needed"


@dataclass(eq=False)
class HashSetInvalidError(HashSetError):
    """A file that holds no digests in a form that is known, or a set whose own file is damaged."""

    code: ClassVar[str] = "hash-set-invalid"
    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class HashSetChangedError(HashSetError):
    """The file of a set isn't what it was when the set was added: gone, or of another size or time."""

    code: ClassVar[str] = "hash-set-changed"
    path: str = ""


@dataclass(eq=False)
class HashSetNotMatchedError(HashSetError):
    """A case was never matched with this set, so there is no answer: not the answer "none"."""

    code: ClassVar[str] = "hash-set-not-matched"
    path: str = ""


@dataclass(eq=False)
class RulesError(ForensicsError):
    """`path` is a file or folder of YARA rules."""

    code: ClassVar[str] = "rules"
    path: str = ""


@dataclass(eq=False)
class RulesLibraryMissingError(RulesError):
    """The optional library that applies the rules isn't installed for `python`, which runs this program."""

    code: ClassVar[str] = "rules-library-missing"
    python: str = ""


@dataclass(eq=False)
class RulesNotFoundError(RulesError):
    """There is no such file or folder, it can't be read, or the folder holds no rules."""

    code: ClassVar[str] = "rules-not-found"
    detail: str = ""


@dataclass(eq=False)
class RulesDamagedError(RulesError):
    """A file of rules that doesn't compile; `line` counts from 1, 0 where it isn't known."""

    code: ClassVar[str] = "rules-damaged"
    line: int = 0
    detail: str = ""


@dataclass(eq=False)
class TimeZoneUnknownError(ForensicsError):
    """A name that isn't in the IANA time zone database of this computer."""

    code: ClassVar[str] = "time-zone-unknown"
    zone: str = ""
