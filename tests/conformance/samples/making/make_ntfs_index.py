"""NTFS whose folders are large, partly emptied, and full of what their index left behind; nothing is mounted.

    python3 make_ntfs_index.py CLUSTER_BYTES IMAGE

Needs mkntfs and libntfs-3g.so.89. What is in use and what was deleted is in `tests/made/ntfs_index_names.py`.
Times are set afterwards: those of the folder `recent` to 2024, all others to 2015.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[4]))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from make_ntfs_lists import DATA, FILE, FOLDER, Volume, _create, _delete, _must, _open, _shut, _units, _write

from tests.made.ntfs_index_names import DELETED, FOLDERS, LATER, MADE, content_of

_EPOCH_S = 11644473600
_SECTOR, _RECORD, _BLOCK = 512, 1024, 4096
_2015, _2024 = ((seconds + _EPOCH_S) * 10_000_000 for seconds in (1420070400, 1704067200))


class Folders(Volume):
    def make(self, path: str) -> None:
        above, _, name = path.rpartition("/")
        folder = self.inode("/" + above)
        made = _create(folder, 0, *_units(name), FOLDER if path in FOLDERS else FILE)
        _must(bool(made))
        if path not in FOLDERS:
            stream, value = _open(made, DATA, None, 0), content_of(path)
            _must(_write(stream, 0, len(value), value) == len(value))
            _shut(stream)
        self.close(folder, made)  # the other way round would change the folder twice

    def remove(self, path: str) -> None:
        above, _, name = path.rpartition("/")
        inode, folder = self.inode("/" + path), self.inode("/" + above)
        _must(_delete(self._volume, f"/{path}".encode(), inode, folder, *_units(name)) == 0)


def _step(image: Path, what: str, paths: list[str]) -> None:
    volume = Folders(image)
    volume.close(volume.root)  # it would hold what others change
    for path in paths:
        getattr(volume, what)(path)
    volume.root = volume.inode("/")
    volume.end()


def _set_times(image: Path, begin: float) -> None:
    """Every time of the making, in records and blocks of indexes, by the folder that the name is in."""
    data = bytearray(image.read_bytes())
    low, high = (int((t + _EPOCH_S) * 10_000_000) for t in (begin - 1, time.time() + 1))
    for at in range(0, len(data), _SECTOR):
        size = {b"FILE": _RECORD, b"INDX": _BLOCK}.get(bytes(data[at : at + 4]))
        if size is None:
            continue
        block = data[at : at + size]
        usa, count = struct.unpack_from("<HH", block, 4)
        for i in range(1, count):
            block[i * _SECTOR - 2 : i * _SECTOR] = block[usa + 2 * i : usa + 2 * i + 2]
        recent = "recent".encode("utf-16-le") in block
        for place in range(0, size - 7, 8):
            if low <= struct.unpack_from("<Q", block, place)[0] <= high:
                struct.pack_into("<Q", block, place, _2024 if recent else _2015)
        for i in range(1, count):
            block[usa + 2 * i : usa + 2 * i + 2] = block[i * _SECTOR - 2 : i * _SECTOR]
            block[i * _SECTOR - 2 : i * _SECTOR] = block[usa : usa + 2]
        data[at : at + size] = block
    image.write_bytes(data)


def main() -> None:
    cluster, image = sys.argv[1], Path(sys.argv[2])
    begin = time.time()
    image.write_bytes(b"")
    os.truncate(image, 8 << 20)
    geometry = ("-c", cluster, "-s", "512", "-p", "0", "-H", "16", "-S", "63")
    subprocess.run(["mkntfs", "-q", "-F", "-f", *geometry, "-L", "index", image], check=True)
    _step(image, "make", [*FOLDERS, *MADE])
    _step(image, "remove", DELETED)
    _step(image, "make", LATER)
    _set_times(image, begin)


if __name__ == "__main__":
    main()
