"""Locks hold between processes and end with whoever holds them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from forensics_app.system.locks import lock_soon, try_lock

HOLDER = """
import os, sys
from forensics_app.system.locks import try_lock
handle = os.open(sys.argv[1], os.O_RDWR)
print(try_lock(handle, shared=sys.argv[2] == "shared"), flush=True)
sys.stdin.read()
"""

STARTING = """
import os, signal, sys, time
from forensics_app.system.locks import try_lock
handle = os.open(sys.argv[1], os.O_RDWR)
print(try_lock(handle), flush=True)
sys.stdin.readline()
if os.fork():
    os.kill(os.getpid(), signal.SIGKILL)
time.sleep(0.3)  # the child, not yet at its own program
"""


def test_a_lock_is_refused_while_another_process_holds_it_and_had_once_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    handle = os.open(path, os.O_RDWR)
    for kind, alone in (("exclusive", False), ("shared", True)):
        command = [sys.executable, "-c", HOLDER, str(path), kind]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "True\n"
            assert not try_lock(handle)
            assert try_lock(handle, shared=True) is alone
            holder.kill()
        assert try_lock(handle)
        os.close(handle)
        handle = os.open(path, os.O_RDWR)
    os.close(handle)


@pytest.mark.skipif(sys.platform == "win32", reason="no process is forked there")
def test_a_lock_is_had_soon_after_its_holder_was_killed_while_it_started_a_process(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    handle = os.open(path, os.O_RDWR)
    command = [sys.executable, "-c", STARTING, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        assert not lock_soon(handle, 0.0)
        holder.stdin.write("\n")
        holder.stdin.flush()
        assert holder.wait() < 0
        assert not try_lock(handle)
        assert lock_soon(handle, 60.0)
    os.close(handle)
