"""The written-out form of a locator is the sealed JSON of its parts, and ids follow from it."""

from __future__ import annotations

import base64
import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from forensics_app.model import sealed_json
from forensics_app.model.locator import Locator, artifact_id

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
LOCATORS = st.builds(
    Locator,
    TEXT,
    TEXT,
    st.lists(st.binary(max_size=12), max_size=5).map(tuple),
    st.none() | st.binary(max_size=12),
    st.none() | TEXT,
    st.integers(0, 10**12),
)


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


@given(LOCATORS)
def test_the_canonical_form_is_sealed_json(locator: Locator) -> None:
    expected = {
        "address": locator.address,
        "layer": locator.layer_id,
        "ordinal": str(locator.ordinal),
        "path": [b64(c) for c in locator.components],
        "source": locator.source_id,
        "stream": None if locator.stream is None else b64(locator.stream),
    }
    assert locator.canonical() == sealed_json.dump(expected)


@given(LOCATORS, st.binary(min_size=32, max_size=32))
def test_an_id_is_the_first_80_bits_of_the_hmac(locator: Locator, key: bytes) -> None:
    mac = hmac.new(key, locator.canonical(), hashlib.sha256).digest()
    assert artifact_id(key, locator) == base64.b32encode(mac[:10]).decode("ascii")
