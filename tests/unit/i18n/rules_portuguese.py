"""What the glossary forbids in this language. See `language_rules`."""

from __future__ import annotations

from tests.unit.i18n.banned import Banned

PORTUGUESE: tuple[Banned, ...] = (
    Banned(r"\bselos?\b", r"electronic seal", "a notary's or an electronic seal: “lacre digital”"),
    Banned(
        r"\badulter|\bmanipula|\bfalsific|\bforjad|\bviolad", r"tamper", "facts, never intent: “modificado”"
    ),
    Banned(r"\bvere(dito|dicto)|\bsentença", None, "a court's word: “resultado da verificação”"),
    Banned(
        r"\bquebra|\brupturas?\b|\brompid",
        None,
        "“quebra da cadeia de custódia” is a ruling: “lacuna”, “incoerente”",
    ),
    Banned(r"\bperit[oa]s?\b|\bpericia(l|is)\b|\blaudos?\b|\bespecialistas?\b", None, "a legal status"),
    Banned(r"\bsuspeit|\bacusad|\bculpad|\bcriminos|\balegad|\bsupost", None, "accuses"),
    Banned(r"\bdetenç|\bdetid[oa]|\bretid[oa]|\bretenç", None, "detention of a person"),
    Banned(r"\bbuscas?\b|\bbuscar\b", None, "search of premises: “pesquisa”"),
    Banned(r"\bdivulga|\brevela|\bvaza", None, "suggests a leak: “disponibilização”"),
    Banned(r"\bprivilegiad|\bredaç(ão|ões)\b|\bsubmiss", None, "false friend"),
    Banned(
        r"\bresumos?\b(?! criptográfico)",
        r"\bsummary\b|\bin short\b",
        "“resumo criptográfico”",
    ),
    Banned(r"^(?!.*certificado).*\bimpress(ão|ões) digita", None, "also that of a finger"),
    Banned(r"\bevidências?\b(?! digita)", r"evidence no\.", "“material”, or “evidência digital”"),
    Banned(r"\bsenhas?\b", r"password", "“frase secreta”"),
    Banned(r"\bencripta|\bdesencripta", None, "“criptografado”"),
    Banned(r"\bagências?\b", None, "“órgão”"),
    Banned(r"\bdanos\b", None, "compensation: “dano”"),
    Banned(r"\bselos? de tempo|\btimestamp\b", r"sealwright timestamp", "“carimbo do tempo”"),
    Banned(r"\bcópias? fantasmas?\b", None, "“cópia de sombra”"),
    Banned(r"\btreinador", None, "a sports coach"),
    Banned(
        r"\bficheiros?\b|\becrãs?\b|\butilizador|\bequipas?\b|\belectr|\beletrón|\bregistos?\b",
        None,
        "European Portuguese",
    ),
    Banned(r"[„«»]", None, "the quotation marks are “ and ”"),
)
