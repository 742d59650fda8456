"""Which tests are bound to Linux and macOS: marked `posix` when they are collected, skipped elsewhere.

A module is bound when it names what Windows lacks, or starts tools by a shell; nothing has to be remembered
when a test is written. `pytest -m posix` runs them alone, `-m "not posix"` what runs anywhere.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

import pytest

_BOUND = re.compile(
    r"\b(?:import fcntl|import resource\b|os\.(?:fork|mkfifo|symlink|link|chmod|getuid|geteuid|setxattr|pread"
    r"|pwrite|killpg|mknod|umask|pipe2|O_NOATIME|O_DIRECTORY|sched_\w+)"
    r"|signal\.SIG(?:KILL|STOP|ALRM|CONT)|pidfd_\w+|memfd_create|require_judge|start_new_session|pass_fds)\b"
    r"|\.(?:symlink_to|hardlink_to|chmod)\(|[\"'](?:/proc/|/dev/|/bin/|bash\b)"
)


def mark(items: list[pytest.Item]) -> None:
    """Mark what is bound, with the word that binds it, and skip it where that word means nothing."""
    for item in items:
        word = binding_word(item.path)
        if word is not None:
            item.add_marker(pytest.mark.posix)
            if sys.platform == "win32":
                item.add_marker(pytest.mark.skip(reason=f"bound to Linux or macOS by {word}"))


@cache
def binding_word(module: Path) -> str | None:
    found = _BOUND.search(module.read_text(encoding="utf-8")) if module.suffix == ".py" else None
    return None if found is None else found.group().strip("\"'(.")
