"""A receipt as a page, as text, HTML or PDF: for pen and stamp where a laboratory has no certificate, else of
the receipt that it signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from forensics_app.i18n.addenda import receipt_label
from forensics_app.i18n.findings import finding_codes, finding_sentence
from forensics_app.i18n.papers.on_paper import on_paper
from forensics_app.i18n.translator import N_, NC_, Translator
from forensics_app.i18n.typography.readable import to_second
from forensics_app.i18n.verdicts import (
    AXIS_WORDS,
    CONSISTENCY_WORDS,
    DEMO,
    axis_word,
    implementation_name,
    verdict_sentence,
    verdict_word,
)
from forensics_app.model.addendum import AddendumDraft, NamedFile, ReceiptOutcome
from forensics_app.model.findings import AXES, Axis, Severity, VerificationReport
from forensics_app.model.names import visible
from forensics_app.report.layout.handling_marks import HandlingMarks, handling_marks
from forensics_app.report.layout.person_line import person_line
from forensics_app.report.layout.typesetting_process import typeset

_RULE = "_" * 48
_UNSIGNED = N_(
    "This page is not signed electronically. It is valid only with a handwritten signature and stamp."
)
_SIGNED = N_("This page reproduces the signed receipt named below. Only that file is authoritative.")
_SIGNED_REJECTION = N_(
    "This page reproduces the signed rejection named below. Only that file is authoritative."
)


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """The file that was signed, and the digest of the event in it, which names it in the chain of addenda."""

    file: NamedFile
    event_sha256: str


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """What stands on the page, in one language. Of `facts` and `files` the second is a machine value where
    the third is true; of `findings` the second is the code.
    """

    title: str
    note: str
    facts: tuple[tuple[str, str, bool], ...]
    files: tuple[tuple[str, str, bool], ...]
    verdict: str
    sentence: str
    axes: tuple[tuple[str, str], ...]
    findings: tuple[tuple[str, str], ...]
    checked_by: str
    by_hand: tuple[str, ...]
    handling: HandlingMarks | None


def receipt_page(
    draft: AddendumDraft,
    report: VerificationReport,
    code_shown: str | None,
    words: Translator,
    *,
    signed: SignedReceipt | None = None,
    practice: bool = False,
) -> ReceiptPage:
    """The page of the receipt that was signed as the file `signed`; without one, of a receipt that nobody
    signs with a key. `practice`: for a bundle of a drill, whose seal may say nothing of that. Raises
    ValueError for another kind of draft.
    """
    receipt = draft.receipt
    if receipt is None:
        raise ValueError(draft.event)
    words = on_paper(words)
    rejects = receipt.outcome is ReceiptOutcome.REJECTED
    verifier = report.verifier
    marks = handling_marks(words, report.bundle.request)
    agrees = words.text(CONSISTENCY_WORDS[report.consistency.state])
    by_hand = () if signed is not None else (N_("Place, date"), N_("Name, position"), N_("Signature, stamp"))
    facts = [
        (N_("Handling codes"), None if marks is None else ", ".join(marks.codes), False),
        (NC_("label", "Bundle"), _shown(report.bundle.reference, words), False),
        (N_("Seal code"), code_shown, True),
        (N_("Certificate of the sealing signer (SHA-256)"), report.seal.fingerprint, True),
        (NC_("label", "Decision"), receipt_label(receipt.outcome, words), False),
        (
            NC_("label", "Scope"),
            None if report.seal.code is None else receipt_label(receipt.scope, words),
            False,  # how much was read says nothing where there is no seal to compare it with
        ),
        (
            N_("Declared by the sender as left out or in doubt"),
            None if report.bundle.omissions is None else words.number(report.bundle.omissions),
            False,
        ),
        (
            N_("Answers the dispatch"),
            None if receipt.answers is None else receipt.answers.event_sha256,
            True,
        ),
        (N_("Digest of tagmanifest-sha256.txt as found"), receipt.observed_tagmanifest_sha256, True),
        (
            N_("Rejected by") if rejects else N_("Received by"),
            "; ".join(person_line(p, words) for p in draft.persons) or None,
            False,
        ),
        (NC_("label", "Place"), _shown(draft.place, words), False),
        *((NC_("label", "Note"), _shown(note.text, words), False) for note in draft.notes),
        (
            N_("Signed rejection") if rejects else N_("Signed receipt"),
            None if signed is None else visible(signed.file.name),
            True,
        ),
        (
            N_("Digest of the signed rejection (SHA-256)")
            if rejects
            else N_("Digest of the signed receipt (SHA-256)"),
            None if signed is None else signed.file.sha256,
            True,
        ),
        (N_("Digest of the event in it (SHA-256)"), None if signed is None else signed.event_sha256, True),
    ]
    demo, note = words.text(DEMO), words.text(_note(signed=signed is not None, rejects=rejects))
    stated = {one.code for one in receipt.findings}  # signed or by hand: the page has the same
    return ReceiptPage(
        title=words.text(
            N_("Rejection of a sealed bundle") if rejects else N_("Receipt for a sealed bundle")
        ),
        note=f"{demo}. {note}" if report.seal.demo or practice else note,
        facts=tuple(
            (words.text(name), value, machine) for name, value, machine in facts if value is not None
        ),
        files=tuple(
            (f"{words.isolate(visible(f.name))} {words.isolate(words.size(f.size))}", f.sha256, True)
            for f in receipt.files
        ),
        verdict=verdict_word(report.verdict, words),
        sentence=verdict_sentence(report, words),
        axes=(
            *((words.text(AXIS_WORDS[axis]), axis_word(report, axis, words)) for axis in AXES),
            (words.text(AXIS_WORDS[Axis.CONSISTENCY]), agrees),
        ),
        findings=tuple(
            (finding_sentence(f, words), " ".join(finding_codes(f)))
            for f in report.findings
            if f.severity is not Severity.NOTE or f.code in stated
        ),
        checked_by=words.text(
            N_("Checked by {name} {version} (program {digest}) at {time}, cryptography: {implementation}."),
            name=verifier.name,
            version=verifier.version,
            digest=verifier.digest[:16],
            time=to_second(verifier.checked_at),
            implementation=implementation_name(verifier),
        ),
        by_hand=tuple(map(words.text, by_hand)),
        handling=marks,
    )


def _note(*, signed: bool, rejects: bool) -> str:
    if not signed:
        return _UNSIGNED
    return _SIGNED_REJECTION if rejects else _SIGNED


def _shown(text: str | None, words: Translator) -> str | None:
    return words.isolate(visible(text)) if text else None


def page_lines(page: ReceiptPage, words: Translator) -> Iterator[str]:
    """The page as lines of text; `words` is of its language."""
    yield page.title
    yield page.note
    yield ""
    for name, value, _ in (*page.facts, *page.files):
        yield words.labelled(name, value)
    yield ""
    yield words.labelled(page.verdict, page.sentence)
    for axis, state in page.axes:
        yield f"  {words.labelled(axis, state)}"
    for sentence, codes in page.findings:
        yield f"  {sentence} {codes}"
    yield ""
    yield page.checked_by
    yield ""
    for name in page.by_hand:
        yield words.labelled(name, _RULE)
        yield ""


def page_pdf(page: ReceiptPage, *, language: str, printed: datetime) -> bytes:
    """The page as PDF/A. Raises TypesettingFailedError."""
    return typeset("receipt", asdict(page), lang=language, created=printed)
