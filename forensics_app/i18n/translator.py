"""One gettext catalogue per language for window, command line, findings, reports and recipes.

English message ids carry named fields (`{path}`). Values are put in as data: in a right-to-left language each
is wrapped in direction isolates (U+2066/U+2068 .. U+2069), so that paths, digests and times keep their order.
"""

from __future__ import annotations

import gettext
import locale
import os
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any, NoReturn

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

DOMAIN = "sealwright"
LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
_RIGHT_TO_LEFT = frozenset({"ar"})
_LRI, _FSI, _PDI = "\u2066", "\u2068", "\u2069"


def N_(message: str) -> str:  # noqa: N802 - the marker that gettext tools look for
    """Mark a message for extraction where it is data; it is translated where it is shown."""
    return message


class Translator:
    """Everything one language needs. Build it with `translator_for`."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    @property
    def right_to_left(self) -> bool:
        """True for languages written from the right."""
        return self.language in _RIGHT_TO_LEFT

    def text(self, message: str, /, **values: object) -> str:
        """The translated message with its fields filled in."""
        return self._fill(self._catalogue.gettext(message), values)

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The plural form for `count`, which is also available as `{count}`, grouped by locale."""
        chosen = self._catalogue.ngettext(one, many, count)
        return self._fill(chosen, {"count": self.number(count), **values})

    def number(self, value: int) -> str:
        """Grouped by the language's habit, always in Western digits."""
        return format_decimal(value, locale=self.language, numbering_system="latn")

    def size(self, size_bytes: int) -> str:
        """A size for people, in decimal units (the unit symbols are not translated)."""
        step = float(size_bytes)
        for unit in ("B", "kB", "MB", "GB", "TB"):
            if step < 1000 or unit == "TB":
                break
            step /= 1000
        pattern = "#,##0" if unit == "B" else "#,##0.0"
        number = format_decimal(step, format=pattern, locale=self.language, numbering_system="latn")
        return f"{number} {unit}"

    def isolate(self, value: str) -> str:
        """`value` wrapped so that it keeps its own direction inside right-to-left text."""
        if not self.right_to_left:
            return value
        return f"{_LRI if value.isascii() else _FSI}{value}{_PDI}"

    def _fill(self, template: str, values: dict[str, object]) -> str:
        if not values:
            return template
        return template.format(**{k: self.isolate(str(v)) for k, v in values.items()})


@cache
def translator_for(language: str) -> Translator:
    """The translator of one of LANGUAGES; `en` needs no catalogue. Raises KeyError for others."""
    if language not in LANGUAGES:
        raise KeyError(language)
    if language == "en":
        return Translator("en", gettext.NullTranslations())
    return Translator(language, _load(language))


def _load(language: str) -> gettext.GNUTranslations:
    folder = resources.files("resources") / "locale" / language / "LC_MESSAGES"
    compiled = folder / f"{DOMAIN}.mo"
    if compiled.is_file():
        return gettext.GNUTranslations(BytesIO(compiled.read_bytes()))
    # a source tree that was not set up yet: compile in memory
    buffer = BytesIO()
    write_mo(buffer, read_po(BytesIO((folder / f"{DOMAIN}.po").read_bytes()), locale=language))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def pick_language(asked: str | None = None) -> str:
    """The language to use: what was asked (BCP 47, `pt_BR` taken too), else the environment's, else English.

    Raises KeyError when a language was asked for by name and isn't there.
    """
    if asked:
        return _match(asked) or _unknown(asked)
    environment = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return _match(environment or locale.getlocale()[0] or "") or "en"


def _match(tag: str) -> str | None:
    primary = tag.split(".")[0].replace("_", "-").split("-")[0].lower()
    return primary if primary in LANGUAGES else None


def _unknown(tag: str) -> NoReturn:
    raise KeyError(tag)


class _Current:
    translator: Translator = Translator("en", gettext.NullTranslations())


def set_language(language: str) -> Translator:
    """Make `language` the one that `tr` and `trn` use in this process."""
    _Current.translator = translator_for(language)
    return _Current.translator


def current() -> Translator:
    """The translator that `tr` and `trn` use."""
    return _Current.translator


def tr(message: str, /, **values: object) -> str:
    """Translate into the current language. Extraction keyword: the message must be a literal."""
    return _Current.translator.text(message, **values)


def trn(one: str, many: str, count: int, /, **values: Any) -> str:
    """Translate a message that depends on a count into the current language."""
    return _Current.translator.plural(one, many, count, **values)
