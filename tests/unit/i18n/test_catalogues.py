"""Every message stands in every language, complete, well formed and in the glossary's words."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

import pytest

from forensics_app.i18n.translator import translator_for
from tests.unit.i18n.catalogue import LANGUAGES, Entry, entries, fields, forms, header
from tests.unit.i18n.language_rules import SAME_AS_ENGLISH, broken_rules
from tests.world.shared_data import PROJECT

PLURAL_FORMS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "de": "nplurals=2; plural=(n != 1);",
    "pt-BR": "nplurals=2; plural=(n > 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "zh-Hans": "nplurals=1; plural=0;",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
    "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}
FORMS = {"fr": 2, "es": 2, "ar": 6, "de": 2, "pt-BR": 2, "ru": 3, "zh-Hans": 1}
# Forms that stand for one number alone may say it in words ("two files"); the others must show the count.
FORMS_OF_ONE_NUMBER = {"es": (0,), "ar": (0, 1, 2), "de": (0,)}
# Quotes that are not the language's own.
STRANGE_QUOTES = {"de": '[”"«»]', "pt-BR": '[„"«»]', "zh-Hans": '[„"«»]', "ru": '[“”„"]'}

each_language = pytest.mark.parametrize("language", LANGUAGES)


def test_the_catalogues_hold_exactly_the_messages_of_the_source() -> None:
    run = subprocess.run(
        [sys.executable, str(PROJECT / "packaging" / "i18n" / "update"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, f"run packaging/i18n/update: {run.stdout}{run.stderr}"


@each_language
def test_header_says_what_is_needed_and_nothing_that_changes(language: str) -> None:
    assert header(language) == {
        "Project-Id-Version": "sealwright",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language.replace("-", "_"),
        "Plural-Forms": PLURAL_FORMS[language],
    }


@each_language
def test_nothing_is_missing_or_fuzzy(language: str) -> None:
    assert not [str(e) for e in entries(language) if e.fuzzy or not all(e.translated)]


@each_language
def test_counted_messages_have_every_form_of_the_language(language: str) -> None:
    for e in entries(language):
        assert len(e.translated) == (FORMS[language] if e.counted else 1), str(e)


@each_language
def test_translations_keep_the_fields(language: str) -> None:
    assert not {
        str(e): wrong
        for e in entries(language)
        if all(e.translated) and (wrong := _wrong_fields(language, e))
    }


def _wrong_fields(language: str, e: Entry) -> list[str]:
    """A form for one number alone may leave fields out; all may use those of the English singular."""
    wanted, singular = fields(e.english[-1]), fields(e.english[0])
    if e.english[0].startswith("{name} {filename!r}"):
        wanted.remove("name")  # Click's word for "file", which it made before a language was chosen
    wrong = []
    for i, form in enumerate(e.translated):
        found = fields(form)
        missing = wanted - found
        if e.counted and i in FORMS_OF_ONE_NUMBER.get(language, ()):
            missing = set()
        elif e.counted and i == 0:  # French: for 0 and 1, so the count stays
            missing &= {"count"}
        if missing or not found <= wanted | singular:
            wrong.append(form)
    return wrong


@each_language
def test_few_messages_equal_the_english(language: str) -> None:
    same = {
        e.english[0]
        for e in entries(language)
        if e.translated[0] == e.english[0] and _has_words(e.english[0])
    }
    unexplained = same - SAME_AS_ENGLISH[language]
    assert len(unexplained) <= len(entries(language)) * 0.02, sorted(unexplained)
    translated = {e.english[0] for e in entries(language)} - same
    assert not SAME_AS_ENGLISH[language] & translated, "the list names a message that is not the same"


def _has_words(message: str) -> bool:
    return re.search(r"[a-z]{2,}", re.sub(r"\{.*?\}", "", message), re.IGNORECASE) is not None


@each_language
def test_the_glossary_cautions_are_heeded(language: str) -> None:
    broken = {
        f"{e} -> {form}": reasons
        for e, form in forms(language)
        if (reasons := broken_rules(language, " ".join(e.english), form))
    }
    assert not broken


@each_language
def test_no_hidden_marks(language: str) -> None:
    hidden = [
        str(e)
        for e, form in forms(language)
        if any(unicodedata.category(c) in ("Cf", "Cc", "Co", "Cn") and c not in "\n\t" for c in form)
    ]
    assert not hidden


@each_language
def test_composed_characters_only(language: str) -> None:
    assert not [
        str(e)
        for e in entries(language)
        if not all(unicodedata.is_normalized("NFC", t) for t in e.translated)
    ]


@each_language
def test_edges_are_those_of_the_english(language: str) -> None:
    endings = {"?": "?؟？", "!": "!.！。", ":": ":：", "…": "…", "\n": "\n", " ": " ", ".": ".。"}
    wrong = []
    for e, form in forms(language):
        end = "" if e.english[-1].endswith(" no.") else e.english[-1][-1]
        ends_alike = form[-1] in endings[end] if end in endings else form[-1] not in ".。:：…\n "
        if not ends_alike or form[0].isspace() != e.english[-1][0].isspace():
            wrong.append(f"{e} -> {form}")
    assert not wrong


# Commands, options, file names and names of algorithms and formats are the same in every language.
LITERAL = re.compile(
    r"--[a-z][a-z-]+|sealwright [a-z]+(?: (?:new|list|add|import|export))?"
    r"|[\w-]*\.(?:zip|asice|txt|pem|p12|pfx|jsonl?|csv)\b"
    r"|\b(?:SHA|MD|RSA|P|ISO|RFC|PKCS)[-# ]?\d[\d#-]*\b|\bDEMO\b|\bUTC\b|\bSealwright\b|\bSeal-?wright\b|https?://\S+"
)


@each_language
def test_commands_names_and_algorithms_stay(language: str) -> None:
    changed = {
        f"{e} -> {form}": lost
        for e, form in forms(language)
        if (lost := [word for word in LITERAL.findall(e.english[-1]) if word not in form])
    }
    assert not changed


def test_french_spaces_before_double_punctuation() -> None:
    wrong = [
        form
        for e, form in forms("fr")
        if re.search(r"(?<!\u00a0):(?=\s|$)", form)
        or re.search(r"(?<!\u202f)[;!?]", re.sub(r"\{.*?\}|«.*?»", "", form))
        or re.search(r"«(?!\u00a0)|(?<!\u00a0)»", form)
    ]
    assert not wrong


def test_spanish_questions_and_exclamations_open() -> None:
    wrong = [
        form
        for e, form in forms("es")
        if (words := re.sub(r"\{.*?\}", "", form)).count("?") != words.count("¿")
        or words.count("!") != words.count("¡")
    ]
    assert not wrong


@each_language
def test_quotes_are_those_of_the_language(language: str) -> None:
    assert not [form for _, form in forms(language) if re.search(STRANGE_QUOTES.get(language, '[“”"]'), form)]


VALUES = ("/cases/x y/disk.E01", "تقرير.pdf", "2026-04-17T09:30:00Z", "invoice_\u202egpj.exe")
COUNTS = (0, 1, 2, 3, 10, 11, 21, 99, 100, 101, 102, 103, 1000, 1_000_000)


@each_language
def test_every_message_can_be_filled(language: str) -> None:
    words = translator_for(language)
    for e in entries(language):
        names = {name.split("!")[0].split(":")[0] for form in e.english for name in fields(form)}
        identity = [f"{e.context}\x04{form}" if e.context else form for form in e.english]
        for value in VALUES:
            values = dict.fromkeys(names - {"count"} if e.counted else names, value)
            if e.counted:
                texts = [words.plural(identity[0], identity[1], n, **values) for n in COUNTS]
            else:
                texts = [words.text(identity[0], **values)] if names else [words.text(identity[0])]
            assert all(texts)
            assert not any("\x04" in text or "\u202e" in text for text in texts)


def test_russian_forms_are_chosen_by_their_numbers() -> None:
    counted = next(e for e in entries("ru") if e.counted and all(e.translated))
    one, many = counted.english
    expected = {0: 2, 1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 12: 2, 14: 2, 21: 0, 22: 1, 25: 2, 111: 2, 1001: 0}
    for count, form in expected.items():
        assert translator_for("ru").form(one, many, count) == counted.translated[form], count


def test_arabic_forms_are_chosen_by_their_numbers() -> None:
    counted = next(e for e in entries("ar") if e.counted and all(e.translated))
    one, many = counted.english
    words = translator_for("ar")
    expected = {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 101: 5, 102: 5, 103: 3, 111: 4, 1000: 5}
    for count, form in expected.items():
        assert words.form(one, many, count) == counted.translated[form], count


@pytest.mark.parametrize(
    ("language", "english", "translated"),
    [
        ("fr", "The seal is in order.", "Le scellé est en ordre."),
        ("fr", "ALTERED", "ALTÉRÉ"),
        ("fr", "The fingerprint differs.", "L’empreinte diffère."),
        ("fr", "The folder is empty.", "Le dossier est vide."),
        ("es", "The seal is missing.", "Falta el sello."),
        ("es", "Passphrase", "Contraseña"),
        ("es", "Verdict", "Veredicto"),
        ("ar", "Verify", "التحقيق"),
        ("ar", "ALTERED", "محرَّف"),
        ("ar", "{n} files", "٣ ملفات"),
        ("ar", "Really?", "حقًا?"),
        ("ru", "The seal is in order.", "Печать в порядке."),
        ("ru", "ALTERED", "ФАЛЬСИФИЦИРОВАНО"),
        ("ru", "Verdict", "Вердикт"),
        ("ru", "The fingerprint differs.", "Отпечаток различается."),
        ("pt-BR", "The seal is in order.", "O selo está em ordem."),
        ("pt-BR", "ALTERED", "ADULTERADO"),
        ("pt-BR", "The chain is broken.", "Há quebra da cadeia de custódia."),
        ("pt-BR", "The fingerprint differs.", "A impressão digital difere."),
        ("zh-Hans", "ALTERED", "内容被篡改"),
        ("zh-Hans", "Verdict", "判决"),
        ("zh-Hans", "Completeness", "完整性"),
        ("zh-Hans", "The fingerprint differs.", "指纹不一致。"),
        ("zh-Hans", "{count} files.", "{count} 个文件."),
    ],
)
def test_the_rules_see_what_they_are_for(language: str, english: str, translated: str) -> None:
    assert broken_rules(language, english, translated)


@pytest.mark.parametrize(
    ("language", "english", "translated"),
    [
        ("fr", "Number of the exhibit", "Le numéro du scellé"),
        ("fr", "Cover sheet", "Page de garde"),
        ("es", "Time-stamp", "Sello de tiempo"),
        ("es", "Passphrase", "Frase de contraseña"),
        ("ar", "Verification", "تحقّق"),
        ("ru", "Print form…", "Печать формы…"),
        ("ru", "Fingerprint of the certificate", "Отпечаток сертификата"),
        ("pt-BR", "Digest", "Resumo criptográfico"),
        ("pt-BR", "This is no sign of tampering.", "Isto não é sinal de adulteração."),
        ("zh-Hans", "This is no sign of tampering.", "这不是被篡改的迹象。"),
        ("zh-Hans", "Fingerprint of the certificate", "证书指纹"),
        ("zh-Hans", "Witness", "见证人"),
    ],
)
def test_the_rules_let_the_right_words_through(language: str, english: str, translated: str) -> None:
    assert not broken_rules(language, english, translated)
