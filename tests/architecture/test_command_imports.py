"""What a command loads before it knows what it is to do: whoever types it waits for that."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from forensics_app.cli.main import COMMANDS, READ_EVIDENCE

RARELY_NEEDED = {"pyhanko", "aiohttp", "fontTools", "Crypto", "PIL", "exifread", "yara_x", "pkcs11"}
STARTS_WORKERS = "forensics_app.evidence.parent.worker_start"


def test_what_is_looked_for_can_be_had() -> None:
    """A name of something that is gone or was renamed is in no list of modules, whatever a command loads."""
    assert not [name for name in (*RARELY_NEEDED, STARTS_WORKERS) if find_spec(name) is None]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_command_begins_without_what_few_calls_need_and_with_what_workers_do(command: str) -> None:
    """Also: what workers need is loaded beside a command that reads evidence, and beside no other."""
    prepared, loaded = begun([command])
    assert not RARELY_NEEDED & loaded
    assert prepared is (command in READ_EVIDENCE)


@pytest.mark.parametrize(
    ("command", "part"), [("verify", "forensics_app.catalog"), ("list", "forensics_app.bundle.writing")]
)
def test_command_loads_no_part_of_the_program_that_it_has_no_use_for(command: str, part: str) -> None:
    """It would be found by nothing but a slower start: verifying reads no case, and listing seals nothing."""
    code = (
        "import sys, click; from forensics_app.cli.main import root;"
        f"root.resolve_command(click.Context(root), [{command!r}]); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert find_spec(part) is not None
    assert "forensics_app.services" in loaded
    assert part not in loaded


@pytest.mark.parametrize("asked", [["ingest", "--help"], ["verify"]])
def test_help_starts_no_process(asked: list[str]) -> None:
    prepared, _ = begun(asked)
    assert not prepared


def begun(arguments: list[str]) -> tuple[bool, set[str]]:
    """By the time that the command is known: whether a process for workers was begun; packages loaded."""
    code = (
        "import sys, click; from forensics_app.cli.main import root;"
        f"assert root.resolve_command(click.Context(root), {arguments!r})[1];"
        f"start = sys.modules.get({STARTS_WORKERS!r});"
        "print(start is not None and start._current.nursery is not None);"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    prepared, loaded = done.stdout.splitlines()
    return {"True": True, "False": False}[prepared], set(loaded.split())


def test_command_line_begins_without_the_sentences_of_errors() -> None:
    code = "import sys, forensics_app.cli.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "forensics_app.errors" in done.stdout.split()
    assert "forensics_app.i18n.sentences" not in done.stdout.split()
