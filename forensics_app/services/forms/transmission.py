"""The record of a transmission: what is doubtful about it, and its files: JSON, and HTML and PDF by language.

The dispatch that is signed afterwards names these files with their digests, and so binds them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from forensics_app.errors import AddendumInvalidError, CancelledError, SourceNotFoundError
from forensics_app.i18n.translator import Translator
from forensics_app.model import sealed_json
from forensics_app.model.addendum import NamedFile
from forensics_app.model.answering.transmission import (
    LEAST_DAYS,
    MOST_DAYS,
    SYSTEM_MOST_BYTES,
    Means,
    Party,
    SentFile,
    Transmission,
    TransmissionDoubt,
)
from forensics_app.model.names import is_spoofed
from forensics_app.model.progress import IsCancelled, Progress, Report, never_cancelled, silent
from forensics_app.report.forms.transmission_page import (
    transmission_html,
    transmission_page,
    transmission_pdf,
)
from forensics_app.services.files.new_files import disk_errors, write_new

TYPE = "sealwright/transmission/1"
_READ_BYTES = 1 << 20
_LONGEST = 2000
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def sent_file(path: Path, *, report: Report = silent, cancelled: IsCancelled = never_cancelled) -> SentFile:
    """Its name, its size and both digests, from one reading. Raises SourceNotFoundError, CancelledError."""
    short, long, size = hashlib.sha256(), hashlib.sha512(), 0
    try:
        with path.open("rb", buffering=0) as file:
            total = path.stat().st_size
            while piece := file.read(_READ_BYTES):
                if cancelled():
                    raise CancelledError
                short.update(piece)
                long.update(piece)
                size += len(piece)
                report(Progress("digest-files", path.name, size, max(total, size)))
    except OSError as e:
        raise SourceNotFoundError(path=str(path)) from e
    return SentFile(path.name, size, short.hexdigest(), long.hexdigest())


def usable_transmission(record: Transmission) -> Transmission:
    """The record with spaces around its texts taken away.

    Raises AddendumInvalidError for what can't stand there: control and direction characters, dates that are
    none, an availability that ends before it begins.
    """
    used = replace(
        record,
        channel=_line("channel", record.channel) or "",
        link=_line("link", record.link),
        tracking=_line("tracking", record.tracking),
        proof=_line("proof", record.proof),
        sender=_party("sender", record.sender),
        recipients=tuple(_party("recipients", one) for one in record.recipients),
        available_from=_day("available_from", record.available_from),
        available_to=_day("available_to", record.available_to),
        recorded_reference=_line("recorded_reference", record.recorded_reference),
    )
    for file in used.files:
        if not _is_text(file.name):  # JSON has no way to write it
            raise AddendumInvalidError(field="files", value=ascii(file.name)[1:-1])
    first, last = used.available_from, used.available_to
    if first is not None and last is not None and last < first:
        raise AddendumInvalidError(field="available_to", value=last)
    return used


def doubts(record: Transmission) -> Iterator[TransmissionDoubt]:
    """What is missing or unusual for the means that were used."""
    if record.order.requesting_reference is None:
        yield TransmissionDoubt.ORDER
    if record.means is Means.EU_SYSTEM:
        if sum(f.size for f in record.files) > SYSTEM_MOST_BYTES:
            yield TransmissionDoubt.TOO_LARGE
        return
    first, last = record.available_from, record.available_to
    if first is None or last is None:
        yield TransmissionDoubt.AVAILABILITY
    else:
        days = (date.fromisoformat(last) - date.fromisoformat(first)).days
        if days < LEAST_DAYS:
            yield TransmissionDoubt.SHORT
        elif days > MOST_DAYS:
            yield TransmissionDoubt.LONG
    if record.proof is None and record.tracking is None:
        yield TransmissionDoubt.PROOF
    if record.recorded_reference is None:
        yield TransmissionDoubt.RECORDED


def transmission_json(record: Transmission) -> bytes:
    """The canonical line, with its LF (docs/schemas/transmission.schema.json)."""
    return sealed_json.dump_line(
        {
            "type": TYPE,
            "bundle": record.bundle,
            "seal": record.seal,
            "means": record.means.value,
            "reason": None if record.reason is None else record.reason.value,
            "channel": record.channel,
            "link": record.link,
            "tracking": record.tracking,
            "proof": record.proof,
            "sender": _party_object(record.sender),
            "recipients": [_party_object(one) for one in record.recipients],
            "order": {
                "instrument": record.order.instrument,
                "requesting_reference": record.order.requesting_reference,
                "executing_reference": record.order.executing_reference,
            },
            "time_utc": record.time_utc,
            "local_offset": record.local_offset,
            "files": [
                {"name": f.name, "size": str(f.size), "sha256": f.sha256, "sha512": f.sha512}
                for f in record.files
            ],
            "available_from": record.available_from,
            "available_to": record.available_to,
            "recorded_reference": record.recorded_reference,
            "recorded_at_utc": record.recorded_at_utc,
        }
    )


def write_transmission(
    record: Transmission,
    folder: Path,
    languages: Sequence[Translator],
    *,
    printed: datetime,
    together: bool = False,
) -> tuple[NamedFile, ...]:
    """Write `<bundle>.transmission-<8 hex>.json`, and `.<language>.html` and `.pdf`, into `folder`;
    `together`: all `languages` side by side in one page, `.<language>-<language>.html` and `.pdf`.

    Raises OutputExistsError, OutputNotWritableError, DiskFullError, TypesettingFailedError; then those files
    that were written before stay, and no dispatch names them.
    """
    data = transmission_json(record)
    digest = hashlib.sha256(data).hexdigest()
    stem = f"{record.bundle}.transmission-{digest[:8]}"
    files = [(f"{stem}.json", data)]
    for of_page in [tuple(languages)] if together else [(words,) for words in languages]:
        pages = [transmission_page(record, digest, words) for words in of_page]
        name = f"{stem}.{'-'.join(words.language for words in of_page)}"
        files.append((f"{name}.html", transmission_html(pages, of_page)))
        files.append((f"{name}.pdf", transmission_pdf(pages, of_page, printed=printed)))
    written = []
    for name, content in files:
        path = folder / name
        with disk_errors(path):
            write_new(path, path.with_name(f"{name}.part"), content)
        written.append(NamedFile(name, len(content), hashlib.sha256(content).hexdigest()))
    return tuple(written)


def _party_object(party: Party) -> dict[str, sealed_json.JsonValue]:
    return {
        "name": party.name,
        "country": party.country,
        "contact": party.contact,
        "certificate_sha256": party.certificate_sha256,
    }


def _party(field: str, party: Party) -> Party:
    name = _line(field, party.name)
    if name is None:
        raise AddendumInvalidError(field=field, value=party.name)
    return replace(party, name=name, contact=_line(field, party.contact))


def _line(field: str, value: str | None) -> str | None:
    if value is None or not value.strip():
        return None
    if len(value) > _LONGEST or is_spoofed(value) or "\n" in value:
        raise AddendumInvalidError(field=field, value=value[:200])
    return value.strip()


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _day(field: str, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        valid = bool(_DATE.fullmatch(value)) and bool(date.fromisoformat(value))
    except ValueError:
        valid = False
    if not valid:
        raise AddendumInvalidError(field=field, value=value)
    return value
