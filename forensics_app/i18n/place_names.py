"""Names of countries and languages in the languages of the program, from CLDR through Babel.

Importing Babel takes longer than the rest of this package: only what shows such names imports this file.
"""

from __future__ import annotations

import re
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.languages import get_official_languages

from forensics_app.i18n.translator import LANGUAGES, current, pick_language
from forensics_app.model.countries import CODES_OF_OTHERS, COUNTRIES

# Languages that requests are written in most: the official ones of the Union's and of INTERPOL's members.
# Any other BCP 47 tag can be typed.
OFFERED_LANGUAGES = (
    "ar", "bg", "bs", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "ga", "he", "hr", "hu",
    "hy", "id", "is", "it", "ja", "ka", "ko", "lb", "lt", "lv", "mk", "ms", "mt", "nb", "nl", "pl", "pt",
    "pt-BR", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "th", "tr", "uk", "ur", "vi", "zh-Hans", "zh-Hant",
)  # fmt: skip

_CODE = re.compile(r"[A-Za-z]{2}\Z")


@cache
def country_names(language: str) -> dict[str, str]:
    """Code and name of every country and of the three codes beside them, by name."""
    known = Locale.parse(language, sep="-").territories
    named = {code: str(known.get(code, code)) for code in COUNTRIES | CODES_OF_OTHERS}
    return dict(sorted(named.items(), key=lambda item: _sorting(item[1])))


def country_name(code: str | None, language: str) -> str:
    """The name of a country; the code itself where it stands for none, '' for None."""
    return "" if code is None else country_names(language).get(code, code)


def country_code(typed: str) -> str | None:
    """The code of a country as people write one: any two letters, or its name in one of the program's
    languages; None for what is neither.
    """
    wanted = typed.strip()
    if _CODE.match(wanted):
        return wanted.upper()
    folded = _sorting(wanted)
    for language in dict.fromkeys((current().language, *LANGUAGES)):
        for known, name in country_names(language).items():
            if _sorting(name) == folded:
                return known
    return None


def language_of_country(code: str | None) -> str:
    """The one of the program's languages that a country speaks, by CLDR; '' where it has several official
    ones, or another."""
    return own_language(official_language(code))


def official_language(code: str | None) -> str:
    """The one official language of a country by CLDR, whether or not the program has it; '' where it has
    several."""
    official = get_official_languages(code or "", de_facto=True)
    return str(official[0]) if len(official) == 1 else ""


def own_language(tag: str) -> str:
    """The one of the program's languages that a BCP 47 tag means; '' where it means another."""
    try:
        return pick_language(tag) if tag else ""
    except KeyError:
        return ""


def language_name(tag: str, language: str) -> str:
    """The name of a language by its BCP 47 tag; the tag itself where CLDR knows none."""
    try:
        found = Locale.parse(tag, sep="-").get_display_name(Locale.parse(language, sep="-"))
    except (ValueError, UnknownLocaleError):
        return tag
    return tag if found is None else str(found)


def _sorting(name: str) -> str:
    folded = name.casefold()
    return folded.translate(_WITHOUT_ACCENTS)


_WITHOUT_ACCENTS = str.maketrans("áàâäãåéèêëíìîïóòôöõúùûüçñ", "aaaaaaeeeeiiiiooooouuuucn")
