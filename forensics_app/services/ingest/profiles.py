"""Named reading options: two that come with the program, and the user's own, in a file of the settings.

Window and command line read and write the same file.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import msgspec
from platformdirs import user_config_path

from forensics_app.errors import OutputNotWritableError, ProfileNotFoundError, UsageError
from forensics_app.model.choices.reading import FULL, QUICK_LOOK, ReadingProfile
from forensics_app.model.names import is_spoofed

BUILT_IN: dict[str, ReadingProfile] = {"quick-look": QUICK_LOOK, "full": FULL}
MAX_BYTES = 1 << 20
_MOST_LETTERS = 60
_MOST_DEPTH, _MOST_GIB = 8, 1 << 20


def profiles_file() -> Path:
    """The file of the user's own, which need not be there."""
    return user_config_path("sealwright") / "reading-profiles.json"


def own_profiles() -> dict[str, ReadingProfile]:
    """The user's own by name, sorted. What is absent or can't be used counts as not there."""
    try:
        with profiles_file().open("rb") as file:
            found = json.loads(file.read(MAX_BYTES))["profiles"].items()
        read = {str(name): profile_of(values) for name, values in found}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return {n: p for n, p in sorted(read.items()) if p is not None and n not in BUILT_IN and _usable(n)}


def find_profile(name: str) -> ReadingProfile:
    """One of the program's or the user's. Raises ProfileNotFoundError."""
    found = BUILT_IN.get(name) or own_profiles().get(name)
    if found is None:
        raise ProfileNotFoundError(profile=name)
    return found


def save_profile(name: str, profile: ReadingProfile) -> None:
    """Keep one, in the place of an earlier one of this name.

    Raises UsageError for a name that can't be one or is the program's, OutputNotWritableError.
    """
    if name in BUILT_IN or not _usable(name):
        raise UsageError(name="NAME", value=name)
    _write({**own_profiles(), name: profile})


def remove_profile(name: str) -> None:
    """Forget one of the user's own. Raises ProfileNotFoundError, OutputNotWritableError."""
    kept = own_profiles()
    if name not in kept:
        raise ProfileNotFoundError(profile=name)
    del kept[name]
    _write(kept)


def profile_values(profile: ReadingProfile) -> dict[str, object]:
    """What can be written as JSON, of which `profile_of` makes the same profile."""
    values: dict[str, object] = msgspec.to_builtins(asdict(profile))
    return values


def profile_of(values: object) -> ReadingProfile | None:
    """The profile that such values stand for; None where they are none."""
    try:
        made = msgspec.convert(values, ReadingProfile, strict=True)
    except (msgspec.ValidationError, RecursionError):
        return None
    fits = 1 <= made.archive_depth <= _MOST_DEPTH and 1 <= made.archive_limit_gib <= _MOST_GIB
    return made if fits else None


def _usable(name: str) -> bool:
    return bool(name) and name == name.strip() and len(name) <= _MOST_LETTERS and not is_spoofed(name)


def _write(profiles: dict[str, ReadingProfile]) -> None:
    path = profiles_file()
    data = {"profiles": {name: profile_values(one) for name, one in sorted(profiles.items())}}
    new = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        new.replace(path)
    except OSError as e:
        raise OutputNotWritableError(path=str(path), reason=os.strerror(e.errno or 0)) from e
