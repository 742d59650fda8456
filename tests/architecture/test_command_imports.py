"""What a command loads before it knows what it is to do: whoever types it waits for that."""

from __future__ import annotations

import subprocess
import sys

import pytest

from forensics_app.cli.main import COMMANDS, READ_EVIDENCE

RARELY_NEEDED = {"pyhanko", "aiohttp", "fontTools", "Crypto", "PIL", "exifread", "yara_x", "pkcs11"}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_command_begins_without_what_few_calls_need(command: str) -> None:
    code = (
        "import sys, click; from forensics_app.cli.main import root;"
        f"assert root.get_command(click.Context(root), {command!r});"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not RARELY_NEEDED & set(done.stdout.split())


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_what_workers_need_is_loaded_beside_a_command_that_reads_evidence(command: str) -> None:
    assert prepares_workers([command]) is (command in READ_EVIDENCE)


@pytest.mark.parametrize("asked", [["ingest", "--help"], ["verify"]])
def test_help_starts_no_process(asked: list[str]) -> None:
    assert not prepares_workers(asked)


def prepares_workers(arguments: list[str]) -> bool:
    """Whether a process for workers was begun by the time that the command is known."""
    code = (
        "import sys, click; from forensics_app.cli.main import root;"
        f"root.resolve_command(click.Context(root), {arguments!r});"
        "start = sys.modules.get('forensics_app.evidence.worker_start');"
        "print(start is not None and start._current.nursery is not None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {"True": True, "False": False}[done.stdout.strip()]


def test_command_line_begins_without_the_sentences_of_errors() -> None:
    code = "import sys, forensics_app.cli.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "forensics_app.errors" in done.stdout.split()
    assert "forensics_app.i18n.sentences" not in done.stdout.split()
