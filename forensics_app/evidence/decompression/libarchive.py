"""libarchive, bound by ctypes: the calls of its C interface that reading needs, and nothing else.

Loaded in worker processes only, where a fault of it costs one archive (docs/adr/0014).
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from forensics_app.errors import ForensicsError, ReadFailedError
from forensics_app.evidence.bytes.byte_source import ByteSource, read_up_to
from forensics_app.system.native_libraries import libarchive

_EOF, _OK, _WARN, _FAILED, _FATAL = 1, 0, -20, -25, -30
_BLOCK_BYTES = 64 << 10
_MOST_EMPTY = 4096  # blocks without bytes, one behind the other
_RAR5_ENCRYPTED = "Encryption is not supported"  # of headers: it counts no entry as encrypted
_ENCRYPTING = frozenset({"7zip", "rar", "rar5"})
_P, _I, _L, _S, _W = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64, ctypes.c_char_p, ctypes.c_wchar_p
_ReadCallback = ctypes.CFUNCTYPE(ctypes.c_ssize_t, _P, _P, ctypes.POINTER(_P))
_SeekCallback = ctypes.CFUNCTYPE(_L, _P, _P, _L, _I)
_SIGNATURES: dict[str, tuple[object, ...]] = {
    # name: what it returns, what it takes
    "read_new": (_P,),
    "read_free": (_I, _P),
    "read_set_read_callback": (_I, _P, _ReadCallback),
    "read_set_seek_callback": (_I, _P, _SeekCallback),
    "read_set_callback_data": (_I, _P, _P),
    "read_open1": (_I, _P),
    "read_next_header": (_I, _P, ctypes.POINTER(_P)),
    "read_data_block": (
        _I, _P, ctypes.POINTER(_P), ctypes.POINTER(ctypes.c_size_t), ctypes.POINTER(_L),
    ),
    "read_header_position": (_L, _P),
    "filter_bytes": (_L, _P, _I),
    "read_has_encrypted_entries": (_I, _P),
    "error_string": (_S, _P),
    "entry_pathname": (_S, _P), "entry_pathname_w": (_W, _P),
    "entry_symlink": (_S, _P), "entry_symlink_w": (_W, _P),
    "entry_hardlink": (_S, _P), "entry_hardlink_w": (_W, _P),
    "entry_size": (_L, _P), "entry_size_is_set": (_I, _P),
    "entry_filetype": (ctypes.c_uint, _P), "entry_perm": (ctypes.c_uint, _P),
    "entry_nlink": (ctypes.c_uint, _P),
    "entry_uid": (_L, _P), "entry_gid": (_L, _P),
    "entry_mtime": (_L, _P), "entry_mtime_nsec": (ctypes.c_long, _P), "entry_mtime_is_set": (_I, _P),
    "entry_atime": (_L, _P), "entry_atime_nsec": (ctypes.c_long, _P), "entry_atime_is_set": (_I, _P),
    "entry_ctime": (_L, _P), "entry_ctime_nsec": (ctypes.c_long, _P), "entry_ctime_is_set": (_I, _P),
    "entry_birthtime": (_L, _P), "entry_birthtime_nsec": (ctypes.c_long, _P),
    "entry_birthtime_is_set": (_I, _P),
    "entry_is_data_encrypted": (_I, _P), "entry_is_metadata_encrypted": (_I, _P),
}  # fmt: skip


class LibarchiveError(Exception):
    """libarchive refused; the argument is its own text. `encrypted` where that is why."""

    def __init__(self, text: str, *, encrypted: bool = False) -> None:
        super().__init__(text)
        self.encrypted = encrypted


@dataclass(frozen=True, slots=True)
class LibarchiveEntry:
    """One header as libarchive gives it. Times as (seconds, nanoseconds), None where unset.

    `names`: how many the file has; `header_offset` in the archive, where all headers but the first begin.
    """

    name: bytes
    file_type: int
    permissions: int
    size_bytes: int | None
    uid: int
    gid: int
    modified: tuple[int, int] | None
    accessed: tuple[int, int] | None
    changed: tuple[int, int] | None
    created: tuple[int, int] | None
    symlink: bytes | None
    hardlink: bytes | None
    encrypted: bool
    header_offset: int
    names: int


@cache
def _library() -> ctypes.CDLL | None:
    """The library with its calls declared, or None where this computer hasn't got it."""
    library = libarchive()
    for call, (returns, *takes) in () if library is None else _SIGNATURES.items():
        function = getattr(library, f"archive_{call}")
        function.restype, function.argtypes = returns, takes
    return library


class LibarchiveReader:
    """One pass over an archive. Raises LibarchiveError where libarchive refuses; ReadFailedError beneath it.

    `formats` and `filters` by libarchive's own names; `unicode`: the format's names are Unicode, not bytes.
    """

    def __init__(
        self,
        source: ByteSource,
        *,
        formats: tuple[str, ...],
        filters: tuple[str, ...] = (),
        unicode: bool,
        alive: Callable[[int], None],
    ) -> None:
        library = _library()
        if library is None:
            raise LibarchiveError("libarchive is not installed")
        self._library = library
        self._source = source
        self._unicode = unicode
        self._encrypts = not _ENCRYPTING.isdisjoint(formats)
        self._begun = False
        self._over: LibarchiveError | None = None
        self._unreadable: Exception | None = None  # why no more of the entry at hand can be read
        self._found, self._block_at, self._given = b"", 0, 0  # a block, its place, bytes given so far
        self.warning: str | None = None  # against the content at hand, such as its checksum's
        self._alive = alive
        self._position = 0
        self._failed: ForensicsError | None = None
        self._block = ctypes.create_string_buffer(_BLOCK_BYTES)
        self._entry = _P()
        # the library calls these for as long as the handle lives
        self._read_callback, self._seek_callback = _ReadCallback(self._read), _SeekCallback(self._seek)
        self._handle = library.archive_read_new()
        if not self._handle:
            raise LibarchiveError("libarchive has no memory")
        try:
            for kind, names in (("format", formats), ("filter", filters)):
                for name in names:
                    self._enable(f"archive_read_support_{kind}_{name}")
            library.archive_read_set_read_callback(self._handle, self._read_callback)
            library.archive_read_set_seek_callback(self._handle, self._seek_callback)
            # without this call, even for nothing, archive_read_open1 reads memory that was never set
            library.archive_read_set_callback_data(self._handle, None)
            self._check(library.archive_read_open1(self._handle))
            self._begun = True
        except LibarchiveError:
            self.close()
            raise

    @property
    def over(self) -> bool:
        """Whether a fatal error has ended this pass."""
        return self._over is not None

    @property
    def used_bytes(self) -> int:
        """How many bytes the format has taken: where it ends, for kinds that are read from front to back."""
        return int(self._library.archive_filter_bytes(self._handle, 0))

    @property
    def packed_bytes(self) -> int:
        """How many bytes the filter has taken, where there is one."""
        return int(self._library.archive_filter_bytes(self._handle, 1))

    def next(self) -> LibarchiveEntry | None:
        """The next header, or None at the end."""
        self._check_usable()
        self._unreadable = self.warning = None
        self._found, self._block_at, self._given = b"", 0, 0
        result = self._library.archive_read_next_header(self._handle, ctypes.byref(self._entry))
        if result == _EOF:
            return None
        self._check(result)
        get = self._get
        return LibarchiveEntry(
            name=self._text("pathname") or b"",
            file_type=get("filetype"),
            permissions=get("perm"),
            size_bytes=get("size") if get("size_is_set") else None,
            uid=get("uid"),
            gid=get("gid"),
            modified=self._time("mtime"),
            accessed=self._time("atime"),
            changed=self._time("ctime"),
            created=self._time("birthtime"),
            symlink=self._text("symlink"),
            hardlink=self._text("hardlink"),
            encrypted=bool(get("is_data_encrypted") or get("is_metadata_encrypted")),
            names=get("nlink"),
            header_offset=int(self._library.archive_read_header_position(self._handle)),
        )

    def read(self, size_bytes: int) -> bytes:
        """The entry's next bytes: fewer at its end, and before damage, where the next call raises."""
        self._check_usable()
        parts: list[bytes] = []
        missing = size_bytes
        try:
            while missing and (part := self._part(missing)):
                parts.append(part)
                missing -= len(part)
        except (LibarchiveError, ForensicsError) as e:
            self._unreadable = e
            if not parts:
                raise
        return b"".join(parts)

    def _part(self, most: int) -> bytes:
        """Some bytes, none at the end: of the block at hand, or zeros before it where the file is sparse."""
        if self._unreadable is not None:
            raise self._unreadable
        empty = 0
        while self._given >= self._block_at + len(self._found):
            empty += 1
            if empty > _MOST_EMPTY:
                raise LibarchiveError("blocks without bytes and without an end")
            found, length, offset = _P(), ctypes.c_size_t(), _L(self._given)
            result = self._library.archive_read_data_block(
                self._handle, ctypes.byref(found), ctypes.byref(length), ctypes.byref(offset)
            )
            self._alive(self._position)
            if result == _EOF:
                return b""
            if result == _WARN:
                text = self._library.archive_error_string(self._handle) or b"a warning without a word"
                self.warning = self.warning or text.decode("utf-8", "backslashreplace")
            self._check(result)
            data = ctypes.string_at(found.value, length.value) if found.value and length.value else b""
            if not data and result == _WARN:
                return b""
            self._found, self._block_at = data, max(offset.value, self._given)
        if self._given < self._block_at:
            part = bytes(min(most, self._block_at - self._given))
        else:
            inside = self._given - self._block_at
            part = self._found[inside : inside + most]
        self._given += len(part)
        return part

    def close(self) -> None:
        """Free the handle."""
        if self._handle:
            self._library.archive_read_free(self._handle)
            self._handle = None

    # --- what libarchive calls ---------------------------------------------------------------------

    def _read(self, _handle: int, _data: int, target: ctypes._Pointer[_P]) -> int:  # type: ignore[valid-type]
        try:
            block = read_up_to(self._source, self._position, _BLOCK_BYTES)
        except (
            ForensicsError
        ) as e:  # an exception can't cross the library: it is raised when the call is back
            self._failed = e
            return _FATAL
        ctypes.memmove(self._block, block, len(block))
        target[0] = ctypes.addressof(self._block)
        self._position += len(block)
        self._alive(self._position)
        return len(block)

    def _seek(self, _handle: int, _data: int, offset: int, whence: int) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._source.size_bytes}
        wanted = base.get(whence, 0) + offset
        if not 0 <= wanted <= self._source.size_bytes:
            return _FATAL
        self._position = int(wanted)
        return self._position

    def _check_usable(self) -> None:
        """After a fatal error no call is allowed but the one that frees the handle; nor after `close`."""
        if self._over is not None:
            raise self._over
        if not self._handle:
            raise LibarchiveError("closed")

    # --- calls -------------------------------------------------------------------------------------

    def _enable(self, call: str) -> None:
        function = getattr(self._library, call, None)
        if function is None:
            raise LibarchiveError(f"this libarchive lacks {call}")
        function.restype, function.argtypes = _I, (_P,)
        if function(self._handle) not in (_OK, _WARN):  # a warning: an outside program would do it
            raise LibarchiveError(f"this libarchive lacks {call}")

    def _check(self, result: int) -> None:
        if self._failed is not None:
            failed, self._failed = self._failed, None
            raise failed
        if result in (_OK, _EOF, _WARN):
            return
        text = self._library.archive_error_string(self._handle) or b"refused without a word"
        # libarchive 3.6.2 calls through a null pointer when it is asked this of LHA and its kind
        asked = self._begun and self._encrypts
        encrypted = asked and self._library.archive_read_has_encrypted_entries(self._handle) == 1
        shown = text.decode("utf-8", "backslashreplace")
        encrypted = encrypted or shown == _RAR5_ENCRYPTED
        if result <= _FATAL:
            self._over = LibarchiveError(shown, encrypted=encrypted)
        if result > _FATAL and not encrypted:
            raise ReadFailedError(detail=shown)
        raise LibarchiveError(shown, encrypted=encrypted)

    def _get(self, name: str) -> int:
        return int(getattr(self._library, f"archive_entry_{name}")(self._entry))

    def _time(self, name: str) -> tuple[int, int] | None:
        if not self._get(f"{name}_is_set"):
            return None
        return self._get(name), self._get(f"{name}_nsec")

    def _text(self, name: str) -> bytes | None:
        """Bytes where the format stores bytes, else its Unicode as UTF-8."""
        calls = [f"archive_entry_{name}_w", f"archive_entry_{name}"]
        for call in calls if self._unicode else reversed(calls):
            found: str | bytes | None = getattr(self._library, call)(self._entry)
            if found is not None:
                return found.encode("utf-8", "surrogatepass") if isinstance(found, str) else found
        return None
