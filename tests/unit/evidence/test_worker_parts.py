"""Frames on a pipe, patience, confinement, and the sentences that every omission code needs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from forensics_app.evidence.limits import Limits
from forensics_app.evidence.omission_codes import NotReadReason, OmissionCode
from forensics_app.evidence.parent.worker_process import Patience
from forensics_app.evidence.processes.framing import BrokenPipe, read_frame, write_frame
from forensics_app.evidence.protocol.messages import Beat, Done
from forensics_app.i18n.omissions import NOT_READ_SENTENCES, OMISSION_SENTENCES


def test_frames_keep_their_bounds() -> None:
    reading, writing = os.pipe()
    for data in (b"", b"one", b"x" * 10_000):
        write_frame(writing, data)
    os.close(writing)
    assert [read_frame(reading) for _ in range(4)] == [b"", b"one", b"x" * 10_000, None]
    os.close(reading)


@pytest.mark.parametrize("sent", [b"\x05", b"\x05\0\0\0abc", b"\xff\xff\xff\xff"])
def test_half_a_frame_and_an_absurd_one_are_errors(sent: bytes) -> None:
    reading, writing = os.pipe()
    os.write(writing, sent)
    os.close(writing)
    with pytest.raises(BrokenPipe):
        read_frame(reading)
    os.close(reading)


def test_silence_counts_only_what_was_waited() -> None:
    patience = Patience(Limits(silence_s=3))
    assert [patience.waited(1) for _ in range(3)] == [None, None, None]
    patience.heard(Done())
    assert [patience.waited(1) for _ in range(3)] == [None, None, None]
    assert patience.waited(1) == "silent for 3 s"


def test_parent_that_slept_itself_does_not_blame_its_worker() -> None:
    """One long wait counts as one second: the parent was stopped, or the computer asleep."""
    patience = Patience(Limits(silence_s=3))
    assert patience.waited(3600) is None


def test_reading_on_without_progress_ends_too() -> None:
    patience = Patience(Limits(silence_s=10, stall_s=5))
    for _ in range(5):
        patience.heard(Beat("s1", 0))
        assert patience.waited(1) is None
    patience.heard(Beat("s1", 0))
    assert patience.waited(1) == "reading without progress for 5 s"


def test_bytes_that_advance_are_progress() -> None:
    patience = Patience(Limits(silence_s=10, stall_s=5))
    for done in range(20):
        patience.heard(Beat("s1", done))
        assert patience.waited(1) is None


def test_confined_process_can_read_and_can_not_write_connect_or_execute(tmp_path: object) -> None:
    script = (
        "import socket, subprocess, sys\n"
        "from forensics_app.evidence.processes.sandbox import confine\n"
        "landlock, seccomp = confine()\n"
        "def refused(action):\n"
        "    try:\n"
        "        action()\n"
        "    except PermissionError:\n"
        "        return True\n"
        "    return False\n"
        f"written = refused(lambda: open({str(tmp_path) + '/x'!r}, 'w'))\n"
        "connected = refused(socket.socket)\n"
        "executed = refused(lambda: subprocess.run([sys.executable, '-c', '']))\n"
        "open(sys.executable, 'rb').read(1)\n"
        "assert written == landlock, (written, landlock)\n"
        "assert connected == seccomp and executed == (seccomp or landlock)\n"
        "print(landlock, seccomp)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_every_omission_code_has_its_sentence() -> None:
    assert set(OMISSION_SENTENCES) >= {code.value for code in OmissionCode}
    assert set(NOT_READ_SENTENCES) == {reason.value for reason in NotReadReason}
