"""What a command loads before it knows what it is to do: whoever types it waits for that."""

from __future__ import annotations

import subprocess
import sys

import pytest

from forensics_app.cli.main import COMMANDS

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
