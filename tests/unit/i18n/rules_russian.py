"""What the glossary forbids in this language. See `language_rules`."""

from __future__ import annotations

from tests.unit.i18n.banned import Banned

RUSSIAN: tuple[Banned, ...] = (
    Banned(
        r"\bпечат(ь|и|ью|ей|ям|ями|ях)\b",
        r"\bprint|electronic seal|and stamp",
        "“печать” is Print; the digital seal is “цифровая пломба”",
    ),
    Banned(r"\bпломб(а|ы|е|у|ой)\b[^.]*\bсломан|\bсрыв", None, "an offence: “вскрытие”"),
    Banned(r"\bфальсиф|\bподдел|\bподлож|\bподтасов|\bумышлен", None, "accuses: “изменено”"),
    Banned(r"\bвмешательств", r"tamper", "facts, never intent"),
    Banned(r"\bвердикт|\bприговор|\bопроверг", None, "a court's word: “результат проверки”"),
    Banned(r"\bобыск", None, "search of premises: “поиск”"),
    Banned(r"\bпод стражей\b|\bзаключени[ея] под\b|\bарест", None, "detention of a person: “хранение”"),
    Banned(r"\bэксперт|\bспециалист", None, "a legal status: “лицо, проводящее исследование”"),
    Banned(r"\bвещественн", None, "a formal decision: “изъятый объект”"),
    Banned(r"\bподозрева|\bобвиня|\bвиновн|\bякобы\b|\bпреступник", None, "accuses"),
    Banned(r"\bпубличн\w* ключ", None, "“открытый ключ”"),
    Banned(r"\bотозван\w* сертификат|\bсертификат\w* отозван|\bсписк\w* отзыва", None, "“аннулирован”"),
    Banned(r"\bштамп", None, "“метка времени”"),
    Banned(r"\bтег(а|и|ов|у|ом)?\b|\bверификац|\bвалидац", None, "jargon"),
    Banned(r"\bзаявк", None, "a commercial order: “запрос”"),
    Banned(r"\bкаталог", None, "a folder to most readers: “указатель”, “папка”"),
    Banned(r"\bполнот", None, "thoroughness of an investigation: “комплектность”"),
    Banned(r"\bэкспорт", None, "foreign trade: “выгрузка”"),
    Banned(r"\bреестр", r"registry", "the registry of Windows: “журнал”"),
    Banned(r"\bтом(а|ы|ов|ами)\b", r"volume|encrypted|unlock", "a disk's volume, never a part of a parcel"),
    Banned(
        r"^(?!.*сертификат)(?!.*карточк).*\bотпечат(ок|ка|ку|ком|ки)\b",
        r"--fingerprint",
        "also a human fingerprint",
    ),
    Banned(r"\bредакци[яию]\b", None, "false friend of redaction: “вымарывание”"),
    Banned(r"\bразрыв|\bразорван", r"line", "“запись отсутствует”: no broken chain"),
    Banned(r"\bконтрольн\w* сумм", r"checksum", "“хеш-сумма”; a checksum is weaker"),
)
