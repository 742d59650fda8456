"""The environment of a process that parses evidence."""

from __future__ import annotations

from forensics_app.bundle.child_environment import child_environment

_USERS_OWN = ("HOME", "XDG_", "SEALWRIGHT_")


def worker_environment() -> dict[str, str]:
    """The parent's, with the zone that every file system time is read in, without Python's own hooks and
    without what tells of the user."""
    own = {k: v for k, v in child_environment().items() if not k.startswith(_USERS_OWN)}
    return {**own, "TZ": "UTC0"}
