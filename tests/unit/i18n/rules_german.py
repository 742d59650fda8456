"""x"""

from tests.unit.i18n.banned import Banned

GERMAN: tuple[Banned, ...] = ()
