"""A worker that opens a source ahead says nothing, whatever happens: its parent waits for no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics_app.evidence.containers.incomplete import REFUSED, Incomplete
from forensics_app.evidence.protocol.messages import Prepare
from forensics_app.evidence.worker.session import Session


@pytest.mark.parametrize("error", [MemoryError, ValueError, OSError])
def test_nothing_is_raised(error: type[Exception]) -> None:
    def opener(path: Path, incomplete: Incomplete = REFUSED) -> Path:
        raise error

    session = Session(lambda _, __: None, opener=opener)
    session.prepare(Prepare(b"/image", "s1", accept_truncated=False))
