"""x"""

from tests.unit.i18n.banned import Banned

CHINESE: tuple[Banned, ...] = ()
