"""Kinds of keys as they are offered, and what can be said of a recovery key without trying it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from forensics_app.i18n import NC_, tr
from forensics_app.model.credentials import CredentialKind

FILES = (CredentialKind.KEY_FILE, CredentialKind.STARTUP_KEY)
_ORDER = (
    CredentialKind.RECOVERY_KEY,
    CredentialKind.PASSWORD,
    CredentialKind.STARTUP_KEY,
    CredentialKind.KEY_FILE,
)
_GROUPS, _GROUP_DIGITS = 8, 6
_GROUP_MOST = 65_535 * 11  # each group of BitLocker's recovery key is 16 bits times 11
_MOST_FILE_BYTES = 8 << 20


def offered(accepts: Sequence[str]) -> list[CredentialKind]:
    """The kinds that a person can give, in the order in which they are shown."""
    return [kind for kind in _ORDER if kind.value in accepts]


def is_bitlocker(name: str) -> bool:
    """Whether a volume with this name takes a recovery key of 48 digits."""
    return name.startswith("BitLocker")


def kind_words(kind: CredentialKind, name: str) -> str:
    """What a kind of key is called for a volume of that name."""
    if kind is CredentialKind.RECOVERY_KEY and is_bitlocker(name):
        return tr("Recovery key (48 digits)")
    return short_kind_words(kind)


def short_kind_words(kind: CredentialKind) -> str:
    """The same where there is little room: without how long the key is."""
    if kind is CredentialKind.RECOVERY_KEY:
        return tr("Recovery key")
    if kind is CredentialKind.STARTUP_KEY:
        return tr("Startup key file (.BEK)")
    return tr("Key file") if kind is CredentialKind.KEY_FILE else tr(NC_("label", "Password"))


def recovery_key(typed: str, name: str) -> str:
    """As it is stored: groups with hyphens between, whatever was typed between them."""
    if not is_bitlocker(name):
        return typed.strip().upper()
    digits = re.sub(r"\D", "", typed)
    return "-".join(digits[at : at + _GROUP_DIGITS] for at in range(0, len(digits), _GROUP_DIGITS))


def recovery_hint(typed: str, name: str) -> str:
    """How far a BitLocker recovery key is, and which group can't be right; never a digit of it."""
    if not is_bitlocker(name):
        return ""
    digits = re.sub(r"\D", "", typed)
    wrong = [
        str(at // _GROUP_DIGITS + 1)
        for at in range(0, len(digits) - _GROUP_DIGITS + 1, _GROUP_DIGITS)
        if not _is_group(digits[at : at + _GROUP_DIGITS])
    ]
    said = tr("{count} of {all} digits", count=len(digits), all=_GROUPS * _GROUP_DIGITS)
    if wrong:
        said += " · " + tr("typing error in group {groups}", groups=", ".join(wrong))
    return said


def missing_words(typed: str, kind: CredentialKind) -> str:
    """Why what was typed is no key of this kind: nothing, or no digit of a BitLocker recovery key."""
    if typed and kind is CredentialKind.RECOVERY_KEY:
        return tr("A recovery key has 48 digits. To enter a password, choose “Password”.")
    return tr("Enter the key first.")


def wrong_words(typed: str, kind: CredentialKind, name: str, *, password: bool) -> str:
    """Why what was typed is not tried as a key of this kind; empty where it is. What is no digit does not
    count in a BitLocker recovery key, which is said before anything is left out of what was typed.
    `password`: whether the volume takes one.
    """
    if kind is CredentialKind.RECOVERY_KEY and is_bitlocker(name):
        digits = re.sub(r"\D", "", typed)
        letters = any(character.isalpha() for character in typed)
        if typed and (not digits or (letters and len(digits) != _GROUPS * _GROUP_DIGITS)):
            return missing_words(typed, kind) if password else tr("A recovery key has 48 digits.")
    given = typed if kind is CredentialKind.PASSWORD else typed.strip()
    return "" if given else missing_words("", kind)


def _is_group(digits: str) -> bool:
    return int(digits) % 11 == 0 and int(digits) <= _GROUP_MOST


def file_complaint(path: Path) -> str:
    """Why a key file can't be used; empty where it can."""
    try:
        size = path.stat().st_size if path.is_file() and os.access(path, os.R_OK) else 0
    except OSError:
        size = 0
    return "" if 0 < size <= _MOST_FILE_BYTES else tr("This file can't be read as a key.")
