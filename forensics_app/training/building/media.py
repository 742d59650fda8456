"""Volumes and media of a recipe: file systems with their files, laid out, encrypted, damaged, in a container.

Sizes and offsets in bytes. What is damaged on purpose is remembered, since truth follows from it.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from forensics_app.training.building.contents import moment, seconds
from forensics_app.training.building.draws import pick_bytes
from forensics_app.training.building.shipped import shipped_medium
from forensics_app.training.folder.recipe import EvidenceRecipe, FileRecipe, Recipe, VolumeRecipe
from forensics_app.training.making import volumes
from forensics_app.training.making.content import VolumeContent, VolumeFile, is_file_path
from forensics_app.training.making.ewf import SECTOR, Acquisition, e01
from forensics_app.training.making.exfat import ExfatFile, exfat
from forensics_app.training.making.gpt_table import BASIC_DATA, LINUX, Partition, lay_out
from forensics_app.training.making.luks import luks1
from forensics_app.training.making.tools import need_tools
from forensics_app.training.making.zip_archive import zip_archive
from forensics_app.training.words import fill

MIB = 1 << 20
FIRST_SECTOR = 2048
TOOLS = {"ntfs": volumes.NTFS_TOOLS, "ext4": volumes.EXT4_TOOLS, "fat16": volumes.FAT_TOOLS}
_SHORT_NAME = re.compile(r"[A-Z0-9_]{1,8}(?:\.[A-Z0-9_]{1,3})?\Z")


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file as it lies in the evidence.

    `path` as lists show it; `content` what can be read of it, None where that isn't what was written.
    """

    recipe: FileRecipe
    evidence: str
    path: str
    content: bytes | None
    size: int
    deleted: bool


@dataclass(slots=True)
class BuiltEvidence:
    """The bytes of each file of evidence by its name, and every file in them by its id."""

    media: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, BuiltFile] = field(default_factory=dict)


def tools_of(recipe: Recipe) -> tuple[str, ...]:
    """The programs that a build of the recipe runs."""
    kinds = dict.fromkeys(volume.file_system for volume in recipe.volume)
    return tuple(tool for kind in kinds for tool in TOOLS.get(kind, ()))


def build_media(
    recipe: Recipe, contents: Mapping[str, bytes], values: Mapping[str, str], *, seed: str, folder: Path
) -> BuiltEvidence:
    """All files of evidence; `folder` is for the tools' own files.

    Raises BuildToolsMissingError, BuildFailedError, KeyError and ValueError as `contents_of`.
    """
    need_tools(tools_of(recipe))
    built = BuiltEvidence()
    by_id = {volume.id: volume for volume in recipe.volume}
    for number, evidence in enumerate(recipe.evidence, 1):
        maker = _Maker(recipe, contents, values, f"{seed}/{evidence.file}", folder)
        if evidence.shipped is not None:
            built.media[evidence.file] = shipped_medium(evidence.shipped)
            continue
        chosen = [by_id[one] for one in evidence.volumes]
        medium = maker.medium(evidence, chosen)
        files = maker.files_of(evidence, chosen)
        if evidence.container == "e01":
            medium = _in_e01(evidence, medium, files, contents, values, f"EX-{number:03d}")
        built.media[evidence.file] = medium
        built.files |= files
    return built


class _Maker:
    def __init__(
        self,
        recipe: Recipe,
        contents: Mapping[str, bytes],
        values: Mapping[str, str],
        seed: str,
        folder: Path,
    ) -> None:
        self._recipe, self._contents, self._values = recipe, contents, values
        self._seed, self._folder = seed, folder

    def medium(self, evidence: EvidenceRecipe, chosen: list[VolumeRecipe]) -> bytes:
        if len(chosen) == 1 and not evidence.table:
            return self._volume(chosen[0], 0)
        partitions, first = [], FIRST_SECTOR
        for volume in chosen:
            content = self._volume(volume, first)
            kind = LINUX if volume.file_system == "ext4" else BASIC_DATA
            partitions.append(Partition(volume.label, kind, self._uuid(f"part {volume.id}"), first, content))
            first += -(-len(content) // MIB) * FIRST_SECTOR
        sectors = first + FIRST_SECTOR
        return bytes(lay_out(partitions, disk=self._uuid("disk"), sectors=sectors))

    def _volume(self, volume: VolumeRecipe, first_sector: int) -> bytes:
        content = self._file_system(volume, first_sector)
        if volume.luks is None:
            return content
        passphrase = fill(volume.luks, self._values).encode()
        return luks1(content, passphrase=passphrase, seed=pick_bytes(self._seed, volume.id, "luks", 32))

    def _file_system(self, volume: VolumeRecipe, first_sector: int) -> bytes:
        formatted, size = seconds(volume.formatted, self._values), volume.size_mib * MIB
        serial = pick_bytes(self._seed, volume.id, "serial", 8)
        if volume.file_system == "zip":
            members = sorted(
                (file.path, self._path(file), self._written(file), at) for file, at in self._dated(volume)
            )
            offset = moment(volume.formatted, self._values).utcoffset()
            minutes = int(offset.total_seconds()) // 60 if offset else 0
            return zip_archive(
                ((path, data, at) for _, path, data, at in members),
                offset_minutes=minutes,
                say_utc=False,
            )
        if volume.file_system == "exfat":
            files = [self._exfat_file(file, at) for file, at in self._dated(volume)]
            number = int.from_bytes(serial[:4], "little")
            folders = self._folders(volume)
            return exfat(files, folders, label=volume.label, size=size, serial=number, formatted=formatted)
        content = VolumeContent(
            volume.label,
            self._folders(volume),
            tuple(self._volume_file(f, at) for f, at in self._dated(volume)),
        )
        if volume.file_system == "ntfs":
            return volumes.ntfs(
                content,
                self._folder,
                size=size,
                first_sector=first_sector,
                serial=serial,
                formatted=formatted,
            )
        if volume.file_system == "ext4":
            return volumes.ext4(
                content, self._folder, size=size, identifier=self._uuid(volume.id), formatted=formatted
            )
        return volumes.fat16(
            content,
            self._folder,
            size=size,
            hidden_sectors=first_sector,
            serial=serial[:4].hex(),
            formatted=formatted,
        )

    def _uuid(self, label: str) -> uuid.UUID:
        return uuid.UUID(bytes=pick_bytes(self._seed, "uuid", label, 16), version=4)

    def _dated(self, volume: VolumeRecipe) -> list[tuple[FileRecipe, int]]:
        return [(f, seconds(f.modified, self._values)) for f in self._recipe.file if f.volume == volume.id]

    def _path(self, file: FileRecipe) -> str:
        """Filled in. Raises ValueError for what is no path of a file: what is drawn is in it too."""
        path = fill(file.path, self._values)
        if not is_file_path(path):
            raise ValueError(f"{file.id}: {path!r} is no path of a file")
        return path

    def _folders(self, volume: VolumeRecipe) -> tuple[str, ...]:
        paths = [PurePosixPath(self._path(file)) for file, _ in self._dated(volume)]
        above = {str(parent) for path in paths for parent in path.parents if str(parent) != "."}
        return tuple(sorted(above))

    def _deleted(self, file: FileRecipe) -> bool:
        if file.deleted_if is not None:
            one, other = (fill(text, self._values) for text in file.deleted_if)
            return one == other
        return file.deleted or file.fragmented or file.reused_by is not None

    def _written(self, file: FileRecipe) -> bytes:
        return self._contents[file.id]

    def _volume_file(self, file: FileRecipe, at: int) -> VolumeFile:
        streams = tuple((name, fill(text, self._values).encode()) for name, text in file.streams.items())
        reuser = None
        if file.reused_by is not None:
            [other] = [one for one in self._recipe.file if one.id == file.reused_by]
            reuser = self._path(other).encode()
        return VolumeFile(
            self._path(file).encode(),
            self._written(file),
            at,
            deleted=self._deleted(file),
            fragmented=file.fragmented,
            streams=streams,
            reused_by=reuser,
        )

    def _exfat_file(self, file: FileRecipe, at: int) -> ExfatFile:
        minutes: int | None = 0
        if file.zone == "none":
            minutes = None
        elif file.zone is not None:
            offset = moment(f"2026-01-01T00:00:00{file.zone}", {}).utcoffset()
            minutes = int(offset.total_seconds()) // 60 if offset else 0
        path = self._path(file)
        return ExfatFile(path, self._written(file), at, self._deleted(file), minutes)

    def files_of(self, evidence: EvidenceRecipe, chosen: list[VolumeRecipe]) -> dict[str, BuiltFile]:
        """What lies where, before any damage."""
        found = {}
        for volume in chosen:
            for file, _ in self._dated(volume):
                deleted = self._deleted(file)
                path = self._path(file)
                if deleted and volume.file_system == "fat16":
                    path = _without_first_letter(path)
                lost = file.fragmented or file.reused_by is not None
                content = None if lost else self._written(file)
                size = len(self._written(file))
                found[file.id] = BuiltFile(file, evidence.file, f"/{path}", content, size, deleted)
        return found


def _without_first_letter(path: str) -> str:
    """FAT keeps no first letter of a deleted name, but for those that have a long name beside it."""
    above, slash, name = path.rpartition("/")
    return f"{above}{slash}_{name[1:]}" if _SHORT_NAME.match(name) else path


def _in_e01(
    evidence: EvidenceRecipe,
    medium: bytes,
    files: dict[str, BuiltFile],
    contents: Mapping[str, bytes],
    values: Mapping[str, str],
    exhibit: str,
) -> bytes:
    """The medium in an E01, with the damage of the recipe; truth about the files in it follows."""
    stored_md5 = None
    if evidence.changed_later is not None:
        change = evidence.changed_later
        before, after = fill(change.hashed, values).encode(), fill(change.now, values).encode()
        if len(before) != len(after) or before == after:
            raise ValueError("changed_later: two texts of one length")
        content = contents[change.file]
        changed = content.replace(after, before, 1)
        place = _place(medium, content)
        if changed == content:
            raise ValueError("changed_later: the file does not hold the text")
        original = medium[:place] + changed + medium[place + len(content) :]
        stored_md5 = hashlib.md5(original, usedforsecurity=False).digest()
    bad = []
    for one in evidence.bad_sectors:
        first = _place(medium, contents[one.file]) // SECTOR + one.sector
        bad.append((first, one.count))
        built = files[one.file]
        files[one.file] = BuiltFile(built.recipe, built.evidence, built.path, None, built.size, built.deleted)
    acquired = Acquisition(
        fill("DEMO", values),
        evidence.exhibit or exhibit,
        "DEMO examiner",
        fill(evidence.description, values),
        "DEMO: made for training, nothing in it is real",
        seconds(evidence.acquired, values),
    )
    image = e01(medium, acquired, bad_sectors=bad, stored_md5=stored_md5)
    return image if evidence.keep_percent >= 100 else image[: len(image) * evidence.keep_percent // 100]


def _place(medium: bytes, content: bytes) -> int:
    """Where a content begins on the medium; it must lie there in one piece, on a sector, and once."""
    place = medium.find(content)
    if place < 0 or place % SECTOR or medium.find(content, place + 1) >= 0:
        raise ValueError("a file to be damaged must lie on the medium once, in one piece, on a sector")
    return place
