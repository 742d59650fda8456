"""Texts packed by the hundred thousand come back, and in the order that sorting them gives."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics_app.bundle.manifests import manifest_lines, manifest_text
from forensics_app.bundle.reading import packed_texts
from forensics_app.bundle.reading.packed_texts import PackedTexts


def packed(texts: list[bytes]) -> PackedTexts:
    found = PackedTexts()
    for text in texts:
        found.append(text)
    return found


@pytest.fixture(autouse=True)
def few_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few texts have to be split as a million would be."""
    monkeypatch.setattr(packed_texts, "_SORTED_TOGETHER", 3)


@given(st.lists(st.text("ab/-", max_size=6).map(str.encode), max_size=40))
def test_they_come_back_and_in_order(texts: list[bytes]) -> None:
    found = packed(texts)
    assert [found[i] for i in range(len(found))] == texts
    order = list(found.in_order())
    assert sorted(order) == list(range(len(texts)))
    assert [texts[i] for i in order] == sorted(texts)


def test_a_manifest_of_many_is_that_of_few() -> None:
    chance = random.Random(3)
    files = [
        (f"data/EX-{i % 3}{'-b' * (i % 2)}/{chance.randrange(10**9)}", chance.randbytes(32))
        for i in range(2500)
    ]
    files.append(("data/seal-nonce.bin", bytes(32)))
    entries = [path for path, _ in files] + ["bag-info.txt", "a", "metadata/catalog.jsonl"]  # no payload
    names = packed([f"bag-1/{path}".encode() for path in entries])
    lines = b"".join(manifest_lines(names, len("bag-1/"), b"".join(digest for _, digest in files)))
    assert lines == manifest_text(files)
