"""Windows that are read one after the other don't have their memory mapped anew each time."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

_PAGES = """
import resource, sys
from forensics_app.evidence.processes.heap import keep_freed_memory
held = keep_freed_memory() if sys.argv[1] == "kept" else False
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(200):
    window = bytes(4 << 20) + b"x"
    del window
print(held, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def _page_faults(how: str) -> tuple[str, int]:
    done = subprocess.run([sys.executable, "-c", _PAGES, how], capture_output=True, text=True, check=True)
    held, faults = done.stdout.split()
    return held, int(faults)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc's allocator is told")
def test_windows_of_megabytes_are_not_mapped_anew() -> None:
    held, kept = _page_faults("kept")
    _, given_back = _page_faults("given back")
    assert held == "True"
    assert given_back > 100 * 1000  # a thousand pages each time
    assert kept < given_back / 10
