"""Findings as people read them: how heavily each weighs here, where it belongs, and one sentence a matter.

Codes and severities are those of the format. What is about the time after the seal has no part in the verdict
or in any of its answers, so that it isn't shown as if it had.
"""

from __future__ import annotations

from dataclasses import dataclass

from forensics_app.i18n.findings import finding_codes, finding_sentence, found_words
from forensics_app.i18n.translator import N_, Translator, current
from forensics_app.i18n.typography.readable import readable
from forensics_app.i18n.verdicts import AXIS_WORDS
from forensics_app.i18n.verifying.finding_values import subject_words
from forensics_app.model.findings import About, AddendumFacts, Finding, Severity, Verdict, VerificationReport
from forensics_app.model.names import visible

_GRAVER_THAN_DOUBT = (Severity.FATAL, Severity.CONTRADICTION, Severity.MISSING)
_ANCESTOR_SENTENCES = {
    "addendum-ancestor-missing": N_(
        "The addendum {subject} follows or answers a record that is not here: {named}. Ask its signer for "
        "it. Of the files next to the bundle, only those ending in .asice are looked at."
    ),
    "addendum-ancestor-unknown": N_(
        "The addendum {subject}, whose signer is not confirmed, follows or answers a record that is not "
        "here: {named}. Of the files next to the bundle, only those ending in .asice are looked at."
    ),
}

_REJECTED_BY_UNKNOWN = N_(
    "The receipt {subject}, whose signer is not confirmed, rejects what was received: its own check gave "
    "“{actual}”."
)


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """`finding`, or the first of several that one sentence tells. `severity`: as it is shown; `place`: the
    question that it belongs to, or the time after the seal.
    """

    finding: Finding
    severity: Severity
    place: str
    sentence: str

    @property
    def codes(self) -> tuple[str, ...]:
        """The code, and the rule that was broken."""
        return finding_codes(self.finding)


def shown_findings(report: VerificationReport, translator: Translator | None = None) -> list[ShownFinding]:
    """All findings of a report in their order. What one addendum names and isn't here is told once: a file
    and the event in it have a digest each.
    """
    words = translator or current()
    missing: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in report.findings:
        if finding.code in _ANCESTOR_SENTENCES:
            missing.setdefault((finding.code, finding.subject), []).append(finding)
    shown = []
    for finding in report.findings:
        together = missing.get((finding.code, finding.subject), [finding])
        if together[0] is not finding:
            continue
        if finding.code in _ANCESTOR_SENTENCES:
            sentence = _ancestors(together, report, words)
        elif finding.code == "receipt-rejected" and not _is_confirmed(finding, report):
            sentence = words.text(
                _REJECTED_BY_UNKNOWN,
                subject=subject_words(finding, words),
                actual=found_words(finding, _REJECTED_BY_UNKNOWN, words),
            )
        else:
            sentence = finding_sentence(finding, words)
        shown.append(ShownFinding(finding, _weight(finding), finding_place(finding, words), sentence))
    return shown


def _is_confirmed(finding: Finding, report: VerificationReport) -> bool:
    """Whether the addendum that it is about is signed by somebody who is trusted."""
    return any(a.name == finding.subject and a.verdict is Verdict.VERIFIED for a in report.addenda)


def finding_place(finding: Finding, translator: Translator | None = None) -> str:
    """Which of the six questions a finding belongs to; none, where it is about the time after the seal."""
    words = translator or current()
    if finding.about is About.SEALED:
        return words.text(AXIS_WORDS[finding.axis])
    return words.text(N_("After the seal"))


def _weight(finding: Finding) -> Severity:
    if finding.about is not About.SEALED and finding.severity in _GRAVER_THAN_DOUBT:
        return Severity.DOUBT
    return finding.severity


def _ancestors(together: list[Finding], report: VerificationReport, words: Translator) -> str:
    first = together[0]
    events = _events_named(next((a for a in report.addenda if a.name == first.subject), None))
    found = [f.expected or "" for f in together]
    files = [digest for digest in found if digest not in events]
    named = [words.text(N_("file with the SHA-256 {digest}"), digest=readable(visible(d))) for d in files]
    template = N_("event with the digest {digest}")
    if len(files) == 1 and len(found) > 1:  # who follows one record and answers one, mostly means the same
        template = N_("event with the digest {digest} (probably in that file)")
    named += [words.text(template, digest=readable(d)) for d in found if d in events]
    sentence = _ANCESTOR_SENTENCES[first.code]
    return words.text(sentence, subject=subject_words(first, words), named=words.listed(named))


def _events_named(facts: AddendumFacts | None) -> set[str | None]:
    event = None if facts is None else facts.event
    if event is None:
        return set()
    answers = None if event.receipt is None else event.receipt.answers
    return {event.refers_to, None if answers is None else answers.event_sha256}
