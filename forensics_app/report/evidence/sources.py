"""Exhibits and media in a report: what each is, and its hashes as stored and as computed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forensics_app.i18n.details import detail_text
from forensics_app.i18n.incomplete import HASH_CUT_OFF, incomplete_words
from forensics_app.i18n.labels import FORMAT_LABELS
from forensics_app.i18n.omissions import OMISSION_SENTENCES
from forensics_app.i18n.translator import N_, NC_, NP_, Translator
from forensics_app.i18n.typography.stated_times import stated_time
from forensics_app.model.case import HashState, hashes_as_sealed
from forensics_app.model.digests import Digests
from forensics_app.model.evidence import ContainerFormat
from forensics_app.model.incomplete import IMAGE_TRUNCATED, hash_cut_off
from forensics_app.report.evidence.document import Cell, Fact, Item, Mark, Row, Section, Table
from forensics_app.report.evidence.facts import EvidenceFacts
from forensics_app.report.evidence.tally import OfExhibit, Tally
from forensics_app.report.evidence.values import Pair, coded, name, shown
from forensics_app.report.evidence.values import facts as facts_of
from forensics_app.report.evidence.volumes import more_sources, volumes_section
from forensics_app.verify.files.records import Source

MOST_SOURCES = 60
_ALGORITHMS = (("MD5", "md5"), ("SHA-1", "sha1"), ("SHA-256", "sha256"))
_NOT_COMPARABLE = HashState.NOT_COMPARABLE.value
_CUT_OFF = "cut-off"  # none is stored in what is left of an image
_OF_FOLDER = "of-folder"
_HASHES: dict[str, tuple[Mark, str]] = {
    "agree": ("yes", N_("Hashes agree")),
    "differ": ("no", N_("Hashes differ")),
    "none-stored": ("none", N_("The image contains no acquisition hash")),
    "not-computed": ("doubt", N_("Not all hashes were computed here")),
    _NOT_COMPARABLE: ("doubt", N_("Hashes can't be compared")),
    _OF_FOLDER: ("none", N_("A folder has no hash of its own; each file is hashed.")),
    _CUT_OFF: ("doubt", N_("No acquisition hash found")),
}
_WORST_FIRST = ("differ", _NOT_COMPARABLE, "not-computed", _CUT_OFF, "none-stored", _OF_FOLDER, "agree")


def source_sections(facts: EvidenceFacts, words: Translator) -> Iterator[Section]:
    """Exhibits; each medium; the volumes and areas on them."""
    sources, incomplete, read_here = facts.sources, facts.incomplete, facts.read_here
    tops = [s for s in sources if s.parent is None]
    withheld = 0 if facts.received is not None else facts.withheld
    yield _exhibits(tops, facts.tally, words, incomplete, read_here=read_here, withheld=withheld)
    for source in tops[:MOST_SOURCES]:
        yield _medium(source, words, incomplete.get(source.id, ()), read_here=read_here)
    if len(tops) > MOST_SOURCES:
        yield Section(
            words.text(NC_("heading", "Media")), paragraphs=(more_sources(len(tops) - MOST_SOURCES, words),)
        )
    if sources:
        yield volumes_section(facts, words)


def _exhibits(
    tops: Sequence[Source],
    tally: Tally,
    words: Translator,
    incomplete: Mapping[str, tuple[str | None, ...]],
    *,
    read_here: bool,
    withheld: int,
) -> Section:
    exhibits = dict.fromkeys([*(s.exhibit for s in tops), *tally.exhibits])
    rows = []
    for exhibit in exhibits:
        counted = tally.exhibits.get(exhibit, OfExhibit())
        of = [s for s in tops if s.exhibit == exhibit]
        lacking = [said for s in of if (said := incomplete_words(incomplete.get(s.id, ()), words))]
        rows.append(
            Row(
                (
                    name(exhibit, words),
                    name(", ".join(s.name.shown for s in of if s.name is not None), words),
                    Cell(words.number(counted.artifacts)),
                    Cell(words.number(counted.deleted)),
                    Cell(_media_size(of, words)),
                    Cell(words.size(counted.size_bytes)),
                    _hash_cell(
                        [(s, _state(s, incomplete.get(s.id, ()))) for s in of], words, read_here=read_here
                    ),
                ),
                tuple(Fact(words.text(N_("State of the image")), said) for said in lacking),
            )
        )
    columns = (
        NC_("column", "Exhibit"),
        NC_("column", "Evidence"),
        NC_("column", "Artifacts"),
        NC_("column", "Deleted"),
        NC_("column", "Size"),
        NC_("column", "Size of contents"),
        NC_("column", "Hashes"),
    )
    table = Table(
        tuple(map(words.text, columns)), (0, 3, 0, 0, 0, 0, 2), tuple(rows), note=_note(withheld, words)
    )
    return Section(words.text(NC_("heading", "Exhibits")), tables=(table,))


def _note(withheld: int, words: Translator) -> str:
    if not withheld:
        return ""
    said = NP_(
        "{count} withheld artifact is in none of these figures.",
        "{count} withheld artifacts are in none of these figures.",
    )
    return words.plural(*said, withheld)


def _media_size(tops: Sequence[Source], words: Translator) -> str:
    """Of the media themselves; folders and single files have none but that of their contents."""
    media = [s for s in tops if s.format not in (ContainerFormat.FOLDER, ContainerFormat.FILE)]
    return words.size(sum(int(s.length) for s in media)) if media else ""


def _hash_cell(of: Sequence[tuple[Source, str]], words: Translator, *, read_here: bool) -> Cell:
    """Of several media of one exhibit that differ in this, what holds for each."""
    states = {state for _, state in of}
    worst = next((s for s in _WORST_FIRST if s in states), None)
    if worst is None:
        return Cell("")
    mark, said = _hashes(worst, read_here=read_here)
    if len(states) == 1:
        return Cell(words.text(said), mark=mark)
    each = (
        f"{words.isolate(shown(source.id if source.name is None else source.name.shown, words))}: "
        f"{words.text(_hashes(state, read_here=read_here)[1])}"
        for source, state in of
    )
    return Cell("; ".join(each), mark=mark)


def _hashes(state: str, *, read_here: bool) -> tuple[Mark, str]:
    if state == "not-computed" and not read_here:
        return "doubt", N_("The sender did not compute all hashes")
    return _HASHES[state]


def _medium(source: Source, words: Translator, lacking: Sequence[str | None], *, read_here: bool) -> Section:
    called = source.id if source.name is None else source.name.shown
    title = words.text(N_("{exhibit}: {name}"), exhibit=source.exhibit, name=called)
    state = _state(source, lacking)
    mark, said = _hashes(state, read_here=read_here)
    items = [Item(mark, words.text(said), _explained(state, words, read_here=read_here))]
    if lacking:
        sentence = words.text(OMISSION_SENTENCES[IMAGE_TRUNCATED])
        items.append(Item("doubt", incomplete_words(lacking, words), sentence))
    return Section(
        title,
        items=tuple(items),
        facts=facts_of(_facts(source, words), words),
        tables=(_digests(source, words, read_here=read_here),) if _has_digests(source) else (),
    )


def _state(source: Source, lacking: Sequence[str | None] = ()) -> str:
    stored, computed = (Digests(d.md5, d.sha1, d.sha256) for d in (source.stored_digests, source.digests))
    if source.format == ContainerFormat.FOLDER.value and not _has_digests(source):
        return _OF_FOLDER
    state = hashes_as_sealed(HashState(source.hashes), stored, computed)
    if state is HashState.NONE_STORED and hash_cut_off(source.format, stored, lacking):
        return _CUT_OFF
    return state.value


def _explained(state: str, words: Translator, *, read_here: bool) -> str:
    said = {
        "differ": N_(
            "The data hashed at acquisition is not what was read. Find out why "
            "before relying on this exhibit."
        ),
        "agree": N_("The medium that was read matches the one hashed at acquisition."),
        _NOT_COMPARABLE: N_(
            "The hashes stored at acquisition can't be compared: parts of the medium could not be read "
            "and count as zeros in the computed ones."
        ),
        _CUT_OFF: HASH_CUT_OFF,
    }
    if not read_here:
        said["differ"] = N_(
            "According to the sender, the data hashed at acquisition is not what they read. Ask the "
            "sender why before relying on this exhibit."
        )
        said["agree"] = N_(
            "According to the sender, the medium that they read matches the one hashed at acquisition; "
            "it was not read again for this report."
        )
    return words.text(said[state]) if state in said else ""


def _facts(source: Source, words: Translator) -> Iterator[Pair]:
    yield N_("Number in the listing"), source.id, "machine"
    if source.format is not None:
        yield NC_("label", "Format"), coded(FORMAT_LABELS, source.format, words), "words"
    if source.format not in (ContainerFormat.FOLDER, ContainerFormat.FILE):
        yield NC_("label", "Size"), _bytes(source.length, words), "words"
    if source.sector_size is not None:
        yield NC_("label", "Sector"), _bytes(source.sector_size, words), "words"
    if len(source.segments) > 1:
        first, last = (shown(source.segments[at].name, words) for at in (0, -1))
        said = NP_("{count} file, {first} to {last}", "{count} files, {first} to {last}")
        yield (
            NC_("label", "Files"),
            words.plural(*said, len(source.segments), first=first, last=last),
            "words",
        )
    facts_of = source.acquisition
    if facts_of is not None:
        tool = " ".join(v for v in (facts_of.tool, facts_of.tool_version) if v)
        yield N_("Acquired by"), facts_of.examiner, "name"
        yield N_("Acquired on"), _stated(facts_of.acquired_at, words), "words"
        yield N_("Clock of the acquiring system"), _stated(facts_of.system_date, words), "words"
        yield N_("Acquired with"), tool, "name"
        yield N_("Operating system"), facts_of.operating_system, "name"
        yield NC_("label", "Model"), facts_of.model, "name"
        yield N_("Serial number"), facts_of.serial_number, "name"
        yield N_("Case number at acquisition"), facts_of.case_number, "name"
        yield N_("Evidence number at acquisition"), facts_of.evidence_number, "name"
        yield NC_("label", "Description"), facts_of.description, "name"
        yield NC_("label", "Notes"), facts_of.notes, "name"
    if not source.atime_kept:
        yield (
            N_("Access times"),
            words.text(N_("Reading may have changed the access times on this source.")),
            "words",
        )
    for note in source.notes:
        yield NC_("label", "Note"), detail_text(note, words), "words"


def _has_digests(source: Source) -> bool:
    return any(
        getattr(d, key) is not None for d in (source.digests, source.stored_digests) for _, key in _ALGORITHMS
    )


def _digests(source: Source, words: Translator, *, read_here: bool) -> Table:
    rows = []
    by = N_("Computed hash") if read_here else N_("Hash computed by the sender")
    for algorithm, key in _ALGORITHMS:
        stored, computed = getattr(source.stored_digests, key), getattr(source.digests, key)
        if stored is None and computed is None:
            continue
        mark: Mark
        if stored is None or computed is None:
            mark = "none"
            said = words.text(N_("nothing to compare with"))
        elif stored == computed:
            mark, said = "yes", words.text(N_("as stored"))
        elif _state(source) == _NOT_COMPARABLE:
            mark, said = "doubt", words.text(N_("not comparable"))
        else:
            mark, said = "no", words.text(NC_("state", "differs"))
        below = [
            Fact(words.text(label), value, "machine")
            for label, value in ((N_("Stored hash"), stored), (by, computed))
            if value is not None
        ]
        rows.append(Row((Cell(algorithm, "machine"), Cell(said, mark=mark)), tuple(below)))
    columns = (words.text(NC_("column", "Algorithm")), words.text(NC_("column", "Comparison")))
    return Table(columns, (0, 1), tuple(rows))


def _stated(moment: str | None, words: Translator) -> str | None:
    return None if moment is None else stated_time(moment, words)


def _bytes(text: str, words: Translator) -> str:
    amount = int(text)
    exact = words.plural(*NP_("{count} byte", "{count} bytes"), amount)
    return exact if amount < 1000 else f"{words.size(amount)} ({exact})"
