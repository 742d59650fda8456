"""Who sealed a bundle, whether this user trusts that laboratory, and how to come to trust it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from forensics_app.i18n import N_, current, tr
from forensics_app.i18n.verifying.signatures import is_invalid
from forensics_app.model.findings import Verdict, VerificationReport
from forensics_app.model.names import subject_shown
from ui.pages.verify.container_only_card import is_addendum
from ui.pages.verify.parcel_card import is_parcel
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.controls.pill import Pill
from ui.widgets.layout.card import Card
from ui.widgets.layout.columns import scroll_to
from ui.widgets.seals.fingerprint import FingerprintRows, PhoneCompare
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Text

_KNOWN_WORDS = {
    "own": N_("One of your own identities"),
    "practice": N_("Practice identity"),
    "chosen": N_("Trusted for this check only"),
}


class SignerCard(Card):
    """`trust_asked` when both hidden rows were typed and the certificate is to be trusted. `namesake`:
    another certificate in this name is trusted.
    """

    trust_asked = Signal()
    compare: PhoneCompare | None = None

    def __init__(self, report: VerificationReport, *, namesake: bool = False) -> None:
        signed = is_addendum(report) or is_parcel(report)
        invalid = is_invalid(report)
        title = tr("Signed by") if signed else tr("Sealed by")
        super().__init__(tr("Named as signer") if invalid else title)
        seal, bundle = report.seal, report.bundle
        if seal.fingerprint is None:
            self.add(Text(tr("There is no readable signature."), color="muted", wrap=True))
            return
        words = current()
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(Glyph("identification-card", 28), 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(
            Text(words.isolate(subject_shown(seal.signer_label or seal.signer or "?")), "strong", wrap=True)
        )
        origin = words.listed(words.isolate(part) for part in (bundle.agency, bundle.country) if part)
        if origin:
            lines.addWidget(
                Text(tr("according to the bundle: {origin}", origin=origin), "small", "muted", wrap=True)
            )
        head.addLayout(lines, 1)
        self.add_layout(head)
        known = seal.signer_label is not None
        pills = QHBoxLayout()
        pills.setSpacing(px(8))
        pills.addWidget(Pill(tr("Signature invalid"), State.BAD) if invalid else _trust_pill(report))
        if seal.demo:
            pills.addWidget(Pill("DEMO", State.WARN))
        pills.addStretch(1)
        self.add_layout(pills)
        if namesake and not known and not invalid:
            said = tr(
                "You trust another certificate in this name. This one is either a new certificate of the "
                "same signer, or of somebody else who uses the name: compare the fingerprint before you rely "
                "on it."
            )
            self.add(Text(said, "small", "warn", wrap=True))
        self.add(Text(tr("Fingerprint of the signer"), "small", "muted"))
        if known or not may_be_compared(report):
            self.add(FingerprintRows(seal.fingerprint))
        else:
            self._offer_comparison(seal.fingerprint, seal.code)

    def _offer_comparison(self, fingerprint: str, seal_code: str | None) -> None:
        compare = PhoneCompare(fingerprint, seal_code=seal_code)
        self.add(compare)
        self._trust = Button(tr("Trust this signer…"), self.trust_asked.emit)
        self._trust.setEnabled(False)
        self._trust.setToolTip(
            tr("Adds the signer’s certificate, whose fingerprint you compared, to the signers you trust.")
        )
        compare.agreed.connect(self._agreed)
        compare.entered.connect(self.trust_asked)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self._trust)
        self.add_layout(line)
        self.compare = compare

    def begin_comparison(self) -> None:
        """To the first row that has to be typed."""
        first = next(iter(self.compare.edits.values()), None) if self.compare is not None else None
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            scroll_to(self)

    def _agreed(self, agreed: bool) -> None:
        self._trust.setEnabled(agreed)
        if agreed:
            scroll_to(self._trust)


def may_be_compared(report: VerificationReport) -> bool:
    """Whether the next step is to compare the signer's fingerprint by telephone."""
    seal = report.seal
    return (
        report.verdict is Verdict.UNCONFIRMED and seal.fingerprint is not None and seal.signer_label is None
    )


def _trust_pill(report: VerificationReport) -> Pill:
    """What vouches for the signer: an identity of one's own needs no entry on a list."""
    signers = report.seal.signers
    trust = signers[0].trust if signers else "unknown"
    if trust in _KNOWN_WORDS:
        return Pill(tr(_KNOWN_WORDS[trust]), State.OK)
    if report.seal.signer_label is not None:
        return Pill(tr("On your trusted list"), State.OK)
    return Pill(tr("Not on your trusted list"), State.WARN)
