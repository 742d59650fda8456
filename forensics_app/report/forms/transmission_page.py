"""The record of a transmission as a page in one language, as HTML or PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape

from forensics_app.i18n.answering import transmission as labels
from forensics_app.i18n.place_names import country_name
from forensics_app.i18n.request_words import field_label, instrument_label
from forensics_app.i18n.translator import N_, Translator
from forensics_app.model.answering.transmission import Party, Transmission
from forensics_app.model.names import visible
from forensics_app.model.request import RequestField
from forensics_app.report.layout.html_frame import html_page
from forensics_app.report.layout.typesetting_process import typeset

_Line = tuple[str, str, bool]


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
        (text(labels.SENT_AT), f"{record.time_utc} ({record.local_offset})", True),
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


def transmission_html(page: TransmissionPage, words: Translator) -> bytes:
    """UTF-8. `words`: the language that the page was made in."""
    return html_page(
        _body(page),
        title=page.title,
        style="form",
        language=words.language,
        right_to_left=words.right_to_left,
    )


def transmission_pdf(page: TransmissionPage, *, language: str, printed: datetime) -> bytes:
    """The page as PDF/A. Raises TypesettingFailedError."""
    return typeset("transmission", asdict(page), lang=language, created=printed)


def _body(page: TransmissionPage) -> Iterator[str]:
    yield f'<header><h1>{escape(page.title)}</h1><p class="muted">{escape(page.note)}</p></header>'
    yield from _table(page.facts)
    yield f"<h2>{escape(page.files_title)}</h2>"
    for name, lines in page.files:
        yield f"<h3>{escape(name)}</h3>"
        yield from _table(lines)


def _table(lines: tuple[_Line, ...]) -> Iterator[str]:
    yield "<table>"
    for label, value, machine in lines:
        shown = f"<code>{escape(value)}</code>" if machine else escape(value)
        yield f'<tr><th scope="row">{escape(label)}</th><td>{shown}</td></tr>'
    yield "</table>"


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
