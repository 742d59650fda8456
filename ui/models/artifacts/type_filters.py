"""The types of artifacts beside the places, as a tree: groups with their media types, states, kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.artifact import ArtifactKind
from forensics_app.model.choices.type_groups import TypeCounts, TypeGroup, group_of
from forensics_app.model.selection import ArtifactFilter
from ui.models.tables.cells import Cell
from ui.models.tables.tree import Node
from ui.words.codes import kind_label


@dataclass(frozen=True, slots=True)
class TypeFilter:
    """All of a filter that a node of the tree sets; without any of it, all types are meant."""

    group: TypeGroup | None = None
    media_type: str | None = None
    kind: ArtifactKind | None = None
    deleted: bool | None = None
    high_entropy: bool | None = None
    unread: bool | None = None
    position: bool | None = None

    def of(self, chosen: ArtifactFilter) -> ArtifactFilter:
        """The filter with this type instead of another one; the rest of it stays."""
        return replace(
            chosen,
            group=self.group,
            media_type=self.media_type,
            kind=self.kind,
            deleted=self.deleted,
            high_entropy=self.high_entropy,
            unread=self.unread,
            position=self.position,
        )


ALL_TYPES = TypeFilter()
_GROUPS: dict[TypeGroup, tuple[str, str]] = {
    TypeGroup.DOCUMENTS: (NC_("type of files", "Documents"), "file-text"),
    TypeGroup.PICTURES: (NC_("type of files", "Pictures"), "image"),
    TypeGroup.VIDEOS: (NC_("type of files", "Videos"), "film-strip"),
    TypeGroup.SOUND: (NC_("type of files", "Sound"), "speaker-high"),
    TypeGroup.MAIL: (NC_("type of files", "Mail"), "envelope-simple"),
    TypeGroup.TEXT: (NC_("type of files", "Text"), "text-aa"),
    TypeGroup.DATABASES: (NC_("type of files", "Databases"), "database"),
    TypeGroup.ARCHIVES: (NC_("type of files", "Archives"), "archive"),
    TypeGroup.EXECUTABLES: (NC_("type of files", "Executables"), "app-window"),
}
_KIND_GLYPHS = {
    ArtifactKind.FILE: "file",
    ArtifactKind.DIRECTORY: "folder",
    ArtifactKind.LINK: "link",
    ArtifactKind.AREA: "hard-drives",
}


def group_words(group: TypeGroup) -> str:
    """What a group is called."""
    return current().text(_GROUPS[group][0])


def type_tree(counts: TypeCounts) -> Node:
    """The invisible root; `key` of each node is its TypeFilter, None where it only holds others."""
    root = Node(())
    root.add(_node("stack", tr("All types"), counts.total, ALL_TYPES))
    grouped: dict[TypeGroup | None, list[tuple[str, int]]] = {}
    for media_type, count in sorted(counts.media_types.items(), key=lambda one: (-one[1], one[0])):
        grouped.setdefault(group_of(media_type), []).append((media_type, count))
    for group, (_, glyph) in _GROUPS.items():
        found = grouped.get(group, [])
        if found:
            total = sum(count for _, count in found)
            node = root.add(_node(glyph, group_words(group), total, TypeFilter(group=group)))
            _add_types(node, found)
    others = grouped.get(None, [])
    if others:
        node = root.add(
            _node("file", tr(NC_("type of files", "Other types")), sum(count for _, count in others), None)
        )
        _add_types(node, others)
    untyped = counts.total - sum(counts.media_types.values())
    if untyped:  # folders, what was not read; so that the types add up to the whole
        root.add(_node("file-dotted", tr(NC_("type of files", "Without a type")), untyped, None))
    for glyph, words, count, one in (
        ("recycle", tr(NC_("type of files", "Deleted")), counts.deleted, TypeFilter(deleted=True)),
        (
            "lock-key",
            tr(NC_("type of files", "Possibly encrypted")),
            counts.high_entropy,
            TypeFilter(high_entropy=True),
        ),
        (
            "warning",
            tr(NC_("type of files", "Not read in full")),
            counts.unread,
            TypeFilter(unread=True),
        ),
        (
            "map-pin",
            tr(NC_("type of files", "With a position")),
            counts.placed,
            TypeFilter(position=True),
        ),
    ):
        if count:
            root.add(_node(glyph, words, count, one))
    kinds = root.add(
        _node("squares-four", tr(NC_("type of files", "By kind")), sum(counts.kinds.values()), None)
    )
    for kind in ArtifactKind:
        if counts.kinds.get(kind):
            glyph = _KIND_GLYPHS.get(kind, "file")
            kinds.add(_node(glyph, kind_label(kind), counts.kinds[kind], TypeFilter(kind=kind)))
    return root


def nodes(root: Node) -> Iterator[Node]:
    """Every node below a root."""
    for child in root.children:
        yield child
        yield from nodes(child)


def _add_types(node: Node, found: list[tuple[str, int]]) -> None:
    for media_type, count in found:
        node.add(_node("file", media_type, count, TypeFilter(media_type=media_type), name=True))


def _node(glyph: str, words: str, count: int, key: TypeFilter | None, *, name: bool = False) -> Node:
    figure = Cell(current().number(count), end=True, muted=True)
    return Node((Cell(words, glyph=glyph, name=name), figure), key)
