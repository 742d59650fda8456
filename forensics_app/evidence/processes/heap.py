"""Keeping the memory of read windows instead of giving it back after each one.

glibc takes blocks of 128 KiB and more from the kernel one by one and gives each back when it is freed. A
worker reads windows of megabytes one after the other, and every one of them would have its pages mapped and
zeroed anew: on an E01 as much as a tenth of all processor time, and far more where a virtual machine has to
get the pages from its host first. Elsewhere (musl, macOS, Windows) nothing is changed.
"""

from __future__ import annotations

import ctypes
import platform

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h, M_*
_WINDOW_BYTES = 32 << 20  # the most that glibc takes from its heap
_KEPT_BYTES = 64 << 20
_LARGE_BYTES = 1 << 20


def keep_freed_memory() -> bool:
    """Let blocks up to 32 MiB come from the heap, and leave up to 64 MiB free there. Whether that holds."""
    if platform.libc_ver()[0] != "glibc":
        return False
    libc = ctypes.CDLL(None)
    mapped, trimmed = libc.mallopt(_MMAP_THRESHOLD, _WINDOW_BYTES), libc.mallopt(_TRIM_THRESHOLD, _KEPT_BYTES)
    return bool(mapped and trimmed)


def give_freed_memory_back() -> None:
    """The opposite, for images in chunks of many megabytes: each block of 1 MiB and more goes back at once.

    Unpacking such a chunk takes longer than getting its memory, and 64 MiB of each worker would be kept.
    """
    if platform.libc_ver()[0] == "glibc":
        libc = ctypes.CDLL(None)
        libc.mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
        libc.mallopt(_TRIM_THRESHOLD, _LARGE_BYTES)
        libc.malloc_trim(0)
