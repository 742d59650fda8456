"""How the evidence was examined: which programs, how each source was read, how the program works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from forensics_app.evidence.omission_codes import OmissionCode
from forensics_app.i18n.labels import layer_description
from forensics_app.i18n.reading import reading_sentences, shadow_copy_sentence
from forensics_app.i18n.translator import N_, NC_, Translator
from forensics_app.model.evidence import LayerKind, LayerState, ShadowCopies
from forensics_app.report.evidence.document import Cell, Fact, Row, Section, Table
from forensics_app.report.evidence.facts import EvidenceFacts, NoLedger, Reading
from forensics_app.report.evidence.story import media_names
from forensics_app.report.evidence.values import name, shown
from forensics_app.verify.files.records import Source

_METHOD = (
    N_("Evidence is opened read-only, and nothing is ever written next to it."),
    N_(
        "Files are listed by reading file systems directly. Deleted files are listed as "
        "far as the file system still contains records of them."
    ),
    N_(
        "Hashes are computed over contents as returned by the file system. Bytes that "
        "can't be read count as zeros, and each such gap is recorded."
    ),
    N_(
        "Shadow copies are looked for on every NTFS volume that can be opened, whether they are to be "
        "read or not."
    ),
    N_("File types are detected from the content, not from the name."),
    N_("Names are bytes; bytes that are not valid text are shown in the form \\x00."),
)
_READING_UNKNOWN = N_(
    "How each source was read (hashes, archives, unallocated space) is in none of the sealed lists. The "
    "sender's own report may state it."
)
_KEYS_UNKNOWN = N_(
    "What kind of key opened an encrypted volume (password, recovery key, file) is not recorded."
)
_SENDERS_METHOD = N_(
    "The sender read the media, and the record of it in the bundle is the sender's own; nothing was read "
    "from them for this report. What follows is how the program named in that record works."
)


def method_section(facts: EvidenceFacts, words: Translator) -> Section:
    """How things are done, and which programs did them."""
    of = facts.ledger if facts.received is None else facts.received.ledger
    events = () if isinstance(of, NoLedger) else of.events
    tools = [f"{e.tool.name} {e.tool.version}" for e in events if e.tool is not None]
    acquired = [
        " ".join(v for v in (s.acquisition.tool, s.acquisition.tool_version) if v)
        for s in facts.sources
        if s.acquisition is not None and s.acquisition.tool
    ]
    examined = words.text(N_("Examined with") if facts.read_here else N_("Examined by the sender with"))
    tool_facts = [
        *(Fact(examined, shown(t, words), "name") for t in dict.fromkeys(tools)),
        *(Fact(words.text(N_("Acquired with")), shown(t, words), "name") for t in dict.fromkeys(acquired)),
        Fact(words.text(N_("Report created with")), facts.program, "machine"),
        *_decrypted(facts, words),
    ]
    return Section(
        words.text(N_("Method and tools")),
        intro="" if facts.read_here else words.text(_SENDERS_METHOD),
        facts=tuple(tool_facts),
        tables=tuple(_reading_tables(facts, words)),
        paragraphs=(*_on_keys(facts, words), *map(words.text, _METHOD)),
    )


def _reading_tables(facts: EvidenceFacts, words: Translator) -> Iterator[Table]:
    if facts.readings:
        yield _table([(one.sources, _sentences(one, words)) for one in facts.readings], facts, words)
    elif facts.readings is None and (told := _shadow_copies(facts)):
        yield _table(
            [((of,), (shadow_copy_sentence(read, words),)) for of, read in told.items()], facts, words
        )


def _shadow_copies(facts: EvidenceFacts) -> dict[str, ShadowCopies]:
    """By the source, what became of its shadow copies, where the sealed lists know of any."""
    snapshots = [one for one in facts.sources if one.kind == LayerKind.SNAPSHOT.value]
    read = {_top(one.id) for one in snapshots if one.state != LayerState.OMITTED.value}
    left = {_top(s) for o in facts.omissions if o.code == OmissionCode.SNAPSHOTS_NOT_READ for s in o.sources}
    left |= {_top(one.id) for one in snapshots if one.state == LayerState.OMITTED.value}
    both = {True: ShadowCopies.IN_PART, False: ShadowCopies.READ}
    return {of: both[of in left] if of in read else ShadowCopies.NOT_READ for of in sorted(read | left)}


def _top(layer_id: str) -> str:
    return layer_id.partition(".")[0]


def _table(
    said: Sequence[tuple[Sequence[str], Iterable[str]]], facts: EvidenceFacts, words: Translator
) -> Table:
    """What is said of how sources (ids) were read; those that were read alike in one row."""
    media = media_names(facts, words)
    rows = tuple(
        Row((name(", ".join(dict.fromkeys(media.get(s, s) for s in of)), words), Cell(" ".join(sentences))))
        for of, sentences in said
    )
    columns = (words.text(NC_("column", "Evidence")), words.text(N_("Reading options")))
    return Table(columns, (1, 3), rows)


def _sentences(one: Reading, words: Translator) -> Iterator[str]:
    asked = one.request
    yield from reading_sentences(
        words,
        digests=asked.algorithms,
        media_types=asked.media_types,
        shadow_copies=one.shadow_copies,
        archive_depth=asked.archives.depth if asked.archives.inside else None,
        as_file=asked.archives.as_file,
        as_image=asked.archives.as_image,
        double_read=asked.double_read,
        unallocated=asked.unallocated,
        slack=asked.slack,
    )
    if asked.rules:
        named = words.listed(words.isolate(shown(rules.name, words)) for rules in asked.rules)
        yield words.text(N_("Contents are compared with the rules or words in {name}."), name=named)


def _decrypted(facts: EvidenceFacts, words: Translator) -> Iterator[Fact]:
    media = media_names(facts, words)
    for layer in _encrypted(facts):
        of = media.get(layer.id.partition(".")[0], "")
        said = " · ".join(p for p in (of, layer.id, layer_description(layer.description or "", words)) if p)
        yield Fact(words.text(NC_("label", "Decrypted volume")), shown(said, words), "name")


def _encrypted(facts: EvidenceFacts) -> list[Source]:
    return [one for one in facts.sources if one.kind == LayerKind.DECRYPTED.value]


def _on_keys(facts: EvidenceFacts, words: Translator) -> Iterator[str]:
    """What of the reading nothing says."""
    if facts.readings is None:
        yield words.text(_READING_UNKNOWN)
    if _encrypted(facts):
        yield words.text(_KEYS_UNKNOWN)
