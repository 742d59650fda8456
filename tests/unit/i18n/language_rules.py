"""What the glossary's cautions forbid, where a machine can see it. Each rule: pattern, excuse, reason.

A rule is broken when a translation matches the pattern and the English message does not match the excuse.
Patterns see lower case; in Arabic without vowel signs.
"""

from __future__ import annotations

import re

from tests.unit.i18n.banned import Banned
from tests.unit.i18n.rules_chinese import CHINESE
from tests.unit.i18n.rules_german import GERMAN
from tests.unit.i18n.rules_portuguese import PORTUGUESE
from tests.unit.i18n.rules_russian import RUSSIAN

FRENCH = (
    Banned(
        r"\b(le|un|du|au|ce|les|des|aux|ces|votre|vos|son|ses|leur|leurs) scellés?\b",
        r"exhibit|physical seal",
        "“scellé” is the exhibit, never our digital seal (sceau)",
    ),
    Banned(r"\bscellés? (numériques?|électroniques?)\b", None, "the digital seal is “sceau numérique”"),
    Banned(r"\bcachets?\b", r"electronic seal", "“cachet” is the eIDAS electronic seal"),
    Banned(r"\bmises? sous scellés?\b", r"seized", "a judicial act"),
    Banned(r"\bbris\b", None, "“bris de scellé” is an offence"),
    Banned(r"\baltér|\bfalsifi|\btrafiqu|\bfrauduleu", None, "facts, never intent: “modifié”"),
    Banned(r"\bmanipul", r"tamper", "facts, never intent"),
    Banned(r"\b(en|dé)?crypt(é|er|age)", None, "“chiffré”, “déchiffré”"),
    Banned(r"(?<!page de )(?<!mise en )\bgarde\b", None, "reads as “garde à vue”"),
    Banned(r"\bdétention\b", None, "detention of a person"),
    Banned(r"\beffacé", None, "suggests wiping: “supprimé”"),
    Banned(r"\bmédias?\b", None, "press: “support”"),
    Banned(r"\bdispositifs?\b", None, "“appareil”"),
    Banned(r"\bagences?\b", None, "“service”"),
    Banned(
        r"\bperquisition|\bdivulgation|\brétention\b|\bprivilégié|\brédaction\b|\bsoumission",
        None,
        "false friend",
    ),
    Banned(r"\bverdicts?\b", None, "a court's word: “résultat de la vérification”"),
    Banned(r"\bprétend|\bsuspect|\bcoupable|\baccusé", None, "accuses"),
    Banned(r"\bcopies? fantômes?\b", None, "“cliché instantané”"),
    Banned(r"\bdossiers?\b", r"case file", "the case file: folders are “répertoire”"),
    Banned(r"\bbytes?\b|\b[kmgt]i?b\b", None, "“octet”, “Mo”"),
    Banned(r"^(?!.*(certificat|hachage)).*\bempreintes?\b", None, "also a human fingerprint"),
    Banned(r"\bexperts?\b", None, "a legal status"),
    Banned(r"'", None, "the apostrophe is ’"),
)

SPANISH = (
    Banned(r"\bsellos?\b(?! de tiempo| cualificado| electrónico)", r"electronic seal", "“precinto”"),
    Banned(r"\bmanipula|\bfalsifica|\badultera", r"tamper", "facts, never intent: “modificado”"),
    Banned(r"\bveredicto|\bsentencia\b", None, "a court's word"),
    Banned(r"\bencripta|\bdesencripta", None, "“cifrado”, “descifrado”"),
    Banned(r"\bbrechas?\b", None, "“laguna”"),
    Banned(r"\bdivulga|\brevelación|\bretenid|\bredacción|\bprivilegiad", None, "false friend"),
    Banned(
        r"\bresumen\b(?! criptográfico)",
        r"\bsummary\b|\bsummar",
        "“resumen criptográfico”, or false friend of resume",
    ),
    Banned(r"\bsospech|\bculpable|\bsupuestamente|\bpresunt|\bacusad", None, "accuses"),
    Banned(r"(?<!frase de )(?<!frases de )\bcontraseñas?\b", r"password", "“frase de contraseña”"),
    Banned(r"^(?!.*(certificado|hash)).*\bhuellas?\b", None, "also a human fingerprint"),
    Banned(r"\bhuellas? digital|\bimpresi(ón|ones) digital", None, "dactyloscopy"),
    Banned(r"\bficheros?\b", None, "“archivo”"),
    Banned(r"\bcopias? fantasmas?\b", None, "“instantánea de volumen”"),
    Banned(r"\bevidencias?\b(?! digital)", None, "“elemento de prueba”"),
    Banned(r"\bdetenci(ón|ones)\b", None, "detention of a person"),
    Banned(r"\bperit[oa]s?\b|\bexpert[oa]s?\b", None, "a legal status"),
)

ARABIC = (
    Banned(r"\b(ال)?تحقيق\b", r"investigation", "“تحقق”; تحقيق is an investigation"),
    Banned(r"\b(ال)?محرف(ة)?\b|\b(ال)?مزور(ة)?\b|تزوير|\bتلاعب\b", None, "accuses: “تغيّر المحتوى”"),
    Banned(r"\bعبث\b", r"tamper", "facts, never intent"),
    Banned(r"احتجاز|توقيف|\bحبس\b", None, "detention of a person"),
    Banned(r"\bوكالة\b", None, "“جهة”"),
    Banned(r"\b(ال)?خبير\b", None, "a legal status"),
    Banned(r"تفتيش", None, "search of premises: “بحث”"),
    Banned(r"إفشاء|إفصاح", None, "suggests a leak: “إتاحة”"),
    Banned(r"كسر (ال)?(ختم|أختام)", None, "an offence: “فض الختم”"),
    Banned(r"تحريز", None, "judicial packing of an exhibit"),
    Banned(r"نزاهة", None, "moral integrity: “سلامة البيانات”"),
    Banned(r"\b(ال)?إنذار\b", None, "a sanction: “تنبيه”"),
    Banned(r"\b(ال)?حكم\b", None, "a court's decision: “نتيجة التحقق”"),
    Banned(r"متهم|مشتبه|مذنب|\bزعم|مزعوم", None, "accuses"),
    Banned(r"\bعمدا\b|\bقصدا\b", None, "criminal intent: “بقرار مسجَّل”"),
    Banned(r"ختم الوقت", None, "“طابع زمني”"),
    Banned(r"^(?!.*(شهادة|تجزئة)).*\b(ال)?بصمة\b", None, "also a human fingerprint"),
    Banned(r"[٠-٩۰-۹]", None, "Western digits"),
    Banned(r"[\u0621-\u064a] ?[,;?]", None, "Arabic punctuation ، ؛ ؟"),
)

BANNED: dict[str, tuple[Banned, ...]] = {
    "fr": FRENCH,
    "es": SPANISH,
    "ar": ARABIC,
    "de": GERMAN,
    "pt-BR": PORTUGUESE,
    "ru": RUSSIAN,
    "zh-Hans": CHINESE,
}
_NOT_WORDS = re.compile(r"\{.*?\}|«.*?»|„.*?“")  # fields; quotes hold what is typed
_VOWEL_SIGNS = re.compile("[\u064b-\u0652\u0640]")


def broken_rules(language: str, english: str, translated: str) -> list[str]:
    """The reasons of the rules that a translation breaks."""
    seen = _NOT_WORDS.sub("{}", _VOWEL_SIGNS.sub("", translated)).lower()
    return [
        f"{rule.pattern}: {rule.why}"
        for rule in BANNED[language]
        if re.search(rule.pattern, seen, re.DOTALL)
        and not (rule.unless and re.search(rule.unless, english, re.IGNORECASE))
    ]


SAME_AS_ENGLISH: dict[str, frozenset[str]] = {
    "fr": frozenset(
        {
            "Description",
            "Note",
            "Notes",
            "Source",
            "Sources",
            "Volume",
            "document",
            "notes",
            "partition",
            "{count} omission.",
            "{count} segment",
            "{count} source",
        }
    ),
    "es": frozenset({"Byte", "Error: {message}", "Sector", "{count} byte"}),
    "ar": frozenset(),
    "de": frozenset(),
    "pt-BR": frozenset(),
    "ru": frozenset(),
    "zh-Hans": frozenset(),
}
"""Messages that are rightly the same word as in English; others may be at most 2 %."""
