"""Make tests/conformance/samples/containers: the medium of ext2-names.raw in every container.

    python -m tests.made.containers.make_samples

Needs qemu-img and ewfacquire. What they write holds random identities, so a new run gives other files with
the same medium; tests compare media, never containers.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.judging.judges import find_judge
from tests.made.containers import udif, vhd, vhdx

SAMPLES = Path(__file__).resolve().parent.parent.parent / "conformance" / "samples"
OUT = SAMPLES / "containers"
CHANGED = {3000: b"\x41" * 512, 3001: b"\x42" * 512, 4000: b"\x43" * 512}  # sectors that no file uses

QEMU = {
    "monolithic-sparse.vmdk": ["vmdk", "-o", "subformat=monolithicSparse"],
    "stream-optimized.vmdk": ["vmdk", "-o", "subformat=streamOptimized"],
    "dynamic.vhd": ["vpc", "-o", "subformat=dynamic,force_size=on"],
    "fixed.vhd": ["vpc", "-o", "subformat=fixed,force_size=on"],
    "dynamic.vhdx": ["vhdx", "-o", "subformat=dynamic,block_size=1M"],
    "v3.qcow2": ["qcow2", "-o", "cluster_size=4096"],
    "v2.qcow2": ["qcow2", "-o", "compat=0.10,cluster_size=4096"],
    "compressed.qcow2": ["qcow2", "-c", "-o", "cluster_size=4096"],
    "extended.qcow2": ["qcow2", "-o", "extended_l2=on,cluster_size=16384"],
}
UDIF = {"raw.dmg": udif.RAW, "zlib.dmg": udif.ZLIB, "bzip2.dmg": udif.BZIP2, "lzma.dmg": udif.LZMA}


def main() -> None:
    """Write every sample that is defined above."""
    OUT.mkdir(exist_ok=True)
    medium = gzip.decompress((SAMPLES / "ext2-names.raw.gz").read_bytes())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "medium.raw").write_bytes(medium)
        for target, options in QEMU.items():
            _run("qemu-img", "convert", "-f", "raw", "-O", *options, "medium.raw", target, folder=folder)
        for target, kind in UDIF.items():
            udif.write_udif(folder / target, medium, kind, chunk=1 << 16)
        _ewf(folder)
        vhd.differencing(folder / "child.vhd", folder / "dynamic.vhd", CHANGED)
        linkage = vhdx.data_write_guid(folder / "dynamic.vhdx")
        keys = {"relative_path": ".\\dynamic.vhdx"}
        vhdx.differencing(folder / "child.vhdx", linkage, len(medium), CHANGED, keys=keys)
        base = "monolithic-sparse.vmdk"
        _run("qemu-img", "create", "-f", "vmdk", "-b", base, "-F", "vmdk", "child.vmdk", folder=folder)
        for sector, data in CHANGED.items():
            command = f"write -P {data[0]} {sector * 512} 512"
            _run("qemu-io", "-f", "vmdk", "-c", command, "child.vmdk", folder=folder)
        (folder / "medium.raw").unlink()
        for made in sorted(folder.iterdir()):
            packed = gzip.compress(made.read_bytes(), 9, mtime=0)
            (OUT / f"{made.name}.gz").write_bytes(packed)
            sys.stdout.write(f"{len(packed):8} {made.name}\n")


def _ewf(folder: Path) -> None:
    _run(
        *("ewfacquire", "-u", "-q", "-t", "image", "-f", "encase6", "-c", "deflate:best", "-b", "16"),
        *("-S", "1048576", "medium.raw"),
        folder=folder,
    )


def _run(program: str, *arguments: str, folder: Path) -> None:
    subprocess.run([find_judge(program) or program, *arguments], cwd=folder, check=True, capture_output=True)


if __name__ == "__main__":
    main()
