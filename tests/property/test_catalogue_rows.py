"""What goes into the catalogue comes out the same: any name, time, extent or gap."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from forensics_app.model.artifact import (
    ArtifactKind,
    ByteSpread,
    Derivable,
    Entry,
    Examination,
    Extent,
    ExtentClass,
    Gap,
    Read,
    ReadOutcome,
    RuleMatch,
)
from forensics_app.model.digests import Digests
from forensics_app.model.locator import Locator, artifact_id
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from tests.world.catalogued import CASE_KEY, fill, make_store

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
SIZES = st.integers(0, (1 << 63) - 1)
NAMES = st.binary(min_size=1, max_size=12)
TIMES = st.builds(
    EvidenceTime,
    st.sampled_from(TimeKind),
    TEXT,
    st.none() | TEXT,
    st.sampled_from(("1s", "2s", "100ns", "1d")),
    st.sampled_from(TimeZoneKnowledge),
)
EXTENTS = st.builds(Extent, st.just("s1"), SIZES, SIZES) | st.builds(Extent, st.none(), st.none(), SIZES)


def hexes(digits: int) -> st.SearchStrategy[str | None]:
    return st.none() | st.binary(min_size=digits // 2, max_size=digits // 2).map(bytes.hex)


ENTRIES = st.builds(
    Entry,
    locator=st.builds(
        Locator,
        st.just("s1"),
        st.just("s1"),
        st.lists(NAMES, max_size=4).map(tuple),
        st.none() | NAMES,
        st.none() | TEXT,
        st.integers(0, 9),
    ),
    kind=st.sampled_from(ArtifactKind),
    allocated=st.booleans(),
    size_bytes=st.none() | SIZES,
    times=st.lists(TIMES, max_size=4).map(tuple),
    sequence=st.integers(0, (1 << 37) - 1),
    inode=st.none() | TEXT,
    reallocated=st.booleans(),
    orphan=st.booleans(),
    extents=st.lists(EXTENTS, max_size=4).map(tuple),
    extent_class=st.sampled_from(ExtentClass),
    withheld=st.none(),  # told by the walk and not stored: the examination gives it as its reason
    link_target=st.none() | st.binary(max_size=20),
    mode=st.none() | TEXT,
    uid=st.none() | TEXT,
    gid=st.none() | TEXT,
)
RULES = st.from_regex(r"[a-z_]{1,4}", fullmatch=True)
EXAMINATIONS = st.builds(
    Examination,
    digests=st.builds(Digests, hexes(32), hexes(40), hexes(64)),
    read=st.builds(
        Read,
        st.sampled_from(ReadOutcome),
        st.lists(st.builds(Gap, SIZES, SIZES), max_size=3).map(tuple),
        st.none() | TEXT,
    ),
    media_type=st.none() | TEXT,
    extension_mismatch=st.booleans(),
    exif=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
    derivable=st.sampled_from(Derivable),
    entropy=st.none() | st.builds(ByteSpread, st.floats(0, 8), st.floats(0, 1e6), st.integers(0, 1 << 20)),
    rules=st.sets(st.builds(RuleMatch, RULES, RULES, st.lists(RULES, max_size=2).map(tuple)), max_size=3).map(
        lambda rules: tuple(sorted({m[:2]: m for m in rules}.values()))
    ),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(ENTRIES, EXAMINATIONS), max_size=8, unique_by=lambda pair: pair[0].sequence))
def test_artifacts_come_out_as_they_went_in(pairs: list[tuple[Entry, Examination]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = make_store(Path(folder))
        fill(store, pairs, complete=False)
        out = list(store.artifacts.stream())
        store.close()
    expected = sorted(pairs, key=lambda pair: pair[0].sequence)
    assert [(a.entry, a.examination) for a in out] == expected
    assert [a.artifact_id for a in out] == [artifact_id(CASE_KEY, e.locator) for e, _ in expected]
