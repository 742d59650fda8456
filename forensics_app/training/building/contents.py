"""The bytes of each file of a recipe, its texts filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

from forensics_app.training.folder.recipe import Cell, Database, FileRecipe, Mail, Member, Picture
from forensics_app.training.making import documents, pictures
from forensics_app.training.making.database import Table, Value, database
from forensics_app.training.making.exif_block import Exif, insert
from forensics_app.training.making.zip_archive import zip_archive
from forensics_app.training.words import fill

MOST_BYTES = 64 << 20
_WEBKIT_EPOCH_S = 11_644_473_600  # from 1601-01-01 to 1970-01-01


def contents_of(files: list[FileRecipe], values: Mapping[str, str], *, seed: str) -> dict[str, bytes]:
    """Content by the ids of files. Copies may stand before what they copy.

    Raises KeyError for an unknown field or id, ValueError for a value that is none, RecursionError for a
    copy of itself.
    """
    by_id = {file.id: file for file in files}
    made: dict[str, bytes] = {}

    def content(file_id: str) -> bytes:
        if file_id not in made:
            made[file_id] = _bounded(_content(by_id[file_id]), file_id)
        return made[file_id]

    def _content(file: FileRecipe) -> bytes:
        if file.copy_of is not None:
            return content(fill(file.copy_of, values))
        if file.mail is not None:
            attached = (fill(one.attached, values) for one in file.mail if one.attached)
            _refuse_more(sum(len(content(one)) for one in attached), file.id)
            return _mail(file.mail)
        if file.archive is not None:
            at = seconds(file.modified, values)
            members = [(fill(one.path, values), _member(one), at) for one in file.archive]
            _refuse_more(sum(len(data) for _, data, _ in members), file.id)
            return zip_archive(members)
        return _own_content(file, values, seed)

    def _mail(messages: list[Mail]) -> bytes:
        return documents.mbox([_message(one, number) for number, one in enumerate(messages, 1)])

    def _message(one: Mail, number: int) -> tuple[str, bytes]:
        at = moment(one.date, values)
        sender = fill(one.sender, values)
        address = sender.rpartition("<")[2].rstrip(">")
        attached = (
            (fill(one.attached_as, values), content(fill(one.attached, values))) if one.attached else None
        )
        message = documents.mail(
            sender=sender,
            to=fill(one.to, values),
            subject=fill(one.subject, values),
            date=format_datetime(at),
            body=fill(one.body, values),
            message_id=f"{number}.{int(at.timestamp())}@demo.example",
            attached=attached,
        )
        return f"{address} {at.astimezone(UTC).strftime('%a %b %d %H:%M:%S %Y')}", message

    def _member(member: Member) -> bytes:
        if member.copy_of is not None:
            return content(fill(member.copy_of, values))
        return fill(member.text or "", values).encode()

    return {file.id: content(file.id) for file in files}


def _bounded(data: bytes, file_id: str) -> bytes:
    _refuse_more(len(data), file_id)
    return data


def _refuse_more(size: int, file_id: str) -> None:
    """An archive of archives of copies grows without end."""
    if size > MOST_BYTES:
        raise ValueError(f"{file_id}: more than {MOST_BYTES} bytes")


def moment(text: str, values: Mapping[str, str]) -> datetime:
    """A time with its offset. Raises ValueError for one without."""
    at = datetime.fromisoformat(fill(text, values))
    if at.tzinfo is None:
        raise ValueError(f"{text}: no offset from UTC")
    return at


def seconds(text: str, values: Mapping[str, str]) -> int:
    """The same in seconds since 1970, UTC."""
    return int(moment(text, values).timestamp())


def _own_content(file: FileRecipe, values: Mapping[str, str], seed: str) -> bytes:
    if file.text is not None:
        return fill(file.text, values).encode()
    if file.lines is not None:
        return "".join(fill(line, values) + "\n" for line in file.lines).encode()
    if file.pdf is not None:
        return documents.pdf(*(fill(line, values) for line in file.pdf))
    if file.docx is not None:
        return documents.docx(*(fill(line, values) for line in file.docx))
    if file.database is not None:
        return _database(file.database, values)
    if file.picture is not None:
        return _picture(file.picture, values, f"{seed}/{file.id}")
    if file.noise_kib is not None:
        return b"DEMO\n" + hashlib.shake_256(f"{seed}/{file.id}".encode()).digest(file.noise_kib * 1024 - 5)
    if file.program is not None:
        return documents.windows_program() if file.program == "windows" else documents.elf_program()
    raise ValueError(f"{file.id}: no content")


def _database(recipe: Database, values: Mapping[str, str]) -> bytes:
    tables = [
        Table(table.name, tuple(table.columns), [[_cell(cell, values) for cell in row] for row in table.rows])
        for table in recipe.table
    ]
    return database(tables, deleted=recipe.deleted)


def _cell(cell: Cell, values: Mapping[str, str]) -> Value:
    if isinstance(cell, str):
        return fill(cell, values)
    if not isinstance(cell, dict):
        return cell
    ((unit, text),) = cell.items()
    at = moment(text, values).timestamp()
    match unit:
        case "unix_s":
            return int(at)
        case "unix_ms":
            return int(at * 1000)
        case "webkit_us":
            return int((at + _WEBKIT_EPOCH_S) * 1_000_000)
    raise ValueError(f"{unit}: no unit of time")


def _picture(recipe: Picture, values: Mapping[str, str], seed: str) -> bytes:
    jpeg = pictures.picture(recipe.scene, seed)
    if recipe.taken is None:
        return jpeg
    taken = datetime.fromisoformat(fill(recipe.taken, values))
    position = None
    if recipe.latitude is not None and recipe.longitude is not None:
        position = tuple(
            round(float(fill(one, values)) * 10_000) for one in (recipe.latitude, recipe.longitude)
        )
    gps = moment(recipe.gps_time, values).astimezone(UTC) if recipe.gps_time else None
    exif = Exif(
        recipe.make,
        recipe.model,
        taken.strftime("%Y:%m:%d %H:%M:%S"),
        fill(recipe.offset, values) if recipe.offset else None,
        (position[0], position[1]) if position else None,
        gps,
    )
    return insert(jpeg, exif)
