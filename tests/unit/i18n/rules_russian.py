"""What the glossary forbids in this language. See `language_rules`."""

from __future__ import annotations

from tests.unit.i18n.banned import Banned

RUSSIAN: tuple[Banned, ...] = ()
