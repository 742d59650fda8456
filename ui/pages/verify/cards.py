"""The cards of a finished check: six questions, findings, where the damage is, contents, time, custody."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.labels import label
from forensics_app.i18n.typography.readable import readable
from forensics_app.i18n.verdicts import (
    AXIS_WORDS,
    NOT_EVIDENCE,
    STATED_TIME,
    TRUST_WORDS,
    axis_sentence,
    axis_word,
    consistency_sentence,
    inside_words,
    other_files_words,
)
from forensics_app.i18n.verifying.after_seal import OUTER_IDENTICAL
from forensics_app.i18n.verifying.sealed_contradictions import is_signed
from forensics_app.i18n.verifying.shown_findings import ShownFinding, shown_findings
from forensics_app.i18n.verifying.signatures import is_invalid
from forensics_app.model.custody import ClockSource, CustodyEventType
from forensics_app.model.findings import (
    AXES,
    KNOWN_BY,
    Axis,
    AxisState,
    BundleFacts,
    Severity,
    Verdict,
    VerificationReport,
)
from forensics_app.model.names import subject_shown, visible
from ui.pages.verify.parcel_card import is_parcel
from ui.theme import px
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.card import Card
from ui.widgets.seals.code_compare import CodeCompare
from ui.widgets.seals.verdict import AXIS_STATES, SEVERITIES, AxisRow, ConsistencyRow, FindingRow
from ui.widgets.statements.facts import KeyValue
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.shapes import Glyph
from ui.widgets.text.text import Path, Rule, Text
from ui.words.digests import grouped, hidden, without

SHOWN_FINDINGS = 60
_NEWEST = 5  # entries of the ledger on the card
LOOKED_INTO = (Verdict.VERIFIED, Verdict.UNCONFIRMED)
_WORST_FIRST = tuple(Severity)


def checked_card(report: VerificationReport) -> Card:
    """Six questions, always all of them; the last, whether the sealed record agrees with itself. A closed
    parcel has no ledger and no record that could be asked about.
    """
    closed = is_parcel(report)
    card = Card(tr("What was checked"), "" if closed else tr("one answer to each question"))
    card.body.setSpacing(0)
    for at, axis in enumerate(a for a in AXES if not (closed and a is Axis.CUSTODY)):
        if at:
            card.add(Rule())
        word = axis_word(report, axis)
        card.add(AxisRow(tr(AXIS_WORDS[axis]), axis_sentence(report, axis), report.axes[axis], word))
    if closed:
        return card
    name, state = tr(AXIS_WORDS[Axis.CONSISTENCY]), report.consistency.state
    card.add(Rule())
    card.add(ConsistencyRow(name, consistency_sentence(report), state))
    return card


def findings_card(report: VerificationReport) -> Card:
    """Worst first; the rest can be copied."""
    found = sorted(shown_findings(report), key=lambda f: _WORST_FIRST.index(f.severity))
    card = Card(tr(NC_("heading", "Findings")), current().number(len(found)))
    card.body.setSpacing(px(2))
    if found:
        card.add_action(Button(tr("Copy as text"), lambda: _copy(found, report), kind="link", small=True))
    else:
        card.add(Text(tr(NC_("heading", "None.")), color="muted"))
    for finding in found[:SHOWN_FINDINGS]:
        said = finding_text(finding, report)
        row = FindingRow(SEVERITIES[finding.severity], said, finding.place)
        card.add(row)
    if len(found) > SHOWN_FINDINGS:
        more = len(found) - SHOWN_FINDINGS
        card.add(Text(trn("and {count} more", "and {count} more", more), "small", "muted"))
    return card


def finding_text(found: ShownFinding, report: VerificationReport) -> str:
    """The sentence of a finding, without the signer's fingerprint, which another card hides in part."""
    return without(found.sentence, report.seal.fingerprint)


def _copy(findings: list[ShownFinding], report: VerificationReport) -> None:
    lines = [f"{f.finding.code}\t{f.place}\t{finding_text(f, report)}" for f in findings]
    QGuiApplication.clipboard().setText("\n".join(lines))


def contents_card(
    report: VerificationReport, browse: Callable[[], object], compare: Callable[[], object]
) -> Card:
    """How much is inside, by exhibit; `browse` shows what it is, `compare` what others have of it."""
    bundle, words = report.bundle, current()
    card = Card(tr(NC_("label", "Contents")))
    for button in (
        Button(tr(NC_("button", "Compare…")), compare, glyph="intersect", small=True),
        Button(tr("Browse contents…"), browse, glyph="folder-open", small=True),
    ):
        button.setEnabled(report.verdict in LOOKED_INTO)
        if report.verdict not in LOOKED_INTO:
            button.setToolTip(tr("Contents can only be browsed if the bundle is verified or unconfirmed."))
        card.add_action(button)
    head = QHBoxLayout()
    head.setSpacing(px(12))
    head.addWidget(Glyph("package", 26), 0, Qt.AlignmentFlag.AlignTop)
    lines = QVBoxLayout()
    lines.setSpacing(0)
    parts = []
    whole = report.axes[Axis.COMPLETENESS] is not AxisState.FAIL
    if bundle.files is not None and (whole or not is_signed(report)):
        parts.append(trn("{count} file", "{count} files", bundle.files))
    elif bundle.files is not None:  # not all of them need be here
        parts.append(trn("{count} file in the sealed list", "{count} files in the sealed list", bundle.files))
    if bundle.payload_bytes is not None:
        size = words.size(bundle.payload_bytes)
        parts.append(size if whole else tr("{size} of them here", size=size))
    if bundle.exhibits:
        parts.append(trn("{count} exhibit", "{count} exhibits", len(bundle.exhibits)))
    lines.addWidget(Text(" · ".join(parts) or tr(NC_("heading", "Unknown")), "strong", wrap=True))
    below = inside_words(bundle, words)
    if below:
        lines.addWidget(Text(" · ".join(below), "small", "muted", wrap=True))
    if not is_signed(report):
        unsealed = tr("as this copy has it; not confirmed by a seal")
        lines.addWidget(Text(unsealed, "small", "muted", wrap=True))
    head.addLayout(lines, 1)
    card.add_layout(head)
    if bundle.exhibits:
        card.add(_exhibits(bundle))
    return card


def _exhibits(bundle: BundleFacts) -> QWidget:
    """The files of each, and the rest, which is the seal's nonce in a sound bundle: together those above."""
    rows = KeyValue(label_width=90, gap=3)
    for exhibit, count in bundle.exhibits[:12]:
        said = trn("{count} file", "{count} files", count) if count else tr("listed only")
        rows.row(current().isolate(visible(exhibit)), said)
    if other := other_files_words(bundle, current()):
        rows.row(current().text(NOT_EVIDENCE), other)
    return rows


def time_card(report: VerificationReport) -> Card:
    """When it existed at the latest, and who says so; where nobody attests that, the time that is claimed."""
    seal = report.seal
    attested = bool(seal.existed_by or (seal.timestamp and report.axes[Axis.TIME] is AxisState.PASS))
    signed = is_parcel(report) or report.bundle.scope == "addendum"
    if attested:
        card = Card(tr("Signed no later than") if signed else tr("Sealed no later than"))
    else:
        card = Card(tr("Signing time") if signed else tr("Sealing time"))
    state = AXIS_STATES[report.axes[Axis.TIME]]
    if seal.timestamp:
        sure = report.axes[Axis.TIME] is AxisState.PASS
        who = tr("Attested by an independent clock") if sure else tr("By an unconfirmed clock")
        card.add(StepRow(state, shown_time(seal.timestamp), who))
        if seal.level:
            card.add(
                Text(tr("Level of the seal (CAdES): {level}", level=seal.level), "small", "muted", wrap=True)
            )
    elif seal.signed_at:
        by = tr("The signer's own clock; not attested by anyone else")
        if is_invalid(report):
            by = tr("Stated by a signature that is invalid; not attested by anyone else")
        card.add(StepRow(state, shown_time(seal.signed_at), by))
    else:
        card.add(StepRow(State.NONE, tr(NC_("heading", "Unknown")), tr("No readable time.")))
    if seal.existed_by:
        who = tr("Attested by a time-stamp added after sealing")
        card.add(StepRow(State.OK, shown_time(seal.existed_by), who))
    if seal.sealed_after:
        who = tr("Not sealed before: time-stamp over the custody ledger")
        card.add(StepRow(State.OK, shown_time(seal.sealed_after), who))
    return card


def cosigners_card(report: VerificationReport) -> Card | None:
    """Who signed beside the sealing examiner."""
    others = report.seal.signers[1:]
    if not others:
        return None
    card = Card(tr("Other signatures"), current().number(len(others)))
    for number, signer in enumerate(others, start=2):
        name = current().isolate(visible(subject_shown(signer.label or signer.certificate_name)))
        known = signer.trust in KNOWN_BY
        state, said = State.OK if known else State.WARN, tr(TRUST_WORDS[signer.trust])
        if is_invalid(report, number):
            state, said = State.BAD, tr("Signature invalid")
        card.add(StepRow(state, name, said))
        shown = without(signer.fingerprint, report.seal.fingerprint)
        card.add(Path(shown if shown == hidden() else grouped(shown, 8), shown, "hash"))
    return card


def shown_time(sealed: str) -> str:
    """`2026-11-24 13:58:07 UTC`."""
    return current().isolate(readable(sealed))


def custody_card(report: VerificationReport, read_all: Callable[[], object]) -> Card | None:
    """The newest entries of the sealed ledger; `read_all` shows the others."""
    if not report.custody_story:
        return None
    count = report.bundle.custody_events or len(report.custody_story)
    card = Card(tr("Custody summary"), trn("{count} entry", "{count} entries", count))
    if report.verdict in LOOKED_INTO:
        card.add_action(Button(tr("Read in full…"), read_all, kind="link", small=True))
    for event in reversed(report.custody_story[-_NEWEST:]):
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        line.addWidget(Glyph("link", 16, "accent"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(_event_text(event), wrap=True), 1)
        when = event.get("time", "")[:16].replace("T", " ")
        line.addWidget(
            Text(current().isolate(when), "small", "muted", end=True), 0, Qt.AlignmentFlag.AlignTop
        )
        card.add(row)
    older = count - min(count, _NEWEST)
    if older > 0:
        card.add(Text(trn("{count} older entry", "{count} older entries", older), "small", "muted"))
    return card


def _event_text(event: dict[str, str]) -> str:
    try:
        what = label(CustodyEventType(event.get("event", "")))
    except ValueError:
        what = event.get("event", "?")
    parts = [what, *(current().isolate(event[k]) for k in ("exhibits", "place", "person") if event.get(k))]
    if event.get("clock") == ClockSource.STATED.value:
        parts.append(tr(STATED_TIME))
    return " · ".join(parts)


def elsewhere_card(commands: Callable[[], object], second: Callable[[], object]) -> Card:
    """That nobody has to believe this program."""
    card = Card()
    line = QHBoxLayout()
    line.setSpacing(px(12))
    line.addWidget(Glyph("terminal-window", 26), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Text(tr("Verify without this program"), "strong", wrap=True))
    text = tr(
        "A script checks the signatures, the digests and that every file is there, with openssl and "
        "sha256sum. It does not judge the lists and the custody ledger."
    )
    words.addWidget(Text(text, "small", "muted", wrap=True))
    line.addLayout(words, 1)
    line.addWidget(Button(tr("Show commands…"), commands, small=True))
    again = Button(tr("Second implementation"), second, small=True)
    again.setToolTip(tr("Recomputes digests and signatures with another library, independent of OpenSSL."))
    line.addWidget(again)
    card.add_layout(line)
    return card


def seal_card(report: VerificationReport, shown_code: str) -> Card | None:
    """The seal code, and a field for what the cover sheet says it is."""
    if not shown_code or report.bundle.scope == "addendum":
        return None
    card = Card(tr("Seal code"))
    card.add(CodeCompare(shown_code, report.seal.code or "", fingerprint=report.seal.fingerprint))
    if report.seal.outer_identical:
        card.add(StepRow(State.OK, tr(OUTER_IDENTICAL), ""))
    return card
