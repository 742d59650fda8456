"""What the signed list of a parcel states to whoever carries it; and the parcel that a bundle came in."""

from __future__ import annotations

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.verdicts import AXIS_WORDS
from forensics_app.model.findings import Severity, VerificationReport
from forensics_app.model.names import visible
from forensics_app.model.request import HandlingCode
from forensics_app.services.verifying.parcel_list import ParcelList, RecipientKind
from forensics_app.services.verifying.verify import code_shown
from ui.theme import px
from ui.theme.state import State
from ui.widgets.layout.card import Card
from ui.widgets.seals.verdict import SEVERITIES, FindingRow
from ui.widgets.statements.facts import KeyValue
from ui.widgets.statements.handling_tag import HandlingTags
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.text import Path, Text
from ui.words.digests import grouped
from ui.workbench.bundle_check import OpenedParcel


def is_parcel(report: VerificationReport) -> bool:
    """Whether what was checked is a parcel that nobody opened."""
    return report.bundle.scope == "parcel"


def parcel_card(report: VerificationReport) -> Card | None:
    """None for a bundle, and for a parcel whose list could not be read."""
    facts = report.parcel
    if facts is None:
        return None
    card = Card(tr(NC_("heading", "Parcel")), tr("according to its signed list"))
    rows = KeyValue(label_width=130, gap=6)
    rows.path_row(tr("Parcel number"), grouped(facts.parcel, 8), facts.parcel, "hash")
    rows.row(tr(NC_("label", "Size")), volumes_text(facts))
    if facts.recipients or facts.shares is not None:
        rows.row(tr(NC_("step", "Recipients")), _recipients(facts))
    for one in facts.recipients:
        if one.sha256 is not None:
            rows.path_row(tr(NC_("label", "Certificate")), grouped(one.sha256, 8), one.sha256, "hash")
    if facts.handling:
        codes = [HandlingCode(h.scheme, h.value) for h in facts.handling]
        rows.widget_row(tr("Handling codes"), HandlingTags(codes))
    rows.path_row(tr("Seal code of the bundle inside"), code_shown(facts.seal), facts.seal, "hash")
    card.add(rows)
    said = tr(
        "The size is that of the encrypted files, with padding: the bundle is smaller. "
        "Compare the seal code with the one the sender gave you through another channel."
    )
    card.add(Text(said, "small", "muted", wrap=True))
    return card


def volumes_text(facts: ParcelList) -> str:
    """`3 volumes, 24 MB with padding`."""
    count, size = len(facts.volumes), current().size(facts.padded_bytes)
    return trn(
        "{count} volume, {size} with padding", "{count} volumes, {size} with padding", count, size=size
    )


def _recipients(facts: ParcelList) -> str:
    certificates = sum(r.kind is RecipientKind.CERTIFICATE for r in facts.recipients)
    phrases = len(facts.recipients) - certificates
    parts = []
    if certificates:
        parts.append(trn("{count} certificate", "{count} certificates", certificates))
    if phrases:
        parts.append(trn("{count} passphrase", "{count} passphrases", phrases))
    if facts.shares is not None:
        count = len(facts.shares.digests)
        parts.append(tr("any {needed} of {count} shares", needed=facts.shares.threshold, count=count))
    return current().listed(parts)


def opened_card(opened: OpenedParcel) -> Card:
    """Where the bundle that is shown was in, and what is doubtful about how it came."""
    card = Card()
    card.body.setSpacing(px(4))
    doubts = [f for f in opened.findings if f.severity is not Severity.NOTE]
    state = State.WARN if doubts else State.OK
    said = tr("All of it was decrypted and authenticated, and the bundle inside is the one listed.")
    card.add(StepRow(state, tr("Opened from the parcel {name}", name=visible(opened.parcel.name)), said))
    card.setAccessibleName(tr(NC_("heading", "Parcel")))
    card.add(Path(visible(str(opened.bundle)), str(opened.bundle)))
    for found in opened.findings:
        card.add(FindingRow(SEVERITIES[found.severity], found.sentence, tr(AXIS_WORDS[found.axis])))
    return card
