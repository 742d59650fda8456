"""metadata/supplement.json of a bundle by itself: its form, and what it must agree with (section 3.10)."""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.bundle.layout import SUPPLEMENT
from forensics_app.bundle.reading.grammar import is_reference
from forensics_app.model.supplement import Replacement, SeriesPart, Supplement, SupplementKind
from forensics_app.verify.collector import Findings
from forensics_app.verify.files.reading import DigestedFile
from forensics_app.verify.files.records import Reader
from forensics_app.verify.files.records import Supplement as SealedSupplement
from forensics_app.verify.files.sealed_lists import read_object

MAX_PARTS = 10_000


def read_supplement(file: DigestedFile, findings: Findings) -> Supplement | None:
    """What it says, or None and a finding. Raises FileUnreadableError."""
    read = read_object(file, Reader(SealedSupplement), findings)
    if read is None:
        return None
    supplement = Supplement(
        kind=SupplementKind(read.kind),
        supplements=read.supplements,
        reason=read.reason.text,
        lang=read.reason.lang,
        series=tuple(SeriesPart(p.reference, p.seal_code) for p in read.series),
        replaces=tuple(Replacement(r.earlier, r.later) for r in read.replaces),
    )
    wrong = _what_is_wrong(supplement)
    if wrong is not None:
        findings.code("supplement-form", wrong)
        return None
    return supplement


def judge_supplement(
    supplement: Supplement,
    *,
    reference: str | None,
    earlier: Sequence[str] | None,
    catalogued: frozenset[str] | None,
    findings: Findings,
) -> None:
    """`reference` and `earlier` (seal codes) are those of the seal, `catalogued` the ids in `replaces` that
    are lines of the catalogue; each None where it is not known."""
    if reference is not None and any(p.reference == reference for p in supplement.series):
        findings.code("supplement-of-itself", SUPPLEMENT, None, reference)
    if earlier is not None:
        known_earlier = frozenset(earlier)
        parts = frozenset(p.seal_code for p in supplement.series)
        for part in supplement.series:
            if part.seal_code not in known_earlier:
                findings.code("supplement-not-earlier", part.reference, None, part.seal_code)
        known = [code for code in earlier if code in parts]
        stated = [p.seal_code for p in supplement.series if p.seal_code in known_earlier]
        if known != stated:
            findings.code("supplement-order", SUPPLEMENT)
    if catalogued is not None:
        for one in supplement.replaces:
            if one.later is not None and one.later not in catalogued:
                findings.code("supplement-item-unknown", one.later, one.earlier)
    target = supplement.target
    if target is not None:
        code = "supplement-corrects" if supplement.kind is SupplementKind.CORRECTS else "supplement-adds"
        findings.code(code, target.reference, target.seal_code, supplement.reason)


def _what_is_wrong(supplement: Supplement) -> str | None:
    """The first key that breaks a rule of the form."""
    codes = [p.seal_code for p in supplement.series]
    references = [p.reference for p in supplement.series]
    if not codes or len(set(codes)) != len(codes) or len(codes) > MAX_PARTS:
        return "series"
    if not all(map(is_reference, references)):
        return "series"
    if supplement.target is None:
        return "supplements"
    if not supplement.reason.strip():
        return "reason"
    replaced = [r.earlier for r in supplement.replaces]
    if replaced != sorted(set(replaced)) or (replaced and supplement.kind is SupplementKind.ADDS):
        return "replaces"
    return None
