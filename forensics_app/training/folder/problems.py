"""What can be wrong with a scenario's folder: a code, the file, the place in it, and what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProblemCode(StrEnum):
    """Each has its sentence in `i18n.training`."""

    FILE_MISSING = "file-missing"
    FILE_TOO_LARGE = "file-too-large"
    NOT_TOML = "not-toml"
    WRONG_FORM = "wrong-form"
    NAME_FORM = "name-form"
    LANGUAGE_MISSING = "language-missing"
    MESSAGE_MISSING = "message-missing"
    MESSAGE_UNUSED = "message-unused"
    FIELDS_DIFFER = "fields-differ"
    FIELD_UNKNOWN = "field-unknown"
    BRACES = "braces"
    ID_TWICE = "id-twice"
    REFERENCE_UNKNOWN = "reference-unknown"
    CONTENT_COUNT = "content-count"
    DRAW_FORM = "draw-form"
    VALUE_FORM = "value-form"
    TRUTH_MISSING = "truth-missing"
    CHOICES_MISSING = "choices-missing"
    NOT_MARKED = "not-marked-demo"
    SOLVE_IT_FORM = "solve-it-form"
    TOO_LARGE = "evidence-too-large"
    NOT_POSSIBLE = "not-possible"
    NOT_FOUND_IN_EVIDENCE = "not-found-in-evidence"
    OTHER_BYTES = "other-bytes"
    SAME_VARIANT = "same-variant"


@dataclass(frozen=True, slots=True)
class Problem:
    """`place` is where in the file (`question deleted-invoice`), `found` what is wrong or missing."""

    code: ProblemCode
    file: str
    place: str = ""
    found: str = ""
