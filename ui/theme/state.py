"""States: each has a shape and colours of its own."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """Value: Phosphor glyph or None, whether filled, token of its colour, token of its tint."""

    OK = ("check-circle", True, "ok", "ok_tint")
    WARN = ("warning", True, "warn", "warn_tint")
    BAD = (None, True, "bad", "bad_tint")
    NONE = ("minus-circle", False, "none", "none_tint")
    INFO = ("info", True, "accent", "info_tint")
    RUNNING = ("spinner", False, "accent", "info_tint")
    WAITING = ("circle-dashed", False, "muted", "none_tint")
    LOCKED = ("lock-key", False, "warn", "warn_tint")

    @property
    def color(self) -> str:
        """Token name of the shape and of its word."""
        return str(self.value[2])

    @property
    def tint(self) -> str:
        """Token name of a ground for it."""
        return str(self.value[3])
