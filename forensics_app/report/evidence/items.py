"""Artifacts in a report: counts, the first of them as a table, picture data, positions, times, hash sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from forensics_app.i18n.labels import HASH_SET_KIND_LABELS, KIND_LABELS, READ_LABELS
from forensics_app.i18n.translator import N_, NC_, NP_, Translator
from forensics_app.model.artifact import has_no_size
from forensics_app.model.report_parts import ReportPart
from forensics_app.model.times import EXIF_OFFSETS
from forensics_app.report.evidence.chart import time_chart
from forensics_app.report.evidence.document import Cell, Fact, Item, Row, Section, Table
from forensics_app.report.evidence.facts import EvidenceFacts, Origin, SetHits
from forensics_app.report.evidence.pictures import picture_sections
from forensics_app.report.evidence.tally import NO_CONTENT, Tally, path_of
from forensics_app.report.evidence.values import coded, machine, moment, name, shown
from forensics_app.verify.files.records import Artifact, Rule

MOST_TABLE_CHARACTERS = 120_000
_MOST_TYPES = 15
_EXIF_FIRST = (
    "Image Make", "Image Model", "EXIF BodySerialNumber", "EXIF DateTimeOriginal", "EXIF OffsetTimeOriginal",
    "Image DateTime", "Image Software", "Image Artist",
)  # fmt: skip
_OUTCOMES: Mapping[str, str] = {
    **{outcome.value: label for outcome, label in READ_LABELS.items()},
    NO_CONTENT: N_("no content to read (folders, entries without content or known by name only)"),
}
_RULES = {
    "all": N_("Everything in the case"),
    "tag": N_("Items with this tag"),
    "filter": N_("Items matching this filter"),
    "id": N_("This artifact"),
    "media": N_("The whole medium of this source"),
}
_SHOWN_OF = NP_(
    "The first {shown} of {count} are shown. All of them are in {file}.",
    "The first {shown} of {count} are shown. All of them are in {file}.",
)


def item_sections(facts: EvidenceFacts, words: Translator) -> Iterator[Section]:
    """In the order in which a reader asks."""
    tally = facts.tally
    without = facts.without
    if ReportPart.COUNTS not in without:
        yield _counts(facts, words)
    if ReportPart.ARTIFACTS not in without:
        yield _chosen(facts, words)
    if facts.pictures is not None:
        yield from picture_sections(facts.pictures, tally, words)
    if tally.with_exif.total and ReportPart.EXIF not in without:
        yield _exif(facts, words)
    if tally.with_position.total and ReportPart.POSITIONS not in without:
        yield _positions(facts, words)
    if ReportPart.TIMES not in without:
        yield _times(tally, words)
    if ReportPart.HASH_SETS not in without:
        yield _hash_sets(facts, words)


def _counts(facts: EvidenceFacts, words: Translator) -> Section:
    tally = facts.tally
    pairs = [(NC_("label", "Artifacts"), words.number(tally.artifacts))]
    if facts.origin is not Origin.CASE:
        pairs.append((N_("With content in the bundle"), words.number(tally.with_content)))
        left = int(facts.selection.not_selected)
        pairs += left_in_case(left, facts.withheld, words, read_here=facts.read_here)
    elif facts.withheld and facts.received is None:
        pairs.append((N_("Withheld, and in none of these figures"), words.number(facts.withheld)))
        pairs.append((N_("In the case in all"), words.number(int(facts.selection.catalogued))))
    pairs += [
        (N_("Size of their contents"), words.size(tally.size_bytes)),
        (NC_("label", "Deleted"), words.number(tally.deleted)),
        (N_("Extension mismatch"), words.number(tally.mismatched)),
    ]
    tables = [
        _counted(
            N_("Artifacts by kind"),
            ((coded(KIND_LABELS, k, words), n) for k, n in _ordered(tally.kinds)),
            words,
        ),
        _counted(
            N_("Read status"),
            ((coded(_OUTCOMES, k, words), n) for k, n in _ordered(tally.outcomes)),
            words,
        ),
        _counted(N_("Type by content"), _types(tally, words), words),
    ]
    counted = tuple(Fact(words.text(label), value) for label, value in pairs)
    return Section(
        words.text(N_("Summary figures")), facts=counted, tables=tuple(t for t in tables if t.rows)
    )


def left_in_case(
    not_in_bundle: int, withheld: int, words: Translator, *, read_here: bool
) -> Iterator[tuple[str, str]]:
    """What stayed in the case: not selected, or selected and withheld. The format counts both as one."""
    label = (
        N_("In the case, not selected for this bundle")
        if read_here
        else N_("In the sender's case, not selected for this bundle")
    )
    yield label, words.number(max(not_in_bundle - withheld, 0))
    if withheld:
        yield N_("Selected, but withheld from this bundle"), words.number(withheld)
        yield N_("Both together (“not_selected” in selection.json)"), words.number(not_in_bundle)


def _ordered(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _types(tally: Tally, words: Translator) -> Iterator[tuple[str, int]]:
    found = _ordered(tally.media_types)
    yield from ((shown(kind, words), count) for kind, count in found[:_MOST_TYPES])
    rest = sum(count for _, count in found[_MOST_TYPES:])
    if rest:
        yield words.text(NC_("label", "other")), rest


def _counted(title: str, pairs: Iterable[tuple[str, int]], words: Translator) -> Table:
    rows = tuple(Row((Cell(said, "name"), Cell(words.number(count)))) for said, count in pairs)
    return Table(("", words.text(NC_("column", "Count"))), (0, 1), rows, title=words.text(title))


def _chosen(facts: EvidenceFacts, words: Translator) -> Section:
    tally = facts.tally
    rules = tuple(_rule(rule, facts, words) for rule in facts.selection.rules)
    title = NC_("heading", "Artifacts") if facts.origin is Origin.CASE else N_("Selected artifacts")
    rows: list[Row] = []
    characters = 0
    for artifact in tally.listed.rows():
        row = _row(artifact, facts, words)
        characters += sum(len(c.text) for c in row.cells) + sum(len(f.value) for f in row.below)
        if rows and characters > MOST_TABLE_CHARACTERS:
            break
        rows.append(row)
    columns = (
        NC_("column", "Exhibit"),
        NC_("column", "Path"),
        NC_("column", "Kind"),
        NC_("column", "Size"),
        NC_("column", "Modified"),
    )
    table = Table(
        tuple(map(words.text, columns)),
        (0, 1, 0, 0, 0),
        tuple(rows),
        note=_left_out(len(rows), tally.listed.total, facts, words),
    )
    intro = words.text(
        N_("Tagged artifacts first, then by exhibit and path. A time without a known zone is marked “?”.")
        if facts.received is None
        else N_(
            "Artifacts tagged here first, then by exhibit and path. Tags that end in “[{reference}]” are the "
            "sender's. A time without a known zone is marked “?”."
        ),
        reference=facts.case.reference,
    )
    return Section(words.text(title), intro=intro, facts=rules, tables=(table,) if rows else ())


def _rule(rule: Rule, facts: EvidenceFacts, words: Translator) -> Fact:
    label = coded(_RULES, rule.rule, words)
    if rule.rule == "all" and facts.received is not None:
        label = words.text(N_("Everything in the received bundle"))
    if not rule.value:
        return Fact(words.text(NC_("label", "Selection")), label)
    return Fact(label, shown(rule.value, words), "machine")


def _size_words(artifact: Artifact, words: Translator) -> str:
    size = None if artifact.size is None else int(artifact.size)
    return "" if size is None or has_no_size(artifact.kind, size) else words.size(size)


def _notes(artifact: Artifact, facts: EvidenceFacts, words: Translator) -> Iterator[Fact]:
    """In a received case the sender's and the receiver's apart: the tag of each tells whose it is."""
    if not artifact.note:
        return
    kept = facts.notes.get(artifact.id)
    if facts.received is None or kept is None:
        yield _note(NC_("label", "Note"), (artifact.note,), words)
        return
    sent = [note for tag, note in kept if tag in facts.tally.senders_tags]
    own = [note for tag, note in kept if tag not in facts.tally.senders_tags]
    for label, notes in ((N_("Sender's note"), sent), (N_("Receiver's note"), own)):
        if notes:
            yield _note(label, notes, words)


def _note(label: str, notes: Iterable[str], words: Translator) -> Fact:
    """The lines of several notes; where they are one text, it has a line for each tag that has one."""
    said = " · ".join(shown(line, words) for note in notes for line in note.split("\n"))
    return Fact(words.text(label), said, "name")


def _row(artifact: Artifact, facts: EvidenceFacts, words: Translator) -> Row:
    modified = next((t for t in artifact.times if t.kind == "modified"), None)
    kind = coded(KIND_LABELS, artifact.kind, words)
    if not artifact.allocated:
        other = N_("reserved record") if artifact.reserved else N_("unallocated space")
        state = NC_("state", "deleted") if artifact.deleted else other
        kind = f"{kind} · {words.text(state)}"
    below = []
    if artifact.digests.sha256 is not None:
        below.append(Fact("SHA-256", artifact.digests.sha256, "machine"))
    if artifact.tags:
        tags = words.listed(words.isolate(shown(one, words)) for one in artifact.tags)
        below.append(Fact(words.text(NC_("label", "Tags")), tags))
    below += _notes(artifact, facts, words)
    if artifact.read.outcome in ("partial", "unreadable"):
        below.append(
            Fact(words.text(NC_("label", "Content")), coded(READ_LABELS, artifact.read.outcome, words))
        )
    return Row(
        (
            name(artifact.exhibit, words),
            machine(path_of(artifact), words),
            Cell(kind),
            Cell(_size_words(artifact, words)),
            Cell("" if modified is None else moment(modified.value, modified.zone), "machine"),
        ),
        tuple(below),
    )


def _left_out(count: int, total: int, facts: EvidenceFacts, words: Translator) -> str:
    if count >= total:
        return ""
    return words.plural(*_SHOWN_OF, total, shown=words.number(count), file=facts.whole_list)


def _exif_value(tag: str, found: Mapping[str, str], words: Translator) -> str:
    """A time says of itself whether its zone is known."""
    value = shown(found[tag], words)
    if tag not in EXIF_OFFSETS:
        return value
    offset = found.get(EXIF_OFFSETS[tag], "").strip()
    if not offset:
        return words.text(N_("{time} · zone unknown"), time=value)
    return f"{value} {shown(offset, words)}"


def _exif(facts: EvidenceFacts, words: Translator) -> Section:
    rows = []
    for artifact in facts.tally.with_exif.rows():
        found = {one.tag: one.value for one in artifact.exif}
        values = tuple(
            Fact(tag, _exif_value(tag, found, words), "name")
            for tag in _EXIF_FIRST
            if found.get(tag, "").strip()
        )
        rows.append(Row((name(artifact.exhibit, words), machine(path_of(artifact), words)), values))
    columns = (words.text(NC_("column", "Exhibit")), words.text(NC_("column", "Path")))
    table = Table(
        columns,
        (0, 1),
        tuple(rows),
        note=_left_out(len(rows), facts.tally.with_exif.total, facts, words),
    )
    intro = words.text(N_("Recorded in pictures by cameras and programs. Anyone can change it."))
    return Section(words.text(N_("Picture data (EXIF)")), intro=intro, tables=(table,))


def _positions(facts: EvidenceFacts, words: Translator) -> Section:
    rows = []
    for artifact in facts.tally.with_position.rows():
        if artifact.position is None:
            continue
        position = f"{artifact.position.latitude}, {artifact.position.longitude}"
        cells = (
            machine(position, words),
            name(artifact.exhibit, words),
            machine(path_of(artifact), words),
        )
        rows.append(Row(cells))
    columns = (N_("Latitude, longitude (degrees)"), NC_("column", "Exhibit"), NC_("column", "Path"))
    table = Table(
        tuple(map(words.text, columns)),
        (0, 0, 1),
        tuple(rows),
        note=_left_out(len(rows), facts.tally.with_position.total, facts, words),
    )
    return Section(words.text(N_("Positions in pictures")), tables=(table,))


def _times(tally: Tally, words: Translator) -> Section:
    title = words.text(NC_("heading", "Timeline"))
    chart = time_chart(tally.months, words)
    if chart is None:
        return Section(title, intro=words.text(N_("Nothing here has a time.")))
    said = []
    if tally.times_without_zone:
        said.append(
            words.plural(
                *NP_(
                    "{count} of these times has no known zone; it is counted as stored.",
                    "{count} of these times have no known zone; they are counted as stored.",
                ),
                tally.times_without_zone,
            )
        )
    if tally.other_times:
        said.append(
            words.plural(
                *NP_(
                    "{count} other time is not counted here: of an NTFS name ($FILE_NAME), a deletion or a "
                    "backup. The timeline in the program shows it too.",
                    "{count} other times are not counted here: of NTFS names ($FILE_NAME), deletions and "
                    "backups. The timeline in the program shows them too.",
                ),
                tally.other_times,
            )
        )
    intro = words.text(
        N_("When artifacts were modified, accessed, created, or their metadata changed (UTC).")
    )
    return Section(title, intro=intro, chart=chart, paragraphs=tuple(said))


def _hash_sets(facts: EvidenceFacts, words: Translator) -> Section:
    title = words.text(N_("Hash sets"))
    if facts.origin is not Origin.CASE:
        return Section(
            title,
            intro=words.text(
                N_(
                    "A bundle does not contain hits in hash sets. See the report on the "
                    "case, or compare again."
                )
            ),
        )
    hits = facts.hash_sets
    if hits is None or not hits.sets:
        return Section(title, intro=words.text(N_("This case was not compared with any hash set.")))
    return Section(title, items=tuple(_set_items(hits, words)), tables=_hit_tables(hits, facts, words))


def _set_items(hits: SetHits, words: Translator) -> Iterator[Item]:
    for one in hits.sets:
        kind = words.text(HASH_SET_KIND_LABELS[one.facts.kind])
        said = words.plural(
            *NP_(
                "{count} hit in the case; {compared} artifacts compared.",
                "{count} hits in the case; {compared} artifacts compared.",
            ),
            one.hits,
            compared=words.number(one.compared),
        )
        if not one.complete:
            said += " " + words.text(
                N_("The comparison is not complete: there may be hits that are not counted here.")
            )
        if one.accuses_empty_files:
            said += " " + words.text(
                N_(
                    "The set contains the hash of empty content, so every empty file is "
                    "a hit. This says nothing about the file."
                )
            )
        yield Item(
            "note" if one.complete else "doubt",
            f"{words.isolate(shown(one.facts.name, words))} ({kind})",
            said,
            one.facts.sha256,
        )


def _hit_tables(hits: SetHits, facts: EvidenceFacts, words: Translator) -> tuple[Table, ...]:
    if not hits.rows:
        return ()
    rows = []
    for artifact, found in hits.rows:
        sets = "; ".join(
            f"{h.hash_set} [{h.label or h.category}]" if h.category else h.hash_set for h in found
        )
        digest = artifact.digests.sha256
        below = () if digest is None else (Fact("SHA-256", digest, "machine"),)
        cells = (
            name(artifact.exhibit, words),
            machine(path_of(artifact), words),
            name(sets, words),
        )
        rows.append(Row(cells, below))
    columns = (NC_("column", "Exhibit"), NC_("column", "Path"), N_("Found in"))
    note = _left_out(len(rows), hits.total, facts, words)
    return (Table(tuple(map(words.text, columns)), (0, 2, 1), tuple(rows), note=note),)
