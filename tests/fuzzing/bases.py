"""The undamaged images that are mutated: small, one of each container, partition table and file system."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from forensics_app.evidence.opening.open_source import open_source
from tests.made.udf import Disc, program_attribute
from tests.world.shared_data import shared

SAMPLES = Path(__file__).resolve().parent.parent / "conformance" / "samples"
_DFVFS = "testdata/log2timeline_dfvfs/test_data/"
_PLASO = "testdata/log2timeline_plaso/test_data/"
_VFS = "testdata/SecurityRonin_forensic-vfs-engine/tests/data/"
_SELF = "testdata/self-made/"


_CONTAINERS = (
    "monolithic-sparse.vmdk", "stream-optimized.vmdk", "dynamic.vhd", "dynamic.vhdx", "v2.qcow2",
    "compressed.qcow2", "extended.qcow2", "bzip2.dmg", "lzma.dmg", "image.E01",
)  # fmt: skip
_CHILDREN = {
    "child.vhd": "dynamic.vhd",
    "child.vhdx": "dynamic.vhdx",
    "child.vmdk": "monolithic-sparse.vmdk",
}


@dataclass(frozen=True, slots=True)
class Base:
    """`file`: below the samples, or below the shared data; `raw` where the bytes are those of a medium.

    `medium`: not the file itself but the medium in that container. `beside`: files it needs in its folder.
    `made`: an archive of this kind, or UDF on such a partition, made here.
    """

    file: str
    raw: bool = False
    medium: bool = False
    here: bool = False
    made: str = ""
    beside: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name that the image gets when it is written."""
        name = Path(self.file).name.removesuffix(".gz").removesuffix(".xz")
        return f"{name}.raw" if self.medium else name

    def path(self) -> Path:
        """Where the packed or plain file lies."""
        return SAMPLES / self.file if self.here else shared(self.file)

    def data(self) -> bytes:
        """The bytes of the undamaged image."""
        return _data(self)


@cache
def _data(base: Base) -> bytes:
    if base.made:
        return _udf(base.made) if base.raw else _archive(base.made)
    path = base.path()
    if base.medium:
        opened = open_source(path)
        assert not isinstance(opened, Path)
        try:
            return opened.medium.read(0, opened.medium.size_bytes)
        finally:
            opened.close()
    unpack = {".gz": gzip.decompress, ".xz": lzma.decompress}.get(path.suffix)
    return path.read_bytes() if unpack is None else unpack(path.read_bytes())


BASES = {
    # file systems
    "ext2": Base("ext2-names.raw.gz", raw=True, here=True),
    "ext4-inline": Base("ext4-inline-data.raw.gz", raw=True, here=True),
    "ext4-unwritten": Base("ext4-unwritten-extent.raw.gz", raw=True, here=True),
    "fat12-oem": Base("fat12-oem-names.raw.gz", raw=True, here=True),
    "ext2-deleted": Base(_PLASO + "ímynd.dd", raw=True),
    "ext4": Base(_SELF + "plain-ext4.raw.gz", raw=True),
    "ntfs": Base(_SELF + "plain-ntfs.raw.gz", raw=True),
    "ntfs-deleted": Base(_DFVFS + "windows_volume.qcow2", raw=True, medium=True),
    "ntfs-compressed": Base(_SELF + "ntfs-compressed-sparse-surrogate.raw.gz", raw=True),
    "ntfs-wof": Base("ntfs-wof.raw.gz", raw=True, here=True),
    "exfat": Base(_VFS + "exfat.img", raw=True),
    "fat12": Base(_VFS + "fat.img", raw=True),
    "ufs2": Base(_VFS + "ufs.img", raw=True),
    "hfs": Base(_DFVFS + "hfsplus.raw", raw=True),
    "apfs": Base(_DFVFS + "apfs.raw", raw=True),
    "iso": Base(_DFVFS + "iso9660.raw", raw=True),
    "iso-rock-ridge": Base("testdata/unpacked/libarchive__test_read_format_iso_rockridge_ce.iso", raw=True),
    # partition tables
    "mbr": Base("testdata/unpacked/dfvfs-hist__89103e38_mbr.raw", raw=True),
    "gpt": Base(_VFS + "gpt_ntfs.E01", raw=True, medium=True),
    # encryption
    "luks2": Base(_SELF + "luks2-ext4.raw.gz", raw=True),
    "bitlocker": Base(_SELF + "bde-xts128-ntfs.raw.gz", raw=True),
    # volumes and file systems of our own readers
    "xfs-v4": Base("xfs-v4.raw.gz", raw=True, here=True),
    "xfs-v5": Base("xfs-v5.raw.gz", raw=True, here=True),
    "xfs-log-v4": Base("xfs-dirty-v4.raw.xz", raw=True, here=True),
    "xfs-log-v5": Base("xfs-dirty-v5.raw.xz", raw=True, here=True),
    "ext4-journal": Base("ext4-journal.raw.gz", raw=True, here=True),
    "lvm-linear": Base("lvm-linear.raw.gz", raw=True, here=True),
    "lvm-striped": Base("lvm-striped.raw.gz", raw=True, here=True),
    **{
        f"udf-{kind}": Base(f"made-{kind}.udf", raw=True, here=True, made=kind)
        for kind in ("plain", "virtual", "sparable", "metadata")
    },
    # archives
    **{name: Base(f"made.{name}", here=True, made=name) for name in ("zip", "tar", "tgz")},
    # containers
    "E01": Base(_PLASO + "image.E01"),
    "Ex01": Base("testdata/SecurityRonin_ewf-forensic/core/tests/data/zeros_128s_compressed.Ex01"),
    "qcow2": Base(_PLASO + "image.qcow2"),
    "qcow2-compressed": Base(_SELF + "compressed.qcow2"),
    "qcow2-child": Base(_SELF + "differencing/child.qcow2", beside=(_SELF + "differencing/base.qcow2",)),
    "vmdk": Base(_PLASO + "image.vmdk"),
    "vhd-fixed": Base(_DFVFS + "ext2.vhd"),
    "vhdx": Base(_SELF + "differencing/dynamic.vhdx.gz"),
    "dmg-zlib": Base(_DFVFS + "hfsplus_zlib.dmg"),
    **{name: Base(f"containers/{name}.gz", here=True) for name in _CONTAINERS},
    **{
        name: Base(f"containers/{name}.gz", here=True, beside=(f"containers/{parent}.gz",))
        for name, parent in _CHILDREN.items()
    },
}


def _udf(kind: str) -> bytes:
    """A little of everything that UDF knows, on such a partition."""
    disc = Disc(kind=kind, revision=0x0250 if kind == "metadata" else 0x0201, blocks=160)
    for form in ("embedded", "short", "long", "extended", "pieces", "chained"):
        disc.name(disc.root, form, disc.file(form.encode() * (20 if form == "embedded" else 700), form))
    disc.name(disc.root, "holes", disc.holes(b"data"))
    disc.name(disc.root, "link", disc.link((5, "folder"), (5, "file 0")))
    folder = disc.folder(disc.root, "folder", spread=True)
    for number in range(8):
        disc.name(folder, f"file {number}", disc.file(b"%d" % number, "embedded"), number & 4)
    streams = disc.streams(disc.root)
    disc.name(streams, "stream", disc.file(b"in a stream"))
    kept = program_attribute(b"*UDF Mac FinderInfo", b"finder")
    disc.name(disc.root, "owner", disc.file(b"owner", streams=streams, attributes=kept))
    if kind == "sparable":
        disc.move_packet(32)
    return disc.image()


def _archive(kind: str) -> bytes:
    """A few small files, the same bytes every time."""
    contents = {f"d{number % 2}/é{number}.txt": b"%d\n" % number * 400 * number for number in range(6)}
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w") as packed:
            for name, data in contents.items():
                entry = zipfile.ZipInfo(name, (2026, 11, 24, 12, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED if len(data) % 3 else zipfile.ZIP_STORED
                packed.writestr(entry, data)
        return out.getvalue()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tape:
        for name, data in contents.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(data), 1_795_521_600
            tape.addfile(member, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0) if kind == "tgz" else out.getvalue()


def write(base: Base, data: bytes, folder: Path) -> Path:
    """The image, and what it needs beside it, in `folder`; the path of the image."""
    for name in base.beside:
        other = Base(name, here=base.here)
        (folder / other.name).write_bytes(other.data())
    path = folder / base.name
    path.write_bytes(data)
    return path
