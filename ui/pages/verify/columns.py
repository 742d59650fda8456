"""The report of a check, laid out: what was found in the wide column, whom and what it rests on beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from forensics_app.i18n import current, tr
from forensics_app.model.findings import Verdict, VerificationReport
from ui.pages.verify import cards
from ui.pages.verify.container_only_card import alone_card, is_alone
from ui.pages.verify.damage_card import damage_card
from ui.pages.verify.parcel_card import is_parcel, parcel_card
from ui.pages.verify.sealed_request_card import sealed_request_card
from ui.pages.verify.signer_card import SignerCard
from ui.widgets.layout.card import Card
from ui.widgets.layout.columns import Columns, stack
from ui.words.jobs import short

Act = Callable[[], object]
OpenAddendum = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class ReportActs:
    """What the cards' buttons do; None where there is nothing that it could be done with. `beside` is the
    bundle of what was verified by itself, where that lies in the same folder.
    """

    choose: Act
    browse: Act
    compare: Act
    recipe: Act
    second: Act
    read_custody: Act
    trust: Act
    take_in: Act | None
    beside: Path | None
    check_beside: Act


def report_columns(
    report: VerificationReport,
    shown_code: str,
    acts: ReportActs,
    addenda: Card | None,
    *,
    namesake: bool = False,
) -> Columns:
    """Every card that this report has something for. `addenda`: that of what came after the seal; `namesake`:
    another certificate in the signer's name is trusted.
    """
    signer = SignerCard(report, namesake=namesake)
    signer.trust_asked.connect(acts.trust)
    no_recipe = report.verdict is Verdict.UNREADABLE or is_alone(report) or is_parcel(report)
    main = [
        alone_card(report, acts.choose, acts.take_in, acts.beside, acts.check_beside),
        parcel_card(report),
        cards.checked_card(report),
        damage_card(report),
        cards.findings_card(report),
        None if report.bundle.files is None else cards.contents_card(report, acts.browse, acts.compare),
        sealed_request_card(report),
        None if no_recipe else cards.elsewhere_card(acts.recipe, acts.second),
    ]
    side = [
        signer,
        cards.cosigners_card(report),
        cards.time_card(report),
        cards.seal_card(report, shown_code),
        addenda,
        cards.custody_card(report, acts.read_custody),
    ]
    return Columns(
        stack(*(c for c in main if c is not None)),
        stack(*(c for c in side if c is not None)),
        side_width=368,
        fold_below=880,
    )


def rests_on(report: VerificationReport) -> str:
    """The line under the verdict: which bundle, and which program checked it."""
    words, verifier = current(), report.verifier
    parts = [
        words.isolate(p)
        for p in (report.bundle.reference or short(report.bundle.path), report.bundle.title)
        if p
    ]
    program = f"{verifier.name} {verifier.version} ({verifier.digest[:8]})"
    parts.append(tr("checked by {program}", program=program))
    return " · ".join(parts)
