"""Make the demo's evidence anew: `make_demo_image.py [FOLDER]`; without a folder, in resources/demo/.

Writes laptop.raw.gz (EX-001: a disk with a GUID partition table, NTFS, ext4, FAT16 and a gap), stick.E01
(EX-002: a memory stick without a partition table) and expected.json: what a correct catalogue of them must
show, known from here and not from any reader of images. Needs ntfs-3g, e2fsprogs, dosfstools, mtools,
ewf-tools and PySide6.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import sys
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import story
from story import FORMATTED, Item

from forensics_app.training.making import tools, volumes
from forensics_app.training.making.content import VolumeContent
from forensics_app.training.making.gpt_table import BASIC_DATA, LINUX, SECTOR, Partition, lay_out

MIB = 1024 * 1024
SECTORS = 24 * MIB // SECTOR
NTFS_FIRST, NTFS_SIZE = 2048, 8 * MIB
GAP_FIRST, GAP_SIZE = NTFS_FIRST + NTFS_SIZE // SECTOR, 1 * MIB
EXT4_FIRST, EXT4_SIZE = GAP_FIRST + GAP_SIZE // SECTOR, 4 * MIB
FAT_FIRST, FAT_SIZE = EXT4_FIRST + EXT4_SIZE // SECTOR, 6 * MIB
STICK_SIZE = 8 * MIB


@dataclass(frozen=True, slots=True)
class Layer:
    """A file system or an area of a medium, in bytes, and what is in it."""

    name: str
    file_system: str | None
    offset: int
    length: int
    content: VolumeContent | None


def _uuid(last: int) -> uuid.UUID:
    return uuid.UUID(f"5ea1d000-0000-4000-8000-{last:012x}")


def laptop(folder: Path) -> tuple[bytes, list[Layer]]:
    ntfs = volumes.ntfs(
        story.OFFICE,
        folder,
        size=NTFS_SIZE,
        first_sector=NTFS_FIRST,
        serial=bytes.fromhex("5ea1d00000000001"),
        formatted=FORMATTED,
    )
    ext4 = volumes.ext4(story.SERVER, folder, size=EXT4_SIZE, identifier=_uuid(0x202), formatted=FORMATTED)
    fat = volumes.fat16(
        story.TRANSFER,
        folder,
        size=FAT_SIZE,
        hidden_sectors=FAT_FIRST,
        serial="5ea1d003",
        formatted=FORMATTED,
    )
    partitions = [
        Partition("Office", BASIC_DATA, _uuid(0x101), NTFS_FIRST, ntfs),
        Partition("server", LINUX, _uuid(0x102), EXT4_FIRST, ext4),
        Partition("TRANSFER", BASIC_DATA, _uuid(0x103), FAT_FIRST, fat),
    ]
    medium = lay_out(partitions, disk=_uuid(0x100), sectors=SECTORS)
    remnant = GAP_FIRST * SECTOR + 5 * SECTOR
    medium[remnant : remnant + len(story.REMNANT)] = story.REMNANT
    layers = [
        Layer("Office", "ntfs", NTFS_FIRST * SECTOR, NTFS_SIZE, story.OFFICE),
        Layer("gap", None, GAP_FIRST * SECTOR, GAP_SIZE, None),
        Layer("server", "ext4", EXT4_FIRST * SECTOR, EXT4_SIZE, story.SERVER),
        Layer("TRANSFER", "fat16", FAT_FIRST * SECTOR, FAT_SIZE, story.TRANSFER),
    ]
    return bytes(medium), layers


def stick(folder: Path) -> tuple[bytes, list[Layer]]:
    medium = volumes.fat16(
        story.STICK, folder, size=STICK_SIZE, hidden_sectors=0, serial="5ea1d004", formatted=FORMATTED
    )
    return medium, [Layer("STICK", "fat16", 0, STICK_SIZE, story.STICK)]


def write_e01(medium: bytes, folder: Path, target: Path) -> None:
    """By ewfacquire, whose header holds the time: the file differs each time, the medium in it does not."""
    raw = folder / "stick.raw"
    raw.write_bytes(medium)
    target.unlink(missing_ok=True)
    tools.run(
        "ewfacquire", "-u", "-q", "-c", "deflate:best", "-f", "encase6", "-d", "sha1", "-m", "removable",
        "-M", "physical", "-C", "DEMO-2026-0001", "-E", "EX-002", "-e", "DEMO examiner", "-D", "memory stick",
        "-N", "invented, for demonstration", "-t", target.with_suffix(""), raw, now=FORMATTED,
    )  # fmt: skip


# --- expected.json ----------------------------------------------------------------------------------


def expected_source(medium: bytes, layers: list[Layer], **facts: object) -> dict[str, object]:
    digests = {name: hashlib.new(name, medium).hexdigest() for name in ("md5", "sha1", "sha256")}
    return {
        **facts,
        "size": len(medium),
        **digests,
        "layers": [
            {
                "name": layer.name,
                "file_system": layer.file_system,
                "offset": layer.offset,
                "length": layer.length,
                "sha256": hashlib.sha256(medium[layer.offset : layer.offset + layer.length]).hexdigest(),
            }
            for layer in layers
        ],
        "artifacts": [row for layer in layers if layer.content for row in _rows(layer, layer.content)],
    }


def _rows(layer: Layer, content: VolumeContent) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for item in content.files:
        assert isinstance(item, Item)
        rows.append(_row(layer, item, item.content, stream=None))
        rows += [_row(layer, item, data, stream=name) for name, data in item.streams]
    return rows


def _row(layer: Layer, item: Item, content: bytes, *, stream: str | None) -> dict[str, object]:
    """`sha256` is of the true content, which can't be read back where `recoverable` is false.

    A deleted FAT entry has lost its first letter, unless it had a long name (`first_letter_lost`).
    """
    main = stream is None
    position = item.exif.position if item.exif and main else None
    return {
        "layer": layer.name,
        "path": item.path.decode("utf-8", "backslashreplace"),
        "path_base64": base64.b64encode(item.path).decode(),
        "stream": stream,
        "allocated": not item.deleted,
        "first_letter_lost": item.short_name and item.deleted,
        "recoverable": not item.fragmented,
        "assumed_contiguous": item.deleted and layer.file_system == "fat16",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "modified": item.modified,
        "media_types": list(item.media_types) if main else [],
        "extension_mismatch": item.mismatch and main,
        "camera": item.exif.model if item.exif and main else None,
        "position": [f"{value / 10_000:.4f}" for value in position] if position else None,
    }


def main() -> None:
    needed = (*volumes.NTFS_TOOLS, *volumes.EXT4_TOOLS, *volumes.FAT_TOOLS, "ewfacquire")
    if missing := tools.missing_tools(needed):
        sys.exit(
            f"missing: {', '.join(missing)} (apt-get install ntfs-3g e2fsprogs dosfstools mtools ewf-tools)"
        )
    default = Path(__file__).resolve().parent.parent.parent / "resources" / "demo"
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        disk, disk_layers = laptop(folder)
        memory, memory_layers = stick(folder)
        write_e01(memory, folder, target / "stick.E01")
    with (target / "laptop.raw.gz").open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(disk)
    sources = [
        expected_source(disk, disk_layers, file="laptop.raw", shipped_as="laptop.raw.gz", exhibit="EX-001"),
        expected_source(memory, memory_layers, file="stick.E01", shipped_as="stick.E01", exhibit="EX-002"),
    ]
    text = json.dumps({"sources": sources}, indent=1, ensure_ascii=True) + "\n"
    (target / "expected.json").write_text(text, encoding="ascii")
    sums = "".join(
        f"{hashlib.sha256((target / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("expected.json", "laptop.raw.gz", "stick.E01")
    )
    (target / "SHA256SUMS").write_text(sums, encoding="ascii")
    print(sums, end="")


if __name__ == "__main__":
    main()
