"""Sealed JSON is RFC 8785: the dump equals the reference package, and nothing else parses."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from forensics_app.model import sealed_json

KEYS = st.text(alphabet=string.ascii_lowercase + string.digits + "_", min_size=1, max_size=8).filter(
    lambda k: k[0] in string.ascii_lowercase
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_dump_equals_the_reference_package(value: Any) -> None:
    assert sealed_json.dump(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_was_dumped_parses_to_itself(value: Any) -> None:
    assert sealed_json.parse(sealed_json.dump(value)) == value


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), st.data())
def test_any_other_spelling_of_the_same_value_is_refused(value: Any, data: Any) -> None:
    canonical = sealed_json.dump(value)
    other = data.draw(
        st.sampled_from(
            [
                json.dumps(value, ensure_ascii=False).encode() + b" ",
                json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode(),
                b"\xef\xbb\xbf" + canonical,
                canonical + b"\r",
                canonical + b"\n",
            ]
        )
    )
    with pytest.raises(sealed_json.SealedJsonError):
        sealed_json.parse(other)


@pytest.mark.parametrize(
    "hostile",
    [
        b'{"a":"1","a":"2"}',
        b'{"b":"1","a":"2"}',
        b'{"a":1}',
        b'{"a":1e2}',
        b'{"a":NaN}',
        b'{"a":-0}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\\ud800"}',
        b'{"A":"x"}',
        b'{"a":"\xff"}',
        b"[" * 100_000,
        b"",
        b"null null",
    ],
    ids=[
        "duplicate-key", "unsorted", "integer", "exponent", "nan", "minus-zero", "escape", "escaped-slash",
        "lone-surrogate", "upper-case-key", "not-utf8", "deep-nesting", "empty", "two-values",
    ],
)  # fmt: skip
def test_ambiguous_json_is_refused(hostile: bytes) -> None:
    with pytest.raises(sealed_json.SealedJsonError):
        sealed_json.parse(hostile)
