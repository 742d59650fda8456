"""The sealed lists beside the catalogue: sources, selection, omissions, request, blocks (section 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forensics_app.bundle.layout import BLOCK_BYTES
from forensics_app.bundle.reading.grammar import PAYLOAD
from forensics_app.model.incomplete import is_of_source, missing_bytes
from forensics_app.model.request import RequestRecord
from forensics_app.verify.collector import Findings
from forensics_app.verify.files.reading import DigestedFile
from forensics_app.verify.files.records import Blocks, Omission, Reader, Selection, Source
from forensics_app.verify.files.sealed_lists import read_lines, read_object
from forensics_app.verify.files.tree import Listed
from forensics_app.verify.lists.catalog_check import CatalogFacts
from forensics_app.verify.lists.request_record import read_record


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What the request record says of the case, and of the request itself. `form` is the version of its
    form."""

    reference: str
    title: str
    agency: str
    examiner: str
    country: str
    form: int
    record: RequestRecord


def check_sources(
    file: DigestedFile, findings: Findings, on_record: Callable[[int, Source | None], None] | None = None
) -> bool:
    """Each source and layer once, parents first. `on_record` gets each line's number and value, None for one
    that isn't in its form. True at the end. Raises FileUnreadableError, LineTooLongError.
    """
    seen: set[str] = set()
    for number, (_, source) in enumerate(read_lines(file, Reader(Source), findings), start=1):
        if on_record is not None:
            on_record(number, source)
        if source is None:
            continue
        if source.id in seen or (source.parent is not None and source.parent not in seen):
            findings.code("list-order", source.id, source.parent, file.path)
        seen.add(source.id)
    return True


def source_name(source: Source) -> str:
    """What people call it: the exhibit, and the name of its file."""
    return source.exhibit if source.name is None else f"{source.exhibit} ({source.name.display})"


def count_omissions(
    file: DigestedFile,
    findings: Findings,
    names: Mapping[str, str],
    on_record: Callable[[int, Omission | None], None] | None = None,
) -> int:
    """The sum of `count`; lines sorted by their bytes. `names` are what sources are called, by their ids;
    `on_record` as of `check_sources`.

    Raises FileUnreadableError, LineTooLongError.
    """
    total, last = 0, b""
    for number, (line, omission) in enumerate(read_lines(file, Reader(Omission), findings), start=1):
        if on_record is not None:
            on_record(number, omission)
        if omission is None:
            continue
        if line < last:
            findings.code("list-order", omission.code, None, file.path)
        last = line
        total += int(omission.count)
        if is_of_source(omission.code, omission.locator, omission.source):
            missing = missing_bytes([omission.detail])
            much = (omission.detail or "?") if missing is None else f"{missing} bytes"
            name = names.get(omission.source, omission.source)
            findings.code("source-incomplete", omission.source, name, much)
    return total


def check_selection(file: DigestedFile, catalog: CatalogFacts | None, findings: Findings) -> Selection | None:
    """Its counts are those of the catalogue. None where it isn't in its form. Raises FileUnreadableError."""
    selection = read_object(file, Reader(Selection), findings)
    if selection is None:
        return None
    if catalog is not None:
        selected, without_content = str(catalog.lines), str(catalog.without_content)
        if selection.selected != selected:
            findings.code("count-differs", f"{file.path} selected", selected, selection.selected)
        if selection.without_content != without_content:
            findings.code(
                "count-differs", f"{file.path} without_content", without_content, selection.without_content
            )
    if int(selection.selected) + int(selection.not_selected) != int(selection.catalogued):
        findings.code(
            "count-differs",
            f"{file.path} catalogued",
            str(int(selection.selected) + int(selection.not_selected)),
            selection.catalogued,
        )
    return selection


def read_request(file: DigestedFile, findings: Findings) -> RequestFacts | None:
    """Who asks for what, as far as a verdict shows it. Raises FileUnreadableError."""
    read = read_record(file, findings)
    if read is None:
        return None
    case = read.case
    return RequestFacts(
        case.reference,
        case.title,
        case.agency,
        case.examiner,
        case.country,
        form=read.version,
        record=read.record,
    )


def check_blocks(file: DigestedFile, listed: Listed, findings: Findings) -> None:
    """One line for every payload file over 1 MiB, with one digest a block; of a missing one whose size the
    catalogue gives, too.

    Raises FileUnreadableError, LineTooLongError.
    """
    last, count = "", 0
    for _, blocks in read_lines(file, Reader(Blocks), findings):
        if blocks is None:
            continue
        size = int(blocks.size)
        if blocks.path <= last:
            findings.code("list-order", blocks.path, last, file.path)
        last = blocks.path
        position = listed.tree.table.position(blocks.path)
        sealed = listed.missing_sizes.get(blocks.path) if position is None else listed.tree.sizes[position]
        if size <= BLOCK_BYTES or len(blocks.blake3) != -(-size // BLOCK_BYTES):
            findings.code("blocks-list", blocks.path)
        elif sealed is None:
            if not listed.names(blocks.path):
                findings.code("blocks-list", blocks.path)
        else:
            count += 1
            if sealed != size:
                findings.code("blocks-list", blocks.path, str(sealed), blocks.size)
    wanted = sum(
        1
        for position, path in enumerate(listed.tree.table)
        if path.startswith(PAYLOAD)
        and listed.tree.sizes[position] > BLOCK_BYTES
        and listed.digest(position) is not None
    ) + sum(1 for size in listed.missing_sizes.values() if size > BLOCK_BYTES)
    if count != wanted:
        findings.code("blocks-list", file.path, str(wanted), str(count))
