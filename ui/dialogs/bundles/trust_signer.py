"""Asks, before a signer is trusted, whether that is meant: who, by which certificate, for what, how long."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.findings import VerificationReport
from forensics_app.model.names import subject_shown, visible
from ui.theme import px
from ui.widgets.controls.buttons import Button
from ui.widgets.seals.fingerprint import FingerprintRows
from ui.widgets.statements.facts import KeyValue
from ui.widgets.text.text import Text


class TrustSignerDialog(QDialog):
    """Accepted where the signer of `report`, whose fingerprint was compared, is to be trusted from now on."""

    help_topic = "verify"

    def __init__(self, report: VerificationReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        seal, bundle, words = report.seal, report.bundle, current()
        signer = seal.signers[0] if seal.signers else None
        name = words.isolate(visible(subject_shown(seal.signer or "?")))
        self.setWindowTitle(tr("Trust signer"))
        self.setMinimumWidth(px(580))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(20))
        box.setSpacing(px(12))
        box.addWidget(Text(tr("Trust {name}?", name=name), "page", wrap=True))
        facts = KeyValue(label_width=150)
        facts.row(tr("Name in the certificate"), name)
        if signer is not None:
            organisation = words.isolate(visible(signer.organisation))
            facts.row(tr("Organisation in the certificate"), organisation or tr("Not stated"))
        origin = words.listed(words.isolate(visible(p)) for p in (bundle.agency, bundle.country) if p)
        facts.row(tr("Laboratory, according to the bundle"), origin or tr("Not stated"))
        if signer is not None:
            until = words.isolate(signer.not_after[:10])
            facts.row(tr("Certificate valid until"), until)
        box.addWidget(facts)
        if seal.fingerprint is not None:
            box.addWidget(Text(tr("Fingerprint of the signer"), "small", "muted"))
            box.addWidget(FingerprintRows(seal.fingerprint))
        box.addWidget(
            Text(
                tr(
                    "From now on, seals, receipts and other addenda signed with this certificate are "
                    "confirmed as this signer's on this computer, including those already received. This "
                    "covers signatures only, not time-stamps, and says nothing about whether what was "
                    "signed is true."
                ),
                wrap=True,
            )
        )
        box.addWidget(
            Text(
                tr(
                    "The trust does not end by itself. You can remove the signer at any time under "
                    "“Partners” in Preferences."
                ),
                wrap=True,
            )
        )
        if seal.demo:
            warning = tr(
                "This is a practice identity, as its certificate states (DEMO). Trust it only for practice: "
                "nobody has checked who holds it, and no evidence may rest on it."
            )
            box.addWidget(Text(warning, "strong", "warn", wrap=True))
        line = QHBoxLayout()
        line.addStretch(1)
        self.cancel_button = Button(tr(NC_("button", "Cancel")), self.reject)
        self.trust_button = Button(tr("Trust this signer"), self.accept, kind="primary")
        self.trust_button.setAutoDefault(False)
        line.addWidget(self.cancel_button)
        line.addWidget(self.trust_button)
        box.addLayout(line)
        self.cancel_button.setDefault(True)  # Enter alone trusts nobody
        self.cancel_button.setFocus()
