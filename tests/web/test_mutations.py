"""Program and page say the same of changed bundles; mutations.py compares more by hand."""

from __future__ import annotations

import pytest

from tests.web.mutations import compare
from tests.web.runner import needs_node

pytestmark = needs_node


def test_some_mutations_get_one_verdict() -> None:
    found = compare(range(200))
    assert found.differing == []
    assert len(found.verdicts) >= 4, "the changes no longer reach every kind of verdict"


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_many_mutations_get_one_verdict() -> None:
    for start in range(100_000, 102_000, 250):
        assert compare(range(start, start + 250)).differing == []


def test_what_differed_once_agrees() -> None:
    """A signature whose manifest is gone; an issuer that is no name above the signer of a token."""
    for seed in (301275, 310049):
        assert compare(range(seed, seed + 1)).differing == []
