"""What is said of a drill after marking: what was done, the finding, the place in the bundle, the rule."""

from __future__ import annotations

from collections.abc import Callable

from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.translator import LANGUAGES, Translator, translator_for
from forensics_app.i18n.verdicts import VERDICT_WORDS
from forensics_app.training.drills.making import Drill, Place
from forensics_app.training.drills.words import (
    CODED_RULE_LINE,
    EXPLANATIONS,
    FINDING_LINE,
    PLACE_IN_CONTAINER_LINE,
    PLACE_IN_ZIP_LINE,
    PLACE_LINE,
    RULE_LINE,
    VERDICT_LINE,
)
from forensics_app.training.words import Words

_MAP_CELLS = 48
_ELSEWHERE, _HERE = "·", "█"


def in_all_languages(say: Callable[[Translator], str]) -> Words:
    """The same in every language of the program."""
    return Words(tuple((language, say(translator_for(language))) for language in LANGUAGES))


def explanation(drill: Drill) -> Words:
    """Lines for people, in every language."""
    return in_all_languages(lambda words: "\n".join(_lines(drill, words)))


def _lines(drill: Drill, words: Translator) -> list[str]:
    lines = [words.text(EXPLANATIONS[drill.attack.name])]
    lines.append(words.text(VERDICT_LINE, verdict=words.text(VERDICT_WORDS[drill.report.verdict])))
    if drill.finding is not None:
        sentence = finding_sentence(drill.finding, words)
        lines.append(words.text(FINDING_LINE, sentence=sentence))
    for place in drill.places:
        lines += _place_lines(place, words)
    section = drill.attack.section
    if drill.finding is None:
        lines.append(words.text(RULE_LINE, section=section))
    else:
        lines.append(words.text(CODED_RULE_LINE, section=section, code=drill.finding.code))
    return lines


def _place_lines(place: Place, words: Translator) -> list[str]:
    if place.first_byte is None or place.size_bytes is None or place.zip_bytes is None:
        return [words.text(PLACE_LINE, path=place.path)]
    last = place.first_byte + max(place.size_bytes, 1) - 1
    line = PLACE_IN_CONTAINER_LINE if "!" in place.path else PLACE_IN_ZIP_LINE
    text = words.text(line, path=place.path, first=words.number(place.first_byte), last=words.number(last))
    return [text, words.isolate(bundle_map(place.first_byte, last, place.zip_bytes), left_to_right=True)]


def bundle_map(first_byte: int, last_byte: int, zip_bytes: int) -> str:
    """A bar as long as the ZIP, with the place filled in."""
    first = first_byte * _MAP_CELLS // zip_bytes
    last = min(last_byte * _MAP_CELLS // zip_bytes, _MAP_CELLS - 1)
    return "".join(_HERE if first <= cell <= last else _ELSEWHERE for cell in range(_MAP_CELLS))
