"""A fingerprint that is compared by telephone stands in no sentence, and leaves no brackets behind."""

from __future__ import annotations

import pytest

from forensics_app.i18n import set_language
from ui.words.digests import grouped, hidden, without

DIGITS = "3c1f" * 16


@pytest.mark.parametrize("language", ["en", "ar", "zh-Hans"])
@pytest.mark.parametrize("shown", [DIGITS, grouped(DIGITS, 8), DIGITS.upper()])
def test_a_fingerprint_that_is_hidden_takes_the_brackets_around_it_along(language: str, shown: str) -> None:
    set_language(language)
    for before, after in (("(", ")"), ("（", "）"), ("(\u2066", "\u2069)"), ("", "")):
        assert without(f"the signer {before}{shown}{after} is unknown", None, DIGITS) == (
            f"the signer {hidden()} is unknown"
        )
    assert without(f"({shown} and another)", DIGITS) == f"({hidden()} and another)"
