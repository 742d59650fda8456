"""One gettext catalogue per language for window, command line, findings, reports and recipes.

English message ids carry named fields (`{path}`). Values are put in as data: control and direction characters
in them are spelled out, and in a right-to-left language each is wrapped in direction isolates (`isolation`).
A message that means two things carries a context (`NC_`). Loading must stay cheap: no Babel here.
"""

from __future__ import annotations

import gettext
import importlib
import locale
import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

from forensics_app.i18n import exhibit_terms
from forensics_app.i18n.typography import numbers
from forensics_app.i18n.typography.isolation import field_text, is_path, isolated, with_literals_isolated
from forensics_app.model.names import visible
from forensics_app.resource_files import RESOURCES

DOMAIN = "sealwright"
LANGUAGES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ar": "العربية",
    "de": "Deutsch",
    "pt-BR": "Português (Brasil)",
    "ru": "Русский",
    "zh-Hans": "简体中文",
}
"""BCP 47 tag and own name of each language. The tag stands in files (`VERIFY.pt-BR.txt`) and settings."""
# Tags that name a language but not the one form of it that is there; traditional Chinese is another language.
_OTHER_TAGS = {"pt": "pt-BR", "zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans"}
_ANOTHER_LANGUAGE = frozenset({"zh-hant", "zh-tw", "zh-hk", "zh-mo"})
_COMMAS = {"ar": "، ", "zh-Hans": "、"}
_COLONS = {"fr": "\u00a0: ", "zh-Hans": "\uff1a"}
_RIGHT_TO_LEFT = frozenset({"ar"})
_CONTEXT_END = "\x04"  # what gettext puts between context and message in a compiled catalogue


def N_(message: str) -> str:  # noqa: N802 - the marker that gettext tools look for
    """Mark a message for extraction where it is data; it is translated where it is shown."""
    return message


def NC_(context: str, message: str) -> str:  # noqa: N802 - as above, with a context
    """Like `N_`, for a message that means several things; `context` says which. `tr` takes the result."""
    return f"{context}{_CONTEXT_END}{message}"


def NP_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as above, for a counted message
    """Like `N_`, for a message that depends on a count; `trn` takes the pair."""
    return one, many


def NCP_(context: str, one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as above, counted, with a context
    """Like `NP_`, for words that stand by themselves beside a number; `trn` takes the pair."""
    return NC_(context, one), many


class Translator:
    """Everything one language needs. Build it with `translator_for`."""

    def __init__(
        self,
        language: str,
        catalogue: gettext.NullTranslations,
        instead: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`instead`: messages in whose place others are said."""
        self.language = language
        self._catalogue = catalogue
        self._instead = instead

    def saying(self, instead: Mapping[str, str]) -> Translator:
        """The same language, with other messages in place of some."""
        return Translator(self.language, self._catalogue, instead)

    @property
    def right_to_left(self) -> bool:
        """True for languages written from the right."""
        return self.language in _RIGHT_TO_LEFT

    def text(self, message: str, /, **values: object) -> str:
        """The translated message with its fields filled in."""
        return self._fill(self._template(message), values)

    def shortened(self, shorten: Callable[[str], str], message: str, /, **values: object) -> str:
        """The same of what `shorten` leaves of the translated message: its fields are still open there, so
        that no value can look like a part of the message.
        """
        return self._fill(shorten(_without_context(self._template(message))), values)

    def form(self, one: str, many: str, count: int, /) -> str:
        """The form for `count` with its fields left open, for callers that fill them themselves (Click)."""
        return _without_context(self._catalogue.ngettext(one, many, count))

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The plural form for `count`, which is also available as `{count}`, grouped by locale."""
        own = exhibit_terms.label(self.language, many, self._catalogue.gettext)
        chosen = self._catalogue.ngettext(one, many, count) if own is None else own
        return self._fill(chosen, {"count": self.number(count), **values})

    def number(self, value: int) -> str:
        """Grouped by the language's habit, always in Western digits."""
        return numbers.number(value, self.language)

    def decimal(self, value: float, *, places: int = 1) -> str:
        """With exactly `places` decimals, always in Western digits."""
        return numbers.decimal(value, self.language, places=places)

    def size(self, size_bytes: float) -> str:
        """A size for people, in decimal units of the language (`1.5 MB`, `1,5 Mo`); isolated where needed."""
        return self.isolate(numbers.size(size_bytes, self.language), left_to_right=True)

    def rate(self, bytes_per_second: float) -> str:
        """A speed for people (`12.0 MB/s`); isolated where needed."""
        return self.isolate(numbers.rate(bytes_per_second, self.language), left_to_right=True)

    def listed(self, parts: Iterable[str]) -> str:
        """Words or values one after another, with the comma of the language between them."""
        return _COMMAS.get(self.language, ", ").join(parts)

    def labelled(self, label: str, value: str) -> str:
        """A value after its label, with the colon as the language writes it. Neither is isolated."""
        return f"{label}{_COLONS.get(self.language, ': ')}{value}"

    def names(self, parts: Iterable[str]) -> str:
        """Names one after another as they are `listed`, each of which keeps its direction to itself."""
        return self.listed(self.isolate(visible(part)) for part in parts if part)

    def isolate(self, value: str, *, left_to_right: bool | None = None) -> str:
        """`value` wrapped so that it keeps its own direction inside right-to-left text.

        Paths and other machine values are `left_to_right` even where they hold Arabic letters.
        """
        return isolated(value, left_to_right=left_to_right) if self.right_to_left else value

    def _template(self, message: str) -> str:
        message = self._instead.get(message, message)
        own = exhibit_terms.label(self.language, _without_context(message), self._catalogue.gettext)
        return self._catalogue.gettext(message) if own is None else own

    def _fill(self, template: str, values: dict[str, object]) -> str:
        template = _without_context(template)
        if self.right_to_left:
            template = with_literals_isolated(template)
        if not values:
            return template
        return template.format(
            **{k: self.isolate(field_text(v), left_to_right=is_path(k, v) or None) for k, v in values.items()}
        )


def _without_context(message: str) -> str:
    """An untranslated message still carries its context, which is not shown."""
    return message.rpartition(_CONTEXT_END)[2]


@cache
def translator_for(language: str) -> Translator:
    """The translator of one of LANGUAGES; `en` needs no catalogue. Raises KeyError for others."""
    if language not in LANGUAGES:
        raise KeyError(language)
    if language == "en":
        return Translator("en", gettext.NullTranslations())
    return Translator(language, _load(language))


def in_every_language(sentence: Callable[[Translator], str]) -> dict[str, str]:
    """What `sentence` says, by language tag: for a file that windows in several languages look at."""
    return {language: sentence(translator_for(language)) for language in LANGUAGES}


def _load(language: str) -> gettext.GNUTranslations:
    """The compiled catalogue; where it is missing or out of date, its source compiled in memory.

    `packaging/setup.sh` compiles; an editable install or a tree that was only just updated did not.
    """
    folder = RESOURCES / "locale" / language.replace("-", "_") / "LC_MESSAGES"
    ready, source = folder / f"{DOMAIN}.mo", folder / f"{DOMAIN}.po"
    if ready.is_file() and not (source.is_file() and source.stat().st_mtime_ns > ready.stat().st_mtime_ns):
        return gettext.GNUTranslations(BytesIO(ready.read_bytes()))
    # By name and here, so that a start with compiled catalogues never pays for importing Babel.
    compiled: Callable[[Path], BytesIO] = importlib.import_module(
        "forensics_app.i18n.catalogue_source"
    ).compiled
    return gettext.GNUTranslations(compiled(source))


def pick_language(asked: str | None = None) -> str:
    """The language to use: what was asked (BCP 47, `pt_BR` taken too), else the environment's, else English.

    Raises KeyError when a language was asked for by name and isn't there.
    """
    if asked:
        return _match(asked) or _unknown(asked)
    environment = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return _match(environment or locale.getlocale()[0] or "") or "en"


def _match(tag: str) -> str | None:
    """The longest beginning of the tag that names a language: `zh_CN.UTF-8`, `pt`, `fr-CA`, in any case."""
    parts = re.split(r"[.@]", tag)[0].replace("_", "-").lower().split("-")
    known = {language.lower(): language for language in LANGUAGES} | _OTHER_TAGS
    for count in range(len(parts), 0, -1):
        beginning = "-".join(parts[:count])
        if beginning in _ANOTHER_LANGUAGE:
            return None
        if beginning in known:
            return known[beginning]
    return None


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
