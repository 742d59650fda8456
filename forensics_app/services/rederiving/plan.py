"""What is to be derived, in the order in which it lies on the medium, for bundles of millions of lines.

Items wait in a temporary file without a name (they hold places and digests, and no names of the evidence);
in memory are some twenty bytes for each.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Iterator
from pathlib import Path

import msgspec

from forensics_app.evidence.protocol.messages import DeriveItem
from forensics_app.services.files.new_files import disk_errors
from forensics_app.system.reads import read_exactly_at

_FOLDER = Path(os.environ.get("TMPDIR") or "/tmp")  # noqa: S108 - for messages alone

_MOST_OFFSET = (1 << 48) - 1
_LAYERS_FROM = 48  # bits of a sort key below the number of the layer
_MOST_LAYERS = (1 << 16) - 1


class DerivePlan:
    """Fill it with `add`, then take `in_disk_order` once or more. Close it after use."""

    def __init__(self) -> None:
        """Raises DiskFullError, OutputNotWritableError where there is no room for temporary files."""
        with disk_errors(_FOLDER):
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._encoder = msgspec.msgpack.Encoder()
        self._keys = array("Q")
        self._ends = array("Q")
        self._size = 0
        self._layers: dict[str, int] = {}
        self.total_bytes = 0

    def __enter__(self) -> DerivePlan:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def layers(self) -> frozenset[str]:
        """Every layer that an item has bytes in."""
        return frozenset(self._layers)

    def add(self, item: DeriveItem) -> None:
        """One more item. Raises DiskFullError, OutputNotWritableError."""
        data = self._encoder.encode(item)
        with disk_errors(_FOLDER):
            self._file.write(data)
        self._size += len(data)
        self._ends.append(self._size)
        self._keys.append(self._key(item))
        self.total_bytes += item.size_bytes

    def in_disk_order(self) -> Iterator[DeriveItem]:
        """The items by layer and by the place of their first byte there. Raises as `add`."""
        with disk_errors(_FOLDER):
            self._file.flush()
        handle = self._file.fileno()
        decoder = msgspec.msgpack.Decoder(DeriveItem)
        keys = self._keys
        order = array("Q", sorted(range(len(keys)), key=keys.__getitem__))
        for index in order:
            begin = self._ends[index - 1] if index else 0
            yield decoder.decode(read_exactly_at(handle, self._ends[index] - begin, begin))

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

    def _key(self, item: DeriveItem) -> int:
        key = None
        for extent in item.extents:
            if extent.layer_id is not None and extent.offset_bytes is not None:
                number = self._layers.setdefault(extent.layer_id, len(self._layers))
                if key is None:  # only an order: whoever claims more layers or bytes than there are is last
                    at = min(extent.offset_bytes, _MOST_OFFSET)
                    key = (min(number, _MOST_LAYERS) << _LAYERS_FROM) + at
        return key or 0
