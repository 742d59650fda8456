"""One rule of what a glossary's caution forbids. See `language_rules`."""

from __future__ import annotations

from typing import NamedTuple


class Banned(NamedTuple):
    """`unless`: what in the English message makes the word right, or None."""

    pattern: str
    unless: str | None
    why: str
