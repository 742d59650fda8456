"""The story of a bundle since it was sealed: its addenda, oldest first, and which of them count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.addenda import receipt_label
from forensics_app.i18n.findings import finding_sentence, receipt_finding_sentence
from forensics_app.i18n.labels import label
from forensics_app.i18n.verdicts import verdict_word
from forensics_app.i18n.verifying.after_seal import received_file_words, stated_in
from forensics_app.model.addendum import ReceiptOutcome
from forensics_app.model.findings import AddendumFacts, Finding, Severity, Verdict, VerificationReport
from forensics_app.model.names import subject_shown, visible
from forensics_app.services.verifying.addenda_story import weighty_findings
from ui.theme.state import State
from ui.widgets.controls.buttons import Button
from ui.widgets.layout.set_in import set_in
from ui.widgets.statements.notices import StepRow
from ui.widgets.text.text import Path, Text
from ui.words.digests import grouped, without

SHOWN = 12
CODES_SHOWN = 6
_SEVERAL = 2  # a receipt that does not continue the dispatch begins a chain of its own


def story_parts(
    report: VerificationReport, open_file: Callable[[str], object] | None = None
) -> list[QWidget]:
    """The addenda of one bundle, oldest first, each with what is not right with it.

    `open_file` shows one by its name, where its signer's fingerprint can be compared.
    """
    parts: list[QWidget] = []
    ends = sum(addendum.latest and addendum.counts for addendum in report.addenda)
    latest = (
        tr("Latest. Digest of the event, to read out over the telephone (not that of the file):")
        if ends < _SEVERAL
        else tr("Latest of its chain. Digest of the event, to read out over the telephone (not of the file):")
    )
    for addendum in report.addenda[:SHOWN]:
        unread = (report.seal.fingerprint, *signers_of(addendum))
        parts.append(StepRow(_state(addendum), _what(addendum), _about(addendum, unread)))
        under = _why(addendum, report, unread)
        if addendum.event_sha256 is not None and addendum.latest and addendum.counts:
            under += [
                Text(latest, "small", "muted", wrap=True),
                Path(grouped(addendum.event_sha256, 8), addendum.event_sha256, "hash"),
            ]
        under += [
            Text(without(finding_sentence(f), *unread), "small", "muted", wrap=True)
            for f in addendum.findings
            if f.severity is not Severity.NOTE
        ]
        if any(f.code == "signer-unknown" for f in addendum.findings):
            under.append(_how_to_trust(addendum.name, open_file))
        if under:
            parts.append(set_in(under))
    more = len(report.addenda) - SHOWN
    if more > 0:
        parts.append(Text(trn("and {count} more file", "and {count} more files", more), "small", "muted"))
    return parts


def story_questions(report: VerificationReport, findings: Iterable[Finding]) -> list[Text]:
    """What is not right with the story as a whole, a sentence each; of a single addendum it is said there."""
    return [
        Text(without(finding_sentence(f), report.seal.fingerprint), "small", "warn", wrap=True)
        for f in findings
    ]


def _how_to_trust(name: str, open_file: Callable[[str], object] | None) -> QWidget:
    if open_file is None:
        said = tr("To compare the fingerprint and trust this signer, open the file on the Verify page.")
        return Text(said, "small", "muted", wrap=True)
    button = Button(tr("Compare certificate…"), partial(open_file, name), small=True, glyph="phone")
    button.setAccessibleName(tr("Open {name} and compare its fingerprint", name=visible(name)))
    return button


def signers_of(addendum: AddendumFacts) -> tuple[str | None, ...]:
    """Fingerprints that have to be compared by telephone before anyone trusts the signers of an addendum."""
    return tuple(signer.fingerprint for signer in addendum.signers)


def _why(addendum: AddendumFacts, report: VerificationReport, unread: Sequence[str | None]) -> list[QWidget]:
    """For which file a receipt was given, what its signer stated, and what the receiver's check found where
    it rejects.

    No fingerprint of `unread`: it may not be read here while it still has to be compared by phone.
    """
    event = addendum.event
    if event is None:
        return []
    stated = stated_in(addendum, report.addenda, current())
    file = received_file_words(addendum, report, current())
    texts = [file] if file else []
    texts += [s.value if s.key == "notes" else current().labelled(s.label, s.value) for s in stated]
    receipt = event.receipt
    if receipt is not None and receipt.outcome is ReceiptOutcome.REJECTED:
        found = weighty_findings(receipt)
        if found:
            texts.append(tr("The receiver's check found:"))
        texts += [f"• {receipt_finding_sentence(f)}" for f in found[:CODES_SHOWN]]
        more = len(found) - CODES_SHOWN
        if more > 0:
            texts.append(trn("and {count} more", "and {count} more", more))
    return [Text(without(text, *unread), "small", wrap=True) for text in texts]


def _state(addendum: AddendumFacts) -> State:
    if not addendum.counts:
        return State.BAD
    return State.OK if addendum.verdict is Verdict.VERIFIED else State.WARN


def _what(addendum: AddendumFacts) -> str:
    event = addendum.event
    if event is None:
        return tr("Unreadable addendum")
    parts = [label(event.event)]
    if event.receipt is not None:
        parts += [receipt_label(event.receipt.outcome), receipt_label(event.receipt.scope)]
        if addendum.counts and addendum.verdict is not Verdict.VERIFIED:
            parts.append(tr(NC_("receipt", "not confirmed")))
    return " · ".join(parts)


def _about(addendum: AddendumFacts, unread: Sequence[str | None]) -> str:
    words, event = current(), addendum.event
    parts = [] if event is None else [f"{event.time_utc[:16].replace('T', ' ')} UTC"]
    parts += [visible(subject_shown(s.label or s.certificate_name)) for s in addendum.signers]
    parts.append(visible(addendum.name))
    shown = [words.isolate(without(p, *unread)) for p in parts]
    if event is not None and event.receipt is not None:
        shown.insert(1, tr("the receiver's result: {verdict}", verdict=_verdict(event.receipt.verdict)))
    if event is not None and event.dispatch is not None and event.dispatch.recipients:
        names = current().listed(visible(r.name) for r in event.dispatch.recipients)
        shown.insert(1, tr("to {names}", names=names))
    return " · ".join(shown)


def _verdict(word: str) -> str:
    """In the window's language, where it is a verdict of this version."""
    known = next((v for v in Verdict if v.value == word), None)
    return visible(word) if known is None else verdict_word(known)
