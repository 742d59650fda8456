"""Every code that a person can meet has its words, and they use only fields that are there."""

from __future__ import annotations

import ast
import errno
import os
import re
from collections.abc import Iterator
from dataclasses import fields as dataclass_fields
from enum import StrEnum

import pytest

from forensics_app.errors import (
    CaseDamagedError,
    ForensicsError,
    FormatNotSupportedError,
    OutputNotWritableError,
    SourceDamagedError,
    UsageError,
    VerificationFailedError,
    WorkerLostError,
)
from forensics_app.evidence.omission_codes import NotReadReason, OmissionCode
from forensics_app.i18n import LANGUAGES, labels, set_language, translator
from forensics_app.i18n.details import CODES, detail_text
from forensics_app.i18n.findings import FINDING_SENTENCES
from forensics_app.i18n.omissions import NOT_READ_SENTENCES, OMISSION_SENTENCES
from forensics_app.i18n.sentences import ERROR_SENTENCES, error_sentence
from forensics_app.model.marks import WithheldCode
from forensics_app.services.sealing.copying.record import SealOmissionCode
from forensics_app.services.selection.labels import LABELS_LEFT_OUT
from forensics_app.verify.codes import CODES as FINDING_CODES
from tests.unit.i18n.catalogue import fields
from tests.world.shared_data import PROJECT


def _error_types(kind: type[ForensicsError] = ForensicsError) -> Iterator[type[ForensicsError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _error_types(child)


def test_every_error_code_has_a_sentence_with_its_fields() -> None:
    types = {kind.code: kind for kind in _error_types()}
    assert set(types) == set(ERROR_SENTENCES)
    for code, kind in types.items():
        assert fields(ERROR_SENTENCES[code]) <= {f.name for f in dataclass_fields(kind)}, code


def test_every_finding_and_omission_code_has_a_sentence() -> None:
    assert set(FINDING_SENTENCES) == set(FINDING_CODES)
    for sentence in FINDING_SENTENCES.values():
        assert fields(sentence) <= {"subject", "expected", "actual"}
    codes = {*map(str, (*OmissionCode, *SealOmissionCode, *WithheldCode)), LABELS_LEFT_OUT}
    assert codes <= set(OMISSION_SENTENCES)
    assert {str(reason) for reason in NotReadReason} == set(NOT_READ_SENTENCES)


def test_every_member_of_a_labelled_enum_has_a_label() -> None:
    for enum, table in labels._TABLES.items():
        assert issubclass(enum, StrEnum)
        assert set(table) == set(enum), enum


def _technical_texts() -> set[str]:
    """What the program itself writes into `detail`, `reason`, `format` of errors; numbers are {a}, {b}."""
    found = set()
    for path in sorted((PROJECT / "forensics_app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Error"):
                texts = [k.value for k in node.keywords if k.arg in ("detail", "reason", "format")]
                found |= {text for value in texts if (text := _literal(value)) is not None}
    return found


def _literal(value: ast.expr) -> str | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if not isinstance(value, ast.JoinedStr):
        return None
    names = iter("abcdefgh")
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else f"{{{next(names)}}}" for part in value.values
    )


A_LIBRARY_S_OWN_TEXT = {"E01 chunk {a}: {b}", "Ex01 chunk {a}: {b}"}


def test_every_technical_text_of_ours_has_words() -> None:
    texts = {text for text in _technical_texts() if re.search("[a-z]{2}", text)}  # not names such as VHDX
    assert texts - A_LIBRARY_S_OWN_TEXT - set(CODES) == set()


@pytest.fixture
def in_french() -> Iterator[None]:
    set_language("fr")
    yield
    set_language("en")


DENIED = PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/x")


@pytest.mark.usefixtures("in_french")
@pytest.mark.parametrize(
    ("error", "part"),
    [
        (OutputNotWritableError(path="/x", reason=os.strerror(errno.EACCES)), "(accès refusé)"),
        (OutputNotWritableError(path="/x", reason=str(DENIED)), "(accès refusé)"),
        (WorkerLostError(path="/x", reason="exit code 9"), "(code de sortie 9)"),
        (SourceDamagedError(path="/x", detail="segment 3 where 2 should be"), "segment 3 à la place de 2"),
        (FormatNotSupportedError(path="/x", format="AFF4"), "au format AFF4"),
        (VerificationFailedError(path="/x", verdict="altered"), "MODIFIÉ"),
        (UsageError(name="--reason", value=" "), "--reason est nécessaire"),  # not: “ ” is no valid value
        (CaseDamagedError(path="/x", detail="some library's text 12"), "some library's text 12"),
        (CaseDamagedError(path="empty", detail="x"), "empty"),  # a path is never taken for a code
    ],
)
def test_technical_parts_are_translated(error: ForensicsError, part: str) -> None:
    assert part in error_sentence(error)


def test_details_keep_hostile_characters_visible() -> None:
    for language in LANGUAGES:
        assert detail_text("a\u202eb", translator.translator_for(language)) == "a[RLO]b"
