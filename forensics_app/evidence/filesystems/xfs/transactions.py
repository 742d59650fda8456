"""The transactions in the records of an XFS log, with their items, in the order in which they committed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from forensics_app.evidence.filesystems.xfs.log_records import Record, XfsLog, operations_of
from forensics_app.evidence.format_errors import MalformedError

_START, _COMMIT, _CONTINUED, _WAS_CONTINUED, _END, _UNMOUNT = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
_HEADER_BYTES, _MAGIC = 16, 0x5452414E
_MOST_REGIONS = 1 << 20
_MOST_OPEN_BYTES = 256 << 20


@dataclass(slots=True)
class Item:
    """One change. `regions`: what it logs; the first says of which kind it is and how many there are."""

    regions: list[bytearray] = field(default_factory=list)
    total: int = 0


@dataclass(slots=True)
class Transaction:
    """`lsn` of the record that it begins in, `order` of the bytes of its system's own numbers."""

    lsn: int
    order: str
    items: list[Item] = field(default_factory=list)
    header: bytes = b""
    size_bytes: int = 0

    def add(self, data: bytes) -> None:
        """A region, or the header before the first. Raises MalformedError."""
        if not data:
            return
        if len(self.header) < _HEADER_BYTES and not self.items:
            self._begin(data)
            return
        if not self.items or self.items[-1].total == len(self.items[-1].regions) != 0:
            self.items.append(Item())
        item = self.items[-1]
        if not item.total:
            item.total = struct.unpack_from(f"{self.order}H", data, 2)[0] if len(data) >= 4 else 0
            if not 0 < item.total <= _MOST_REGIONS:
                raise MalformedError(f"an item of {item.total} regions in the log")
        item.regions.append(bytearray(data))

    def go_on(self, data: bytes) -> None:
        """The rest of what was cut at the end of a record. Raises MalformedError."""
        if len(self.header) < _HEADER_BYTES:
            self._begin(data)
        elif not self.items or not self.items[-1].regions:
            raise MalformedError("nothing goes on in the log")
        else:
            self.items[-1].regions[-1] += data

    def _begin(self, data: bytes) -> None:
        self.header += data
        if len(self.header) >= 4 and struct.unpack_from(f"{self.order}I", self.header)[0] != _MAGIC:
            raise MalformedError("a transaction without a header in the log")
        if len(self.header) > _HEADER_BYTES:
            raise MalformedError(f"a transaction's header of {len(self.header)} bytes in the log")


def committed(log: XfsLog, records: list[Record]) -> Iterator[Transaction]:
    """What was committed. Raises MalformedError where the log contradicts itself, ReadFailedError."""
    begun: dict[int, Transaction] = {}
    for record in records:
        if not record.order:
            raise MalformedError(f"the log's record in block {record.at} is of a system that is not known")
        for tid, flags, data in operations_of(record, log.body(record, checked=False)):
            transaction = begun.get(tid)
            if transaction is None:
                if flags & _START:
                    begun[tid] = Transaction(record.lsn, record.order)
                continue
            transaction.size_bytes += len(data)
            if transaction.size_bytes > _MOST_OPEN_BYTES or len(begun) > _MOST_REGIONS:
                raise MalformedError(f"a transaction of more than {_MOST_OPEN_BYTES} bytes in the log")
            kind = flags & ~_END
            if kind & _WAS_CONTINUED:
                transaction.go_on(data)
            elif kind == _COMMIT:
                yield begun.pop(tid)
            elif kind in (0, _CONTINUED):
                transaction.add(data)
            elif kind == _UNMOUNT:
                del begun[tid]
            else:
                raise MalformedError(f"an operation with flags {flags:#x} in the log")
