"""BER into DER: what is DER stays as it is, what a library wrote in BER comes out as DER, nothing crashes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics_app.seal.forms.ber import to_der
from forensics_app.seal.forms.der import DerError, tlv
from tests.world.authorities.stamping import as_ber

_PLAIN = st.builds(tlv, st.sampled_from([0x02, 0x04, 0x05, 0x0C, 0x80]), st.binary(max_size=300))
VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.builds(
        lambda tag, members: tlv(tag, *members),
        st.sampled_from([0x30, 0x31, 0xA0]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(VALUES)
def test_der_stays_as_it_is(value: bytes) -> None:
    assert to_der(value) == value


@given(VALUES)
def test_ber_comes_out_as_the_der_it_was(value: bytes) -> None:
    assert to_der(as_ber(value)) == value


@given(st.one_of(st.binary(max_size=200), VALUES.map(as_ber)), st.integers(0, 400), st.integers(0, 255))
def test_anything_else_is_an_error_of_ours(value: bytes, at: int, byte: int) -> None:
    changed = bytearray(value)
    if changed:
        changed[at % len(changed)] = byte
    try:
        made = to_der(bytes(changed))
    except DerError:
        return
    assert to_der(made) == made


@pytest.mark.parametrize("count", [31, 33, 100_000])
def test_nesting_is_bounded(count: int) -> None:
    value = b"\x30\x80" * count + b"\0\0" * count
    if count < 32:
        assert to_der(value).startswith(b"\x30")
        return
    with pytest.raises(DerError, match="too-deep"):
        to_der(value)
