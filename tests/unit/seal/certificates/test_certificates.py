"""Names that a certificate can't hold are refused in words, before a key is made."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from forensics_app.errors import UsageError
from forensics_app.seal.certificates.making import LONGEST_NAME, Holder, make_identity

NOW = datetime(2026, 4, 17, tzinfo=UTC)
LAB = "مخبر الأدلة الرقمية"


def test_an_arabic_laboratory_gets_its_certificate() -> None:
    made = make_identity(Holder("ليلى", LAB, "MA"), now=NOW)
    assert len(made.signing.chain) == 2


@pytest.mark.parametrize("name", ["ا" * (LONGEST_NAME // 2 + 1), "a" * (LONGEST_NAME + 1), "", "a\u202eb"])
def test_what_is_too_long_in_bytes_empty_or_unseen_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        make_identity(Holder("Marie", name, "FR"), now=NOW)
    with pytest.raises(UsageError):
        make_identity(Holder(name), now=NOW)
