"""What came after the seal, as lines of text: a line for each addendum, and which one is latest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forensics_app.i18n import current, tr, trn
from forensics_app.i18n.addenda import receipt_label
from forensics_app.i18n.findings import bracketed_codes, finding_sentence
from forensics_app.i18n.labels import label
from forensics_app.i18n.typography.readable import readable
from forensics_app.i18n.verdicts import later_sentence, verdict_word
from forensics_app.i18n.verifying.after_seal import stated_in
from forensics_app.model.findings import AddendumFacts, LaterState, Severity, VerificationReport
from forensics_app.model.names import subject_shown, visible


def addenda_lines(report: VerificationReport) -> Iterator[str]:
    """Nothing where none is known. It is never said that there is no later one."""
    if not report.addenda and report.later is LaterState.NONE:
        return
    yield tr("After the seal: {sentence}", sentence=later_sentence(report))
    counting = [a for a in report.addenda if a.counts]
    latest = "; ".join(f"{_label(a)} {a.event_sha256}" for a in counting if a.latest)
    if counting:
        yield trn(
            "{count} addendum known, latest: {latest}",
            "{count} addenda known, latest: {latest}",
            len(counting),
            latest=latest,
        )
    else:
        yield tr("No confirmed addenda known.")
    for addendum in report.addenda:
        yield from about_lines(addendum, report.addenda)
    yield ""


def _label(addendum: AddendumFacts) -> str:
    return tr("Unreadable addendum") if addendum.event is None else label(addendum.event.event)


def about_lines(addendum: AddendumFacts, known: Iterable[AddendumFacts] = ()) -> Iterator[str]:
    """One addendum: verdict, what and when, what it states, who signed, what is wrong with it. `known` are
    those that it may refer to.
    """
    event = addendum.event
    parts = [verdict_word(addendum.verdict), _label(addendum)]
    if event is not None:
        parts.append(readable(event.time_utc))
        if event.receipt is not None:
            parts += [receipt_label(event.receipt.outcome), receipt_label(event.receipt.scope)]
        if event.dispatch is not None:
            parts += [r.name for r in event.dispatch.recipients]
    yield "  " + "  ".join(visible(part) for part in parts)
    yield f"    {visible(addendum.name)}"
    for stated in stated_in(addendum, known, current()):
        lines = current().labelled(stated.label, stated.value).splitlines()
        yield from (f"    {line}" for line in lines)
    for signer in addendum.signers:
        if signer.label is not None:
            yield "    " + tr("Signed by: {label}", label=signer.label)
        else:
            yield "    " + tr(
                "Signed with a certificate in the name of: {name}",
                name=subject_shown(signer.certificate_name),
            )
        yield f"    {signer.fingerprint}"
    for finding in addendum.findings:
        if finding.severity is not Severity.NOTE:
            yield f"    {finding_sentence(finding)} {bracketed_codes(finding)}"
