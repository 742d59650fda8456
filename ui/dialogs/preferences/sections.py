"""The sections of the preferences, for whoever opens them at one."""

from __future__ import annotations

from enum import Enum


class Section(Enum):
    """In the order in which they are listed."""

    LOOK = "look"
    READING = "reading"
    IDENTITIES = "identities"
    PARTNERS = "partners"
    TIME = "time"
