"""The record of a transmission as a page in one language, or in two side by side, as HTML or PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape

from forensics_app.i18n.answering import transmission as labels
from forensics_app.i18n.place_names import country_name
from forensics_app.i18n.request_words import field_label, instrument_label
from forensics_app.i18n.translator import N_, Translator
from forensics_app.i18n.typography.readable import readable
from forensics_app.model.answering.transmission import Party, Transmission
from forensics_app.model.names import visible
from forensics_app.model.request import RequestField
from forensics_app.report.layout.html_frame import html_page
from forensics_app.report.layout.typesetting_process import typeset

_Line = tuple[str, str, bool]
_NO_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
_PairedLine = tuple[tuple[str, ...], tuple[str, ...], bool]


@dataclass(frozen=True, slots=True)
class TransmissionPage:
    """Of `facts` and of what is said of each file, the third is true for a value of machines. A file is its
    name and its lines.
    """

    title: str
    note: str
    facts: tuple[_Line, ...]
    files_title: str
    files: tuple[tuple[str, tuple[_Line, ...]], ...]


@dataclass(frozen=True, slots=True)
class _PairedPage:
    """The same in each language of `langs`, in their order; a value that all share stands once."""

    langs: tuple[str, ...]
    title: tuple[str, ...]
    note: tuple[str, ...]
    facts: tuple[_PairedLine, ...]
    files_title: tuple[str, ...]
    files: tuple[tuple[str, tuple[_PairedLine, ...]], ...]


def transmission_page(record: Transmission, json_sha256: str, words: Translator) -> TransmissionPage:
    """What stands on the page; nothing for what is not recorded."""
    text = words.text
    reason = None if record.reason is None else text(labels.REASON_LABELS[record.reason])
    order = (
        (RequestField.INSTRUMENT, instrument_label(record.order.instrument, words)),
        (RequestField.REQUESTING_REFERENCE, record.order.requesting_reference),
        (RequestField.EXECUTING_REFERENCE, record.order.executing_reference),
    )
    facts: list[tuple[str, str | None, bool]] = [
        (text(labels.MEANS), text(labels.MEANS_LABELS[record.means]), False),
        (text(labels.REASON), reason, False),
        (text(labels.CHANNEL), _shown(record.channel, words), False),
        (text(labels.LINK), record.link and visible(record.link), True),
        (text(labels.TRACKING), record.tracking and visible(record.tracking), True),
        (text(labels.PROOF), _shown(record.proof, words), False),
        (text(labels.SENDER), _party(record.sender, words), False),
        *((text(labels.RECIPIENT), _party(one, words), False) for one in record.recipients),
        *((field_label(field, words), _shown(value, words), False) for field, value in order),
        (text(labels.SENT_AT), f"{readable(record.time_utc)} ({record.local_offset})", True),
        (text(labels.AVAILABLE), _available(record, words), False),
        (text(labels.RECORDED), _recorded(record, words), False),
        (text(labels.BUNDLE), _shown(record.bundle, words), False),
        (text(N_("Seal code")), record.seal, True),
        (text(labels.JSON_DIGEST), json_sha256, True),
    ]
    return TransmissionPage(
        title=text(labels.TITLES[record.means]),
        note=text(labels.SOURCES_NOTE),
        facts=tuple((name, value, machine) for name, value, machine in facts if value),
        files_title=text(labels.FILES),
        files=tuple(
            (
                words.isolate(visible(f.name)),
                (
                    (words.size(f.size), f"{f.size} B", True),
                    ("SHA-256", f.sha256, True),
                    ("SHA-512", f.sha512, True),
                ),
            )
            for f in record.files
        ),
    )


def transmission_html(pages: Sequence[TransmissionPage], languages: Sequence[Translator]) -> bytes:
    """UTF-8. `languages`: those that the pages were made in, one or two; the first gives the direction."""
    first = languages[0]
    return html_page(
        _body(_paired(pages, languages), languages),
        title=" · ".join(page.title for page in pages),
        style="form",
        language=first.language,
        right_to_left=first.right_to_left,
    )


def transmission_pdf(
    pages: Sequence[TransmissionPage], languages: Sequence[Translator], *, printed: datetime
) -> bytes:
    """The same as PDF/A. Raises TypesettingFailedError."""
    data = asdict(_paired(pages, languages))
    return typeset("transmission", data, lang=languages[0].language, created=printed)


def _paired(pages: Sequence[TransmissionPage], languages: Sequence[Translator]) -> _PairedPage:
    return _PairedPage(
        langs=tuple(words.language for words in languages),
        title=tuple(page.title for page in pages),
        note=tuple(page.note for page in pages),
        facts=_paired_lines([page.facts for page in pages]),
        files_title=tuple(page.files_title for page in pages),
        files=tuple(
            (each[0][0], _paired_lines([lines for _, lines in each]))
            for each in zip(*(page.files for page in pages), strict=True)
        ),
    )


def _paired_lines(of_each: Sequence[Sequence[_Line]]) -> tuple[_PairedLine, ...]:
    """The same facts in each language: a record says the same in all of them."""
    return tuple(
        (_once(label for label, _, _ in line), _once(value for _, value, _ in line), line[0][2])
        for line in zip(*of_each, strict=True)
    )


def _once(texts: Iterator[str]) -> tuple[str, ...]:
    found = tuple(texts)
    return found[:1] if len({text.translate(_NO_ISOLATES) for text in found}) == 1 else found


def _body(page: _PairedPage, languages: Sequence[Translator]) -> Iterator[str]:
    title, note, files = (_each(texts, languages) for texts in (page.title, page.note, page.files_title))
    yield f'<header><h1>{title}</h1><p class="muted">{note}</p></header>'
    yield from _table(page.facts, languages)
    yield f"<h2>{files}</h2>"
    for name, lines in page.files:
        yield f"<h3>{escape(name)}</h3>"
        yield from _table(lines, languages)


def _table(lines: tuple[_PairedLine, ...], languages: Sequence[Translator]) -> Iterator[str]:
    yield "<table>"
    for names, values, machine in lines:
        shown = f"<code>{escape(values[0])}</code>" if machine else _each(values, languages)
        yield f'<tr><th scope="row">{_each(names, languages)}</th><td>{shown}</td></tr>'
    yield "</table>"


def _each(texts: tuple[str, ...], languages: Sequence[Translator]) -> str:
    """Each text on a line of its own, in its own language and direction."""
    if len(texts) == 1:
        return escape(texts[0])
    return "<br>".join(
        f'<span lang="{escape(words.language)}" dir="{"rtl" if words.right_to_left else "ltr"}">'
        f"{escape(text)}</span>"
        for text, words in zip(texts, languages, strict=True)
    )


def _shown(value: str | None, words: Translator) -> str | None:
    return words.isolate(visible(value)) if value else None


def _party(party: Party, words: Translator) -> str:
    parts = [words.isolate(visible(party.name))]
    if party.country is not None:
        parts.append(words.isolate(visible(country_name(party.country, words.language))))
    if party.contact is not None:
        parts.append(words.isolate(visible(party.contact)))
    return " · ".join(parts)


def _available(record: Transmission, words: Translator) -> str | None:
    if record.available_from is None or record.available_to is None:
        return record.available_from or record.available_to
    return words.text(labels.AVAILABLE_WORDS, first=record.available_from, last=record.available_to)


def _recorded(record: Transmission, words: Translator) -> str | None:
    if record.recorded_reference is None:
        return None
    parts = [words.isolate(visible(record.recorded_reference))]
    if record.recorded_at_utc is not None:
        parts.append(words.isolate(record.recorded_at_utc))
    return " · ".join(parts)
