"""What is said of a custody ledger: where it stops holding together, what an entry of the program is about.

The notes and digests of an entry say that in codes; a ledger may be somebody else's, so that any of them may
be anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from forensics_app.custody.chain import BreakCode, ChainBreak
from forensics_app.i18n.addenda import receipt_label
from forensics_app.i18n.labels import ADDENDUM_LABELS, MARK_LABELS
from forensics_app.i18n.translator import N_, NC_, NP_, Translator, tr
from forensics_app.i18n.typography.readable import readable
from forensics_app.model.addendum import AddendumEvent, ReceiptOutcome
from forensics_app.model.custody import NO_LANGUAGE, CustodyEvent, CustodyReason
from forensics_app.model.marks import PrivacyMark
from forensics_app.model.names import visible
from forensics_app.model.parcel import RecipientKind

_SEAL_CODE = "seal_code"
_START = 19  # characters: four groups of a digest
_HEX = re.compile(r"[0-9a-f]{64}\Z")
_ADDENDUM = re.compile(r"(?P<bundle>.+)\.(?P<event>[a-z]+)\.[0-9a-f]{8}\.asice\Z")
_COUNTED = re.compile(r"(?P<what>[a-z-]+)=(?P<count>[0-9]{1,15})\Z")
_OF = re.compile(r"(?:(?P<name>\S+) )?(?P<done>[0-9]{1,15})/(?P<all>[0-9]{1,15})(?: |\Z)")
_SHARES = re.compile(r"shares (?P<least>[0-9]{1,3})/(?P<all>[0-9]{1,3})\Z")
_HASH_SET = re.compile(r"hash-set=(?P<name>[^;]+);.*\bhits=(?P<hits>[0-9]{1,15})\b")
_BY_PASSPHRASE = RecipientKind.PASSPHRASE.value
_BUNDLES = (CustodyReason.BUNDLE_SEALED, CustodyReason.BUNDLE_WRITTEN, CustodyReason.SEALING_ABANDONED)
_ADDENDA = (CustodyReason.ADDENDUM_MADE, CustodyReason.ADDENDUM_IMPORTED)
_PARCELS = (CustodyReason.PARCEL_MADE, CustodyReason.PARCEL_RECIPIENT_ADDED)
_MARKS = (CustodyReason.ITEMS_MARKED, CustodyReason.ITEMS_UNMARKED)
_EXTRACTED = (CustodyReason.CONTENTS_EXTRACTED, CustodyReason.CONTENTS_OPENED)
_REDERIVED = (CustodyReason.CONTENTS_REDERIVED, CustodyReason.CONTENTS_NOT_REDERIVED)
_SOURCE = re.compile(r"s[0-9]+\Z")
_BEGINNINGS = frozenset(
    {CustodyReason.INGEST_BEGUN, CustodyReason.INGEST_RESUMED, CustodyReason.INGEST_EXTENDED}
)
_ENDS = frozenset(
    {
        CustodyReason.STORED_DIGESTS_AGREE,
        CustodyReason.STORED_DIGESTS_DIFFER,
        CustodyReason.INGEST_COMPLETED,
    }
)
BREAK_SENTENCES: dict[BreakCode, str] = {
    BreakCode.NOT_CANONICAL: N_("Line {sequence} of the ledger is not in canonical form ({actual})."),
    BreakCode.INVALID: N_("Line {sequence} of the ledger contains “{actual}” in the field {expected}."),
    BreakCode.SEQUENCE: N_(
        "Line {sequence} of the ledger has the number {actual}: lines were removed, inserted or moved."
    ),
    BreakCode.PREVIOUS: N_(
        "Line {sequence} of the ledger follows the hash {actual}, and the lines before it give {expected}: "
        "that line or one before it was changed."
    ),
    BreakCode.EVENT_ID_REPEATED: N_("Line {sequence} of the ledger repeats the event {actual}."),
    BreakCode.CUT: N_("The ledger ends after {actual} lines; {expected} were recorded."),
    BreakCode.HEAD: N_(
        "The first {sequence} lines of the ledger give the hash {actual}; {expected} was "
        "recorded: they were rewritten."
    ),
}


def break_sentence(broken: ChainBreak) -> str:
    """Where and how, in the current language."""
    return tr(
        BREAK_SENTENCES[broken.code],
        sequence=broken.sequence,
        expected=broken.expected or "",
        actual=broken.actual or "",
    )


def broken_sentence(broken: ChainBreak, path: Path) -> str:
    """The same, and what to do."""
    return tr(
        "The custody ledger of {path} is inconsistent. {where} Compare it with the "
        "ledger in the last sealed bundle.",
        path=path,
        where=break_sentence(broken),
    )


def bundle_names(events: Iterable[CustodyEvent]) -> dict[str, str]:
    """The names of the bundles that a ledger says were written, by their seal codes."""
    return {
        _code(event): event.notes[0].text
        for event in events
        if event.reason == CustodyReason.BUNDLE_WRITTEN and event.notes and _code(event)
    }


def sources_named(events: Sequence[CustodyEvent]) -> dict[str, tuple[str, ...]]:
    """The ids of sources by the ids of entries, which are oldest first; entries that tell none are not in it.

    An entry names the sources by the digests it bears. The beginning of a reading may bear none: it is of the
    source whose end follows it, as a case is written by one at a time.
    """
    found: dict[str, tuple[str, ...]] = {}
    following: dict[tuple[str, ...], tuple[str, ...]] = {}  # of the next entry of a reading, by its exhibits
    for event in reversed(events):
        own = _borne(event)
        if not own and event.reason in _BEGINNINGS:
            own = following.get(event.exhibits, ())
        if own:
            found[event.event_id] = own
        if event.reason in _ENDS:
            following[event.exhibits] = own
        elif event.reason in _BEGINNINGS or event.reason == CustodyReason.INGEST_STOPPED:
            following[event.exhibits] = ()
    return found


def entry_particulars(event: CustodyEvent, bundles: Mapping[str, str], words: Translator) -> tuple[str, ...]:
    """In a few words each; none where the entry knows nothing, or a person recorded it. `bundles` as
    `bundle_names` gives them: of a parcel the ledger has only the code."""
    codes = [note.text for note in event.notes if note.lang == NO_LANGUAGE]
    try:
        reason = CustodyReason(event.reason or "")
    except ValueError:
        return ()
    return tuple(_of(reason, codes, _code(event), bundles, words))


def _of(
    reason: CustodyReason, codes: list[str], code: str, bundles: Mapping[str, str], words: Translator
) -> Iterator[str]:
    first = codes[0] if codes else ""
    if reason in _BUNDLES and first:
        yield _name(first, words)
    elif reason in _ADDENDA:
        yield from _addendum(first, words)
        if codes[1:] and codes[1] in tuple(ReceiptOutcome):
            yield receipt_label(ReceiptOutcome(codes[1]), words)
    elif reason in _PARCELS:
        named = bundles.get(code)
        yield from () if named is None else (_name(named, words),)
        yield from (_recipient(one, words) for one in codes[1:])
    elif reason in _MARKS and (found := _COUNTED.match(first)):
        yield _mark(found["what"], words)
        yield words.plural(*NP_("{count} item", "{count} items"), int(found["count"]))
    elif reason in _EXTRACTED and (found := _OF.match(first)):
        yield _files(int(found["done"]), int(found["all"]), words)
    elif reason in _REDERIVED and (found := _OF.match(first)):
        yield from () if found["name"] is None else (_name(found["name"], words),)
        yield _files(int(found["done"]), int(found["all"]), words)
    elif reason is CustodyReason.HASH_SET_MATCHED and (found := _HASH_SET.match(first)):
        yield _name(found["name"], words)
        yield words.plural(*NP_("{count} hit", "{count} hits"), int(found["hits"]))
    if code and reason not in _ADDENDA:
        yield words.text(N_("seal code {code} …"), code=words.isolate(_start(code)))


def _addendum(name: str, words: Translator) -> Iterator[str]:
    found = _ADDENDUM.match(name)
    if found is None:
        return
    if found["event"] in tuple(AddendumEvent):
        yield words.text(ADDENDUM_LABELS[AddendumEvent(found["event"])])
    yield _name(found["bundle"], words)


def _recipient(said: str, words: Translator) -> str:
    shares = _SHARES.match(said)
    if shares is not None:
        return words.text(
            N_("{least} of {count} key shares"),
            least=words.number(int(shares["least"])),
            count=words.number(int(shares["all"])),
        )
    if said == _BY_PASSPHRASE:
        return words.text(NC_("recipient of a parcel", "passphrase"))
    if _HEX.match(said):
        return words.text(N_("certificate {fingerprint} …"), fingerprint=words.isolate(_start(said)))
    return _name(said, words)


def _mark(code: str, words: Translator) -> str:
    return words.text(MARK_LABELS[PrivacyMark(code)]) if code in tuple(PrivacyMark) else _name(code, words)


def _files(done: int, total: int, words: Translator) -> str:
    return words.plural(
        *NP_("{done} of {count} file", "{done} of {count} files"), total, done=words.number(done)
    )


def _name(text: str, words: Translator) -> str:
    return words.isolate(visible(text))


def _borne(event: CustodyEvent) -> tuple[str, ...]:
    digests = (*(event.digests_before or ()), *(event.digests_after or ()))
    return tuple(dict.fromkeys(name for name, _ in digests if _SOURCE.match(name)))


def _code(event: CustodyEvent) -> str:
    """The seal code that an entry bears, or ""."""
    found = next((d.sha256 for name, d in event.digests_after or () if name == _SEAL_CODE), None)
    return found if found is not None and _HEX.match(found) else ""


def _start(digest: str) -> str:
    return readable(digest)[:_START]
