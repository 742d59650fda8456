"""The volumes and areas of each medium in a report, called what the window calls them.

Each medium is in one of the tables: by its volumes, or as a whole where it has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forensics_app.i18n.labels import (
    FORMAT_LABELS,
    LAYER_LABELS,
    LAYER_STATE_LABELS,
    file_system_name,
    layer_description,
    numbered_name,
)
from forensics_app.i18n.translator import N_, NC_, NP_, Translator
from forensics_app.model.evidence import ContainerFormat, LayerKind, LayerState
from forensics_app.report.evidence.document import Cell, Mark, Row, Section, Table
from forensics_app.report.evidence.facts import EvidenceFacts, Origin
from forensics_app.report.evidence.values import coded, machine, name, shown
from forensics_app.verify.files.records import Source

MOST_LAYERS = 150
_MORE = NP_("{count} more is in {file}.", "{count} more are in {file}.")
_ARTIFACTS = NP_("{count} artifact", "{count} artifacts")
_WITHOUT_PLACE = (
    ContainerFormat.FOLDER,
    ContainerFormat.FILE,
    ContainerFormat.ZIP,
    ContainerFormat.TAR,
    ContainerFormat.ARCHIVE,
)


def volumes_section(facts: EvidenceFacts, words: Translator) -> Section:
    """A table for each medium."""
    tables: list[Table] = []
    room = MOST_LAYERS
    left = 0
    for top, layers in _by_medium(facts.sources, facts.tally.layers):
        rows = tuple(_volume(one, facts, words) for one in layers[:room])
        room -= len(rows)
        left += len(layers) - len(rows)
        if rows:
            tables.append(_table(called(top, words), rows, words))
    return Section(
        words.text(N_("Volumes and areas")),
        intro=words.text(N_("Paths in this report begin with the ID in the last column.")),
        tables=tuple(tables),
        paragraphs=(more_sources(left, words),) if left else (),
    )


def called(top: Source, words: Translator) -> str:
    """`EX-001: laptop.raw`."""
    of = top.id if top.name is None else top.name.shown
    return words.text(N_("{exhibit}: {name}"), exhibit=shown(top.exhibit, words), name=shown(of, words))


def more_sources(count: int, words: Translator) -> str:
    """Where those are that a report has no room for."""
    return words.plural(*_MORE, count, file="metadata/sources.jsonl")


def _by_medium(sources: Sequence[Source], counts: Mapping[str, int]) -> list[tuple[Source, Sequence[Source]]]:
    """Each medium with what its table lists.

    The medium itself is listed where files lie on it without any volume, and where it has no volumes. The
    archives in files are at no place on it; they are listed where something in them is in the report.
    """
    inside: dict[str, list[Source]] = {}
    for layer in sources:
        if layer.parent is not None:
            inside.setdefault(layer.id.partition(".")[0], []).append(layer)
    found: list[tuple[Source, Sequence[Source]]] = []
    for top in (s for s in sources if s.parent is None):
        layers = inside.pop(top.id, [])
        volumes = [one for one in layers if not _is_of_archives(one)]
        whole = [top] if not volumes or top.state != LayerState.AREA.value else []
        archives = [
            one
            for one in layers
            if _is_of_archives(one) and (counts.get(one.id) or one.state == LayerState.OMITTED.value)
        ]
        found.append((top, (*whole, *volumes, *archives)))
    return [*found, *((layers[0], layers) for layers in inside.values())]


def _is_of_archives(layer: Source) -> bool:
    return layer.kind == LayerKind.ARCHIVE.value and layer.parent is not None


def _table(title: str, rows: tuple[Row, ...], words: Translator) -> Table:
    columns = (
        NC_("column", "Volume"), NC_("column", "Kind"), N_("File system"), N_("Starts at byte"),
        NC_("column", "Size"), NC_("column", "State"), NC_("column", "ID"),
    )  # fmt: skip
    return Table(tuple(map(words.text, columns)), (4, 3, 3, 0, 0, 3, 0), rows, title=title)


def _volume(layer: Source, facts: EvidenceFacts, words: Translator) -> Row:
    omitted = layer.state == LayerState.OMITTED.value
    mark, state = _state(layer, facts, words)
    placed = not _is_of_archives(layer) and layer.format not in _WITHOUT_PLACE
    if layer.kind == LayerKind.ENCRYPTED.value and omitted:
        # not below the cells: that would be as wide as they are, but for the first, and push it aside
        state = f"{state} · {words.text(N_('The volume is locked: nothing in it is listed.'))}"
    cells = (
        name(_name(layer, words), words),
        Cell(_kind(layer, words)),
        name(file_system_name(layer.file_system or ""), words),
        Cell(words.number(int(layer.offset)) if placed else "", "machine"),
        Cell(words.size(int(layer.length)) if placed else ""),
        Cell(state, mark=mark),
        machine(layer.id, words),
    )
    return Row(cells)


def _state(layer: Source, facts: EvidenceFacts, words: Translator) -> tuple[Mark | None, str]:
    """What was done with it, and whether any of it is in the report.

    Of what isn't in a bundle nothing says whether it was not selected or is withheld.
    """
    count, area = facts.tally.layers[layer.id], layer.state == LayerState.AREA.value
    known = coded(LAYER_STATE_LABELS, layer.state, words)
    artifacts = words.plural(*_ARTIFACTS, count)
    if layer.state == LayerState.OMITTED.value:  # one whose file system is unknown may be read as a whole
        return "doubt", f"{known} · {artifacts}" if count else known
    if count:  # a whole area that was read is one artifact
        return None, artifacts if area else known
    if layer.state == LayerState.EMPTY.value or layer.kind == LayerKind.TABLE.value:
        return None, known
    if layer.id in facts.listed_layers:
        if facts.origin is Origin.CASE:
            return None, words.text(N_("listed; nothing of it is in this report"))
        return None, words.text(N_("listed; nothing of it is in this bundle"))
    if facts.read_here:
        return None, known
    if area:
        return None, words.text(N_("area; nothing of it is in this bundle"))
    return "doubt", words.text(N_("listed by the sender; nothing of it is in this bundle"))


def _name(layer: Source, words: Translator) -> str:
    """`2 · System` as in the window, with the label and what else is said of the volume."""
    described = layer_description(layer.description or "", words)
    said = " · ".join(p for p in (layer.label, described) if p)
    if layer.parent is None:
        whole = "" if layer.format in _WITHOUT_PLACE else words.text(N_("whole medium"))
        return said or whole or _kind(layer, words)
    return numbered_name(layer.id, said or coded(LAYER_LABELS, layer.kind, words))


def _kind(layer: Source, words: Translator) -> str:
    if layer.format in _WITHOUT_PLACE:
        return coded(FORMAT_LABELS, layer.format or "", words)
    return coded(LAYER_LABELS, layer.kind, words)
