"""What the tree of locations holds, against what the case has."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

from forensics_app.model.case import SourceState
from forensics_app.model.custody import CustodyEvent, CustodyEventType, CustodyReason
from forensics_app.model.selection import ArtifactFilter
from tests.integration.test_space_outside_partitions import disk, ingested
from tests.ui.shooting.filled import record, small_case
from ui.models.artifacts.places_of_case import places_of
from ui.models.case.next_steps import next_steps
from ui.models.case.overview_reading import read_overview
from ui.models.case.problems import problems
from ui.models.evidence.layers import layer_tree
from ui.theme.state import State
from ui.words.custody import called, event_title
from ui.words.sources import shown_name


def test_areas_that_are_artifacts_have_their_places_and_counts(tmp_path: Path) -> None:
    """Unallocated space between partitions is in no file system: its artifact is in the list all the same."""
    image, _ = disk(tmp_path)
    with ingested(tmp_path, image).open(write=False) as case:
        overview = read_overview(case)
        whole = case.store.artifacts.count(ArtifactFilter())
    assert sum(overview.by_layer.values()) == whole
    shown = {layer.key.ident for source in places_of(overview) for layer in source.children}
    assert shown == {layer for layer, count in overview.by_layer.items() if count}
    source = next(s for s in overview.sources if s.source_id == "s2")
    (medium,) = layer_tree(source, overview.by_layer, whole=(State.OK, "Read")).children
    said = {node.key: node.cells[-1].text for node in medium.children}
    assert said["s2.u2"] == "1 artifact"
    assert overview.place_of("s2.u2") == f"{source.exhibit} · unallocated space"


def test_a_padlock_is_for_what_a_key_would_open(tmp_path: Path) -> None:
    """A volume that is cut off or damaged has the sign of what is not complete."""
    with small_case(tmp_path / "case") as case:
        overview = read_overview(case)
    (tree,) = places_of(replace(overview, locked=frozenset({"s1.p2"})))
    glyphs = {node.key.ident: node.glyph for node in tree.children}
    assert glyphs["s1.p2"] == "lock-key"
    (damaged,) = places_of(replace(overview, locked=frozenset()))
    (node,) = (one for one in damaged.children if one.key.ident == "s1.p2")
    assert (node.glyph, node.left_out) == ("warning", True)


def test_several_sources_of_one_exhibit_are_told_apart_wherever_one_is_named(tmp_path: Path) -> None:
    """By their files, in problems, next steps and the custody ledger; one alone is its exhibit."""
    with small_case(tmp_path / "case") as case:
        overview = read_overview(case)
    (source,) = overview.sources
    assert overview.place_of("s1") == overview.called(source) == source.exhibit
    other = replace(record(2), exhibit=source.exhibit, path="/evidence/usb.raw", state=SourceState.FAILED)
    both = replace(overview, sources=(source, other), locked=frozenset({"s1.p2"}))
    name = f"{source.exhibit} · {shown_name(source)}"
    assert both.place_of("s1.p1") == f"{name} · 1 · System"
    assert all(p.place.startswith((name, f"{source.exhibit} · usb.raw")) for p in problems(both))
    assert f"{source.exhibit} · usb.raw" in [p.place for p in problems(both)]
    assert any(name in step.title for step in next_steps(both, reading=False) if "encrypted" in step.title)
    begun = CustodyEvent(
        **{one.name: None for one in fields(CustodyEvent)}
        | {
            "event": CustodyEventType.ACCESSED,
            "reason": CustodyReason.INGEST_BEGUN.value,
            "exhibits": (source.exhibit,),
        }
    )
    assert (
        event_title(begun, called(("s2",), both.source_names())) == f"Reading started · {both.called(other)}"
    )
    assert event_title(begun, called(("s9",), both.source_names())) == f"Reading started · {source.exhibit}"
