"""What is wrong with a path that was typed: for a file that has to exist, and for one that must not yet."""

from __future__ import annotations

from pathlib import Path

from forensics_app.i18n import tr


def missing_file(value: str) -> str:
    """A complaint where there is no such file."""
    return "" if value and Path(value).expanduser().is_file() else tr("This file does not exist.")


def unusable_new_file(value: str) -> str:
    """A complaint where no new file can get this name."""
    path = Path(value).expanduser()
    if not value or not path.absolute().parent.is_dir():
        return tr("This folder does not exist.")
    if path.exists():
        return tr("{path} already exists. Choose another name or folder.", path=path)
    return ""
