"""Labels that are a term of the shared glossary use its word; where not, the reason stands here."""

from __future__ import annotations

import csv

import pytest

from tests.unit.i18n.catalogue import LANGUAGES, entries
from tests.world.shared_data import shared

OTHERWISE = {
    ("fr", "folder"): "répertoire, since screens show case files (dossiers) too",
    ("fr", "accessed"): "the time of a file, not the event",
    ("es", "accessed"): "the time of a file, not the event",
    ("ar", "accessed"): "the time of a file, not the event",
    ("ar", "deleted"): "the time of a file, not its state",
    ("fr", "hash set"): "base de hachages: empreinte alone is also that of a finger",
    ("fr", "custody"): "the axis and its card: Traçabilité",
    ("fr", "evidence"): "the page's short name: Preuves",
    ("es", "evidence"): "the page's short name: Pruebas",
    ("ar", "evidence"): "the plural",
    ("fr", "examiner"): "the name that is asked for",
    **dict.fromkeys([("fr", "seal"), ("es", "seal"), ("ar", "seal")], "what a button does, not the thing"),
    **dict.fromkeys(
        [("fr", "open"), ("es", "open"), ("ar", "open")], "an end that is not set, not an action"
    ),
    **dict.fromkeys(
        [("es", "trust"), ("ar", "trust"), ("pt-BR", "trust"), ("ru", "trust")], "what a button does"
    ),
    **dict.fromkeys([("fr", "tag"), ("de", "tag"), ("pt-BR", "tag"), ("ru", "tag")], "what a button does"),
    ("es", "examiner"): "the name that is asked for",
    **dict.fromkeys([("es", "search"), ("ru", "search")], "what a button does"),
    **dict.fromkeys([("de", "accessed"), ("de", "acquired")], "the time of a file or image, not the event"),
    ("de", "custody"): "a part of a bundle: the ledger of the Beweismittelkette; the axis is Verwahrung",
    ("de", "handling code"): "Weitergabevermerk is what authorities call it; the glossary's entry names both",
    ("de", "note"): "the mildest degree of a finding, not a remark of the examiner",
    ("de", "open"): "an end that is not set, not an action",
    ("de", "seal"): "what a button does, not the thing",
    ("de", "witness"): "neutral: bezeugende Person; Zeuge oder Zeugin is a witness before a court",
    ("pt-BR", "evidence"): "the page's short name: Material; prova is what a court has assessed",
    ("pt-BR", "filter"): "what a button does, not the thing",
    ("pt-BR", "open"): "an end that is not set, not an action",
    ("pt-BR", "seal"): "what a button does, not the thing",
    ("ru", "accessed"): "the time of a file, not the event",
    ("ru", "catalogue"): "указатель, as the caution asks where folders are shown",
    ("ru", "evidence"): "the page's short name; доказательство is what a court has admitted",
    ("ru", "examiner"): "the work may still be going on",
    ("ru", "omission"): "исключённый would say that each was left out on purpose",
    ("ru", "open"): "an end that is not set, not an action",
    ("ru", "seal"): "what a button does, not the thing",
    ("ru", "time-stamp authority"): "one word, метка, for the time-stamp and for whoever makes it",
    ("ru", "timeline"): "хронология, the word of court prose: it fits the narrow list of pages",
    ("ru", "verify"): "the page's name is a noun",
    ("zh-Hans", "omission"): "未纳入项: 排除项 would say that each was left out on purpose",
    ("zh-Hans", "accessed"): "the time of a file, not the event",
    ("zh-Hans", "deleted"): "the time of a file, not its state",
    ("zh-Hans", "note"): "the mildest degree of a finding, not a remark of the examiner",
    ("zh-Hans", "open"): "an end that is not set, not an action",
}

BY_CONTEXT = {
    "file name": "a word in a proposed file name, in ASCII and English where a language has other letters",
    "trail": "what a trainee did, as a past participle before its object, where the glossary has the noun",
}
"""Uses of a word for which the glossary's entry is not meant; contexts of the catalogue."""
_COLUMNS = {"pt-BR": "pt_BR", "zh-Hans": "zh_CN"}


def _terms(language: str) -> dict[str, set[str]]:
    with shared("glossary.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    terms: dict[str, set[str]] = {}
    for row in rows:
        if not row["key"].startswith("s."):
            terms.setdefault(row["english"].casefold(), set()).add(
                row[_COLUMNS.get(language, language)].casefold()
            )
    return terms


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_use_the_words_of_the_glossary(language: str) -> None:
    terms = _terms(language)
    other = {}
    for e in entries(language):
        english = e.english[0].casefold()
        if e.counted or english not in terms or (language, english) in OTHERWISE or e.context in BY_CONTEXT:
            continue
        shown = e.translated[0].strip().removeprefix("ال").casefold()
        if not any(shown in term or term.removeprefix("ال") in shown for term in terms[english]):
            other[str(e)] = (e.translated[0], terms[english])
    assert not other
