"""A copy of a seal alone, to be sent ahead of its bundle."""

from __future__ import annotations

from pathlib import Path

from forensics_app.i18n import tr
from ui.theme.state import State


def copy_seal(seal: Path, target: Path) -> tuple[str, State]:
    """Copy it, never over another file, and read it back; what became of that, to be shown."""
    try:
        data = seal.read_bytes()
        with target.open("xb") as file:
            file.write(data)
        same = target.read_bytes() == data
    except FileExistsError:
        return tr("{path} already exists. Choose another name or folder.", path=target), State.BAD
    except OSError as e:
        why = e.strerror or ""
        return tr("The seal could not be saved to {path}: {why}", path=target, why=why), State.BAD
    if same:
        return tr("Seal saved to {path} and read back.", path=target), State.OK
    return tr("{path} does not match what was written. Do not send it.", path=target), State.BAD
