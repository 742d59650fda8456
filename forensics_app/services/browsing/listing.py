"""What a case holds, as text: a table for people, JSON lines, CSV for spreadsheets, a body file for mactime.

Every form is written line by line in the catalogue's one order, so that two runs over the same case give the
same bytes and a million artifacts never stand in memory.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from forensics_app.catalog.lists.declared_zones import DeclaredZones
from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.details import omission_detail
from forensics_app.i18n.labels import label
from forensics_app.i18n.omissions import OMISSION_SENTENCES, is_doubt, omission_sentence, preview_sentence
from forensics_app.i18n.translator import Translator
from forensics_app.i18n.typography.columns import padded
from forensics_app.model.artifact import Artifact, ArtifactKind, ByteSpread, Read
from forensics_app.model.evidence import Omission
from forensics_app.model.hash_sets import HashSetHit
from forensics_app.model.names import display, gated_json, visible
from forensics_app.model.selection import ArtifactFilter, Sort
from forensics_app.model.times import EvidenceTime, TimeKind, TimeZoneKnowledge
from forensics_app.model.zones import local_moment
from forensics_app.services.browsing.browse import Browser
from forensics_app.services.cases.case import Case
from forensics_app.services.files.body_file import body_lines
from forensics_app.services.files.csv_cells import csv_line


class ListFormat(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    BODYFILE = "bodyfile"


CSV_COLUMNS = (
    "id", "exhibit", "source", "volume", "path", "name_bytes", "kind", "allocated", "size", "sha256", "sha1",
    "md5", "media_type", "modified", "accessed", "metadata_changed", "created", "inode", "extents", "read",
    "tags", "reallocated", "extent_class", "derivable", "link_target", "extension_mismatch", "note",
    "hash_sets", "entropy", "yara", "marks",
)  # fmt: skip
OMISSION_KEYS = ("code", "source", "locator", "count", "stage", "detail")
_DIGEST_DIGITS = 16


def list_artifacts(
    case: Case,
    chosen: ArtifactFilter,
    form: ListFormat,
    *,
    sort: Sort = Sort.ORDER,
    descending: bool = False,
) -> Iterator[str]:
    """Lines of the chosen artifacts, each with its line end."""
    if sort is Sort.ORDER and not descending:
        stream = case.store.artifacts.stream(chosen)
    else:
        stream = Browser(case).stream(chosen, sort, descending=descending)
    if form is ListFormat.CSV:
        yield csv_line(CSV_COLUMNS)
    if form is ListFormat.TABLE:
        yield _table_head()
    if form in (ListFormat.TABLE, ListFormat.BODYFILE):
        declared = DeclaredZones(case.store.database).of_layers()
        for artifact in stream:
            zone = declared.get(artifact.entry.locator.layer_id)
            if form is ListFormat.TABLE:
                yield _table_row(artifact, zone)
            else:
                yield from body_lines(artifact, zone)
        return
    yield from artifact_lines(stream, form)


def artifact_lines(stream: Iterator[Artifact], form: ListFormat) -> Iterator[str]:
    """Lines of artifacts in a form that needs nothing else of a case, without its head."""
    write = _WRITERS[form]
    for artifact in stream:
        yield from write(artifact)


def list_omissions(case: Case, form: ListFormat) -> Iterator[str]:
    """Lines of the omission ledger, each with its line end; a body file has no place for them."""
    yield from omission_lines(case.store.queries.omissions(), form)


def omission_lines(ledger: Iterable[Omission], form: ListFormat) -> Iterator[str]:
    """The same of any omissions."""
    if form is ListFormat.CSV:
        yield csv_line(OMISSION_KEYS)
    for omission in ledger:
        values = _omission_values(omission)
        if form is ListFormat.JSONL:
            yield (
                gated_json(json.dumps(dict(zip(OMISSION_KEYS, values, strict=True)), ensure_ascii=False))
                + "\n"
            )
        elif form is ListFormat.CSV:
            yield csv_line(values)
        else:
            yield _omission_row(omission)


def omission_table(ledger: Iterable[Omission], words: Translator) -> Iterator[str]:
    """CSV next to a report: columns and codes as `omission_lines` has them, details in the report's language;
    then `class` (`left-out`, or `doubt` where something was read) and the `reason` in that language."""
    yield csv_line((*OMISSION_KEYS, "class", "reason"))
    for one in ledger:
        *values, detail = _omission_values(one)
        shown = None if detail is None else omission_detail(detail, words)
        sentence = words.text(OMISSION_SENTENCES[one.code]) if one.code in OMISSION_SENTENCES else ""
        yield csv_line((*values, shown, "doubt" if is_doubt(one.code) else "left-out", sentence))


def artifact_object(artifact: Artifact) -> dict[str, object]:
    """The JSON object of one artifact. Sizes, offsets and lengths are decimal strings, digests hex."""
    entry, found = artifact.entry, artifact.examination
    name = entry.locator.components[-1] if entry.locator.components else b""
    return {
        "id": artifact.artifact_id,
        "exhibit": artifact.exhibit,
        "source": entry.locator.source_id,
        "volume": entry.locator.layer_id,
        "path": entry.locator.path_display(),
        "name_bytes": base64.b64encode(entry.locator.stream or name).decode("ascii"),
        "kind": entry.kind.value,
        "allocated": entry.allocated,
        "size": None if entry.size_bytes is None else str(entry.size_bytes),
        "sha256": found.digests.sha256,
        "sha1": found.digests.sha1,
        "md5": found.digests.md5,
        "media_type": found.media_type,
        "times": [_time_object(t) for t in entry.times],
        "inode": entry.inode,
        "extents": [
            [e.layer_id, None if e.offset_bytes is None else str(e.offset_bytes), str(e.length_bytes)]
            for e in entry.extents
        ],
        "read": _read_object(found.read),
        "tags": list(artifact.tags),
        "reallocated": entry.reallocated,
        "orphan": entry.orphan,
        "extent_class": entry.extent_class.value,
        "derivable": found.derivable.value,
        "link_target": None
        if entry.link_target is None
        else base64.b64encode(entry.link_target).decode("ascii"),
        "extension_mismatch": found.extension_mismatch,
        "mode": entry.mode,
        "uid": entry.uid,
        "gid": entry.gid,
        "exif": [{"tag": tag, "value": value} for tag, value in found.exif],
        "note": artifact.note,
        "hash_sets": [_hit_object(hit) for hit in artifact.hash_sets],
        "entropy": None if found.entropy is None else _entropy_object(found.entropy),
        "marks": [{"mark": m.mark.value, "reason": m.reason} for m in artifact.marks],
        "yara": [{"namespace": m.namespace, "rule": m.rule, "tags": list(m.tags)} for m in found.rules],
    }


def _entropy_object(spread: ByteSpread) -> dict[str, object]:
    return {
        "bits": f"{spread.bits:.4f}",
        "chi_square": f"{spread.chi_square:.1f}",
        "sampled_bytes": str(spread.sampled_bytes),
        "high": spread.high,
    }


def _hit_object(hit: HashSetHit) -> dict[str, object]:
    return {
        "name": hit.hash_set,
        "kind": hit.kind.value,
        "algorithm": hit.algorithm.value,
        "category": hit.category or None,
        "label": hit.label,
    }


def _time_object(time: EvidenceTime) -> dict[str, object]:
    return {
        "kind": time.kind.value,
        "raw": time.raw,
        "value": time.value,
        "precision": time.precision,
        "zone": time.zone.value,
    }


def _read_object(read: Read) -> dict[str, object]:
    return {
        "outcome": read.outcome.value,
        "gaps": [[str(g.offset_bytes), str(g.length_bytes)] for g in read.gaps],
        "reason": read.reason,
    }


def _jsonl(artifact: Artifact) -> Iterator[str]:
    yield gated_json(json.dumps(artifact_object(artifact), ensure_ascii=False, separators=(",", ":"))) + "\n"


def _csv(artifact: Artifact) -> Iterator[str]:
    values = artifact_object(artifact)
    entry = artifact.entry
    for kind in (TimeKind.MODIFIED, TimeKind.ACCESSED, TimeKind.CHANGED, TimeKind.CREATED):
        values[kind.value] = time_of(entry.times, kind)
    values["read"] = artifact.examination.read.outcome.value
    values["extents"] = " ".join(
        f"{e.layer_id or '-'}:{'-' if e.offset_bytes is None else e.offset_bytes}+{e.length_bytes}"
        for e in entry.extents
    )
    values["tags"] = " ".join(artifact.tags)
    values["hash_sets"] = "; ".join(
        f"{hit.hash_set} [{hit.category}]" if hit.category else hit.hash_set for hit in artifact.hash_sets
    )
    spread = artifact.examination.entropy
    values["entropy"] = None if spread is None else f"{spread.bits:.4f}"
    values["marks"] = "; ".join(f"{m.mark.value}: {m.reason}" for m in artifact.marks)
    values["yara"] = " ".join(f"{m.namespace}:{m.rule}" for m in artifact.examination.rules)
    values["link_target"] = None if entry.link_target is None else display(entry.link_target)
    yield csv_line(tuple(values[column] for column in CSV_COLUMNS))


def time_of(times: tuple[EvidenceTime, ...], kind: TimeKind) -> str | None:
    """The value of one time; one whose zone is unknown says so by having none."""
    return next((t.value for t in times if t.kind is kind), None)


# --- table --------------------------------------------------------------------------------------------------


def _table_head() -> str:
    heads = (
        padded(tr(NC_("column", "Id")), 16),
        padded(tr(NC_("column", "Kind")), 12),
        padded(tr(NC_("column", "Deleted")), 9),
        padded(tr(NC_("column", "Size")), 14, right=True),
        padded(tr(NC_("column", "Modified")), 20),
        padded(tr("SHA-256 (first 16)"), 18),
        tr("Volume and path"),
    )
    return "  ".join(heads) + "\n"


def _table_row(artifact: Artifact, declared: str | None) -> str:
    entry, found = artifact.entry, artifact.examination
    size = "-" if entry.size_bytes is None or entry.kind is ArtifactKind.DIRECTORY else str(entry.size_bytes)
    tags = f"  [{', '.join(artifact.tags)}]" if artifact.tags else ""
    tags += "".join(f"  [{label(m.mark)}]" for m in artifact.marks)
    modified = next((t for t in entry.times if t.kind is TimeKind.MODIFIED), None)
    cells = (
        artifact.artifact_id,
        padded(label(entry.kind), 12),
        padded(tr(NC_("column", "deleted")) if entry.deleted else "", 9),
        f"{size:>14}",
        f"{_short_time(modified, declared):<20}",
        f"{(found.digests.sha256 or '-')[:_DIGEST_DIGITS]:<18}",
        visible(f"{entry.locator.layer_id}:{entry.locator.path_display()}{tags}"),
    )
    return "  ".join(cells) + "\n"


def _short_time(time: EvidenceTime | None, declared: str | None) -> str:
    """To the second; `?` after one whose zone is unknown, `*` after one that is read in a declared zone."""
    if time is None or time.value is None:
        return "-"
    unknown = time.zone is TimeZoneKnowledge.LOCAL_UNKNOWN
    if unknown and declared is not None:
        text = local_moment(time.value, declared).text[:19]
        return f"{text}Z*" if "T" in text else f"{text}*"
    return visible(time.value)[:19] + ("?" if unknown else time.value[19:].lstrip(".0123456789"))


def omission_text(omission: Omission, *, before_reading: bool = False) -> str:
    """Where, what is missing there, and in brackets the technical detail."""
    sentence = preview_sentence(omission.code) if before_reading else omission_sentence(omission.code)
    text = current().labelled(visible(omission.locator or omission.source_id), sentence)
    return f"{text} [{omission_detail(omission.detail, current())}]" if omission.detail else text


def _omission_row(omission: Omission) -> str:
    count, stage = current().number(omission.count), padded(label(omission.stage), 10)
    return f"{count:>8}  {stage}  {omission_text(omission)}\n"


def _omission_values(omission: Omission) -> tuple[str | None, ...]:
    return (
        omission.code,
        omission.source_id,
        omission.locator,
        str(omission.count),
        omission.stage.value,
        omission.detail,
    )


_WRITERS: dict[ListFormat, Callable[[Artifact], Iterator[str]]] = {
    ListFormat.JSONL: _jsonl,
    ListFormat.CSV: _csv,
    ListFormat.BODYFILE: body_lines,
}
