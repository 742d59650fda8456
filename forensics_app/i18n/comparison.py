"""Words for comparing two sides: kinds of sides, counts, lists."""

from __future__ import annotations

from forensics_app.i18n.translator import N_, NC_, tr
from forensics_app.model.comparison import Relation, Show, SideCounts, SideKind

KIND_LABELS: dict[SideKind, str] = {
    SideKind.CASE: NC_("comparison", "case"),
    SideKind.BUNDLE: N_("sealed bundle"),
    SideKind.DFXML: N_("DFXML file"),
    SideKind.HASHDEEP: N_("hashdeep file"),
    SideKind.CSV: N_("CSV table"),
    SideKind.LIST: N_("list of digests"),
}
SHOW_LABELS: dict[Show, str] = {
    Show.SHARED: NC_("comparison", "In both"),
    Show.ONLY_A: NC_("comparison", "Only in A"),
    Show.ONLY_B: NC_("comparison", "Only in B"),
    Show.DIFFERS: NC_("comparison", "Same path, other content"),
    Show.APART: NC_("comparison", "Empty or only zeros"),
    Show.UNCOMPARED: NC_("comparison", "Not compared"),
}
RELATION_LABELS: dict[Relation, str] = {
    Relation.SHARED: NC_("comparison", "in both"),
    Relation.ONLY: NC_("comparison", "on this side only"),
    Relation.NOT_COMPARABLE: NC_("comparison", "no digest of a kind that the other side has"),
    Relation.EMPTY: NC_("comparison", "empty"),
    Relation.ZEROS: NC_("comparison", "only zero bytes"),
    Relation.NO_DIGEST: NC_("comparison", "no digest"),
    Relation.FOLDER: NC_("comparison", "folder"),
}
_COUNTS = (
    ("items", N_("All items")),
    ("folders", NC_("comparison", "Folders")),
    ("without_digest", N_("Without a digest, not compared")),
    ("empty", N_("Empty (counted separately)")),
    ("zeros", N_("Only zero bytes (counted separately)")),
    ("contents", N_("Compared by digest")),
    ("shared", N_("In both")),
    ("same_path", N_("… under the same path")),
    ("moved", N_("… under other names")),
    ("only", N_("On this side only")),
    ("differing", N_("Same path, other content")),
    ("not_comparable", N_("No digest of a kind that the other side has")),
    ("unread", N_("Lines that could not be read")),
)


def kind_label(kind: SideKind) -> str:
    """What a side is."""
    return tr(KIND_LABELS[kind])


def show_label(show: Show) -> str:
    """The name of a list."""
    return tr(SHOW_LABELS[show])


def relation_label(relation: Relation) -> str:
    """What became of an item."""
    return tr(RELATION_LABELS[relation])


def count_rows(a: SideCounts, b: SideCounts) -> list[tuple[str, int, int]]:
    """Every count of both sides with its words; the same rows in the window and on a terminal."""
    return [(tr(words), _count(a, name), _count(b, name)) for name, words in _COUNTS]


def _count(counts: SideCounts, name: str) -> int:
    value = counts.shared - counts.same_path if name == "moved" else getattr(counts, name)
    return int(value)
