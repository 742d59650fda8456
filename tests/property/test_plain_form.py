"""The pattern for lines of the catalogue matches nothing that decoding refuses, and tells the same values."""

from __future__ import annotations

from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from forensics_app.verify.files.plain_form import is_free, plain_form
from forensics_app.verify.files.records import (
    Artifact,
    Exif,
    Name,
    NotSealedFormError,
    Path,
    Read,
    Reader,
    Time,
)
from forensics_app.verify.lists.catalog_lines import CatalogLine, line_of, plain_line
from tests.vectors.lists import ITEMS, catalog

READER = Reader(Artifact)
LINES = [line.decode() for line in catalog(ITEMS).split(b"\n")[:-1]]
INSERTED = (
    *'"\\ ,:{}[]/nultrefas0159ZA=+-\r\t\x00\x1f\x7f\x80\xe9\u0660\u2028\ud7ff\U0001f600',
    '"",',
    "null",
    "true",
    '\\"',
    "\\u0041",
    '"id":"AAAAAAAAAAAAAAAA",',
)


def reported(line: str) -> CatalogLine | None:
    """What the pattern tells of a line."""
    found = plain_line().fullmatch(line)
    return None if found is None else CatalogLine._make(found.groups())


def reported_if_free(line: str) -> CatalogLine | None:
    """What the pattern for lines without escapes and controls tells of such a line."""
    if not is_free(line.encode("utf-8", "surrogatepass")):
        return None
    found = plain_line(free=True).fullmatch(line)
    return None if found is None else CatalogLine._make(found.groups())


def decoded(line: str) -> CatalogLine | None:
    """What decoding it, and encoding it again, tells."""
    try:
        a = READER.read(line.encode())
    except NotSealedFormError:
        return None
    return line_of(a)


@pytest.mark.parametrize("number", range(len(LINES)))
def test_changed_line_that_is_matched_is_one_that_decoding_accepts(number: int) -> None:
    line = LINES[number]
    for at in range(len(line) + 1):
        changed = [line[:at] + text + line[at + cut :] for text in INSERTED for cut in (0, 1)]
        changed += [line[:at] + line[at + cut :] for cut in (1, 2)] + [line[:at]]
        for one in changed:
            found = reported(one)
            assert found is None or found == decoded(one), one
            assert reported_if_free(one) == (found if is_free(one.encode()) else None), one


def test_lines_without_escapes_are_matched() -> None:
    plain = [line for line in LINES if "\\" not in line]
    assert plain
    assert [reported(line) for line in plain] == [decoded(line) for line in plain]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
ints = st.integers(0, 10**19 - 1).map(str)
times = st.builds(
    Time,
    kind=texts,
    precision=texts,
    raw=texts,
    value=st.none() | texts,
    zone=st.sampled_from(["utc", "offset"]),
)
artifacts = st.builds(
    lambda **changed: msgspec.structs.replace(READER.read(LINES[0].encode()), **changed),
    data=st.none() | texts,
    exhibit=texts,
    exif=st.lists(st.builds(Exif, tag=texts, value=texts), max_size=2),
    extents=st.lists(st.tuples(st.none() | texts, st.none() | ints, ints), max_size=3),
    link_target=st.sampled_from([None, "", "AA==", "AAA=", "AAAA"]),
    note=st.none() | texts,
    path=st.builds(Path, bytes=st.lists(st.sampled_from(["", "YQ==", "YWJj"])), display=st.lists(texts)),
    read=st.builds(
        Read,
        gaps=st.lists(st.tuples(ints, ints), max_size=3),
        outcome=st.just("partial"),
        reason=st.none() | texts,
    ),
    size=st.none() | ints,
    stream=st.none() | st.builds(Name, bytes=st.just("YQ=="), display=texts),
    tags=st.lists(texts, max_size=3),
    times=st.lists(times, max_size=3),
)


@given(artifacts)
def test_every_line_is_matched_unless_a_string_has_an_escape(artifact: Artifact) -> None:
    line = msgspec.json.encode(artifact).decode()
    values = decoded(line)
    assert values is not None
    assert reported(line) == reported_if_free(line) == (None if "\\" in line else values)


class _Number(Struct):
    number: int


class _Bounded(Struct):
    text: Annotated[str, Meta(max_length=3)]


class _Open(Struct):
    text: Annotated[str, Meta(pattern="a")]


@pytest.mark.parametrize("kind", [_Number, _Bounded, _Open])
def test_types_that_a_pattern_would_not_hold_to_are_refused(kind: type) -> None:
    with pytest.raises(TypeError):
        plain_form(kind, frozenset())
