"""What the glossary forbids in German. See `language_rules`; patterns see lower case."""

from __future__ import annotations

from tests.unit.i18n.banned import Banned

GERMAN = (
    Banned(r"\burteil(?!t)|\bverdikt", None, "a court's word: “Prüfergebnis”"),
    Banned(r"\bver?fälsch|\bgefälscht|\bfälschung", None, "accuses: “verändert”"),
    Banned(r"\bmanipul", r"tamper", "facts, never intent"),
    Banned(r"\bgewahrsam|\bhaft\b|\binhaftier", None, "custody of a person: “Verwahrung”"),
    Banned(
        r"\bbeweiskette|\bbeweismittelkette \w* ?gebrochen|\bbruch\b",
        None,
        "“Beweismittelkette”, never broken",
    ),
    Banned(r"\bsiegelbruch|\bgebrochene[snr]? siegel", None, "an offence (StGB 136)"),
    Banned(r"\bunterschrift", r"\bpen\b|by hand|signature", "“Signatur”; Unterschrift is by hand"),
    Banned(r"\bunterschr(ieb|eib|ift)en\b", r"\bpen\b|by hand", "“signieren”"),
    Banned(r"\bagentur", None, "“Dienststelle”"),
    Banned(r"\bsachverständig|\bgutacht|\bexpert", None, "a legal status"),
    Banned(r"\bdurchsuch(ung|e\b)", None, "search of premises: “Suche”"),
    Banned(r"\bverdächtig|\bbeschuldigt|\bangeblich|\btäter", None, "accuses"),
    Banned(
        r"^(?!.*(zertifikat|schlüssel|fingerabdruck \{)).*\bfingerabdr[uü]ck",
        None,
        "also a human fingerprint",
    ),
    Banned(r"\bbild(er)?\b.*\bdatenträger|\bdatenträgerbild", r"picture", "“Abbild”"),
    Banned(r"\bordnern?\b", None, "“Verzeichnis”"),
    Banned(r"\bmanifest\b", None, "“Inhaltsverzeichnis”"),
    Banned(r"\bbündel", None, "“Beweispaket”"),
    Banned(r"\bausweis\b|\bausweise\b", None, "“Laborkarte”"),
    Banned(r"\bbeglaubigt", None, "a notary's word: “belegt”"),
    Banned(r"\btatsächliche zeit|\bwahre zeit", None, "“angegebene Zeit”"),
    Banned(r"\banonym|\bunbekannte[rn]? unterzeichn", None, "“nicht hinterlegte signierende Stelle”"),
    Banned(r"\bleck\b|\bdatenleck", None, "a breach: “Lücke”"),
    Banned(r"\bentsorg|\benthüll|\bvorratsdaten|\bprivilegiert|\bredaktion", None, "false friend"),
    Banned(r"\bquittung", None, "for payment: “Empfangsbestätigung”"),
    Banned(
        r"\banfragen? (zur rechtshilfe|der behörde)|\bersuchende person", None, "“Ersuchen”, of an authority"
    ),
    Banned(r"\bprüfsumme", r"checksum", "“Hashwert”"),
    Banned(r"\bprotokoll\b", r"\blog\b|protocol|record", "an official record"),
    Banned(r"\bgegenzeichn", None, "approval by a superior: “Mitzeichnung”"),
    Banned(r"\blesezeichen", r"bookmark", "“Markierung”"),
    Banned(
        r"\bscreenshot|\buser\b|\bdownload|\bfiles?\b(?!path)(?! slack)",
        r"\bFILE\b",
        "a German word is there",
    ),
    Banned(r"'", None, "the apostrophe is ’"),
)
