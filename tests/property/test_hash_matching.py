"""Whatever digests a set and a case have: the hits are those that a comparison of all with all gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics_app.catalog.hash_sets import matching as hash_matching
from forensics_app.catalog.hash_sets.file import STRONGEST_FIRST, EntryFile, EntryFileWriter
from forensics_app.model.digests import Digests
from forensics_app.model.hash_sets import HashSetEntry, HashSetFacts, HashSetFormat, HashSetKind
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import ArtifactFilter
from tests.world.catalogued import entry, fill, found, make_store

SIZES = {"md5": 16, "sha1": 20, "sha256": 32}


def digest(name: str, number: int) -> bytes:
    return bytes([number]) * SIZES[name]


# few values, so that many meet; each digest on its own, so that collisions of one alone occur
NUMBERS = st.integers(0, 3)
ENTRIES = st.builds(
    HashSetEntry,
    md5=st.none() | NUMBERS.map(lambda n: digest("md5", n)),
    sha1=st.none() | NUMBERS.map(lambda n: digest("sha1", n)),
    sha256=st.none() | NUMBERS.map(lambda n: digest("sha256", n)),
    category=st.sampled_from(["", "1", "2"]),
).filter(lambda e: e.md5 or e.sha1 or e.sha256)
ARTIFACTS = st.fixed_dictionaries({"sha256": NUMBERS}, optional={"md5": NUMBERS, "sha1": NUMBERS}) | st.just(
    {}
)


def in_common(one: HashSetEntry, artifact: dict[str, int]) -> list[bool]:
    """For each kind of digest that both have, whether it is the same."""
    return [
        getattr(one, name) == digest(name, number)
        for name, number in artifact.items()
        if getattr(one, name) is not None
    ]


@settings(max_examples=25, deadline=None)
@given(
    entries=st.lists(ENTRIES, min_size=1, max_size=12),
    artifacts=st.lists(ARTIFACTS, max_size=8),
    batch=st.integers(1, 4),
)
def test_hits_are_those_of_comparing_all_with_all(
    tmp_path_factory: pytest.TempPathFactory,
    entries: list[HashSetEntry],
    artifacts: list[dict[str, Any]],
    batch: int,
) -> None:
    folder: Path = tmp_path_factory.mktemp("match")
    with EntryFileWriter(folder / "set") as writer:
        for one in entries:
            writer.add(one)
    algorithms = tuple(a for a in STRONGEST_FIRST if writer.counts[a])
    facts = HashSetFacts(
        "set", HashSetKind.NOTABLE, HashSetFormat.CSV, None, "f", 1, "00" * 32, writer.entries,
        tuple((a, writer.counts[a]) for a in algorithms), "2026-04-17T09:00:00Z",
    )  # fmt: skip
    store = make_store(folder)
    fill(
        store,
        [
            (
                entry(n, b"f%d" % n),
                found(digests=Digests(**{name: digest(name, v).hex() for name, v in artifact.items()})),
            )
            for n, artifact in enumerate(artifacts)
        ],
    )
    file = EntryFile(folder / "set", algorithms)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hash_matching, "_BATCH_ROWS", batch)
        patch.setattr(EntryFile, "batch", batch)
        done = store.hash_sets.match(
            facts, file, entries_not_comparable=0, at="2026-04-17T09:00:00Z",
            report=silent, cancelled=never_cancelled,
        )  # fmt: skip
    expected = {
        (n, one.category)
        for n, artifact in enumerate(artifacts)
        for one in entries
        if (same := in_common(one, artifact)) and all(same)
    }
    got = {
        (a.entry.sequence, hit.category)
        for a in store.artifacts.stream(ArtifactFilter(hash_set="set"))
        for hit in a.hash_sets
    }
    assert got == expected
    assert done.hits == len({n for n, _ in expected})
    assert done.compared + done.not_comparable == sum(1 for artifact in artifacts if artifact)
    assert done.not_comparable == sum(
        1 for artifact in artifacts if artifact and not any(a.value in artifact for a in algorithms)
    )
    file.close()
    store.close()
