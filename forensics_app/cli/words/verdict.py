"""A verification report as lines of text for a terminal. Values from the bundle never get there raw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from forensics_app.cli.words.addenda import addenda_lines
from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.i18n.findings import bracketed_codes
from forensics_app.i18n.typography.columns import columns, padded
from forensics_app.i18n.verdicts import (
    AXIS_WORDS,
    CONSISTENCY_WORDS,
    STATE_WORDS,
    axis_sentence,
    axis_word,
    consistency_sentence,
    implementation_name,
    inside_words,
    other_files_words,
    verdict_sentence,
    verdict_word,
)
from forensics_app.i18n.verifying.after_seal import OUTER_IDENTICAL, after_seal_words
from forensics_app.i18n.verifying.shown_findings import shown_findings
from forensics_app.i18n.verifying.signatures import is_invalid
from forensics_app.model.findings import AXES, Axis, AxisState, Severity, Verdict, VerificationReport
from forensics_app.model.names import subject_shown, visible
from forensics_app.services.verifying.verify import code_shown

_MARKS = {
    Severity.FATAL: "!!",
    Severity.CONTRADICTION: "!!",
    Severity.MISSING: "!!",
    Severity.DOUBT: "? ",
    Severity.NOTE: "  ",
}
_SIGNS = {
    AxisState.PASS: "[+]",
    AxisState.FAIL: "[X]",
    AxisState.UNCONFIRMED: "[?]",
    AxisState.NONE: "[ ]",
}
_ROW_LETTERS = "ABCD"
_SHOWN_FILES, _SHOWN_RANGES = 8, 20
_GROUP, _GROUPS_A_ROW = 4, 4


def report_lines(report: VerificationReport) -> Iterator[str]:
    """The whole report: verdict, axes, findings, signer, seal code, verifier."""
    yield verdict_word(report.verdict)
    yield verdict_sentence(report)
    yield from after_seal_words(report)
    yield ""
    yield from _bundle_lines(report)
    yield from _axis_lines(report)
    if report.findings:
        yield ""
        yield tr(NC_("heading", "Findings:"))
        for found in shown_findings(report):
            yield f"{_MARKS[found.severity]} {found.sentence} {bracketed_codes(found.finding)}"
    yield ""
    yield from _damage_lines(report)
    yield from addenda_lines(report)
    yield from _seal_lines(report)
    yield tr(
        "Checked by {name} {version} (program {digest}) at {time}, cryptography: {implementation}.",
        name=report.verifier.name,
        version=report.verifier.version,
        digest=report.verifier.digest[:16],
        time=report.verifier.checked_at,
        implementation=implementation_name(report.verifier),
    )


def batch_lines(reports: list[VerificationReport]) -> Iterator[str]:
    """One line a bundle: verdict, the five axes as signs, path; below it what the verdict means.

    Then what the signs mean, and how many bundles have which verdict.
    """
    words = [verdict_word(r.verdict) for r in reports]
    width = max(map(columns, words))
    for word, report in zip(words, reports, strict=True):
        signs = " ".join(_SIGNS[report.axes[axis]] for axis in AXES)
        yield f"{padded(word, width)}  {signs}  {visible(report.bundle.path)}"
        for sentence in (verdict_sentence(report), *after_seal_words(report)):
            yield f"{' ' * width}  {sentence}"
    yield ""
    yield "  ".join(f"{_SIGNS[state]} {tr(STATE_WORDS[state])}" for state in AxisState)
    yield tr("Meaning of the signs: {axes}.", axes=", ".join(tr(AXIS_WORDS[axis]) for axis in AXES))
    for verdict, count in Counter(r.verdict for r in reports).items():
        yield f"{padded(verdict_word(verdict), width)}  {current().number(count)}"


def _bundle_lines(report: VerificationReport) -> Iterator[str]:
    bundle = report.bundle
    if report.verdict is Verdict.UNREADABLE:  # it may be anything
        yield tr("File or folder: {path}", path=bundle.path)
    else:
        yield tr("Bundle: {path}", path=bundle.path)
    if bundle.reference is not None:
        yield tr("Reference of the bundle: {reference}", reference=bundle.reference)
    if bundle.case_reference is not None:
        yield tr("Sender's case reference: {reference}", reference=bundle.case_reference)
    if bundle.title is not None:
        yield tr("Case: {title}", title=bundle.title)
    if bundle.agency is not None and bundle.country is not None:
        yield tr(
            "Sender as stated in the bundle: {agency}, {country}",
            agency=bundle.agency,
            country=bundle.country,
        )
    if bundle.files is not None and bundle.payload_bytes is not None:
        size = current().size(bundle.payload_bytes)
        yield trn("Content: {count} file, {size}", "Content: {count} files, {size}", bundle.files, size=size)
    if inside := inside_words(bundle, current()):
        yield tr("Catalogue: {counts}", counts=" · ".join(inside))
    if other := other_files_words(bundle, current()):
        yield tr("Not evidence: {files}", files=other)
    yield ""


def _axis_lines(report: VerificationReport) -> Iterator[str]:
    """The five axes, and consistency beside them."""
    rows = [(tr(AXIS_WORDS[axis]), axis_word(report, axis), axis_sentence(report, axis)) for axis in AXES]
    word = tr(CONSISTENCY_WORDS[report.consistency.state])
    rows.append((tr(AXIS_WORDS[Axis.CONSISTENCY]), word, consistency_sentence(report)))
    name_width = max(columns(name) for name, _, _ in rows)
    state_width = max(columns(state) for _, state, _ in rows)
    for name, state, sentence in rows:
        yield f"{padded(name, name_width)}  {padded(state, state_width)}  {sentence}"


def _damage_lines(report: VerificationReport) -> Iterator[str]:
    """Where the files that differ are damaged, as far as that is known."""
    for damage in report.damage[:_SHOWN_FILES]:
        if damage.block_bytes is None:
            yield tr("Damaged: {path}, at an unknown position.", path=damage.path)
            continue
        ranges = " ".join(f"{first}-{last}" for first, last in damage.ranges[:_SHOWN_RANGES])
        if damage.cut or len(damage.ranges) > _SHOWN_RANGES:
            ranges += " …"
        yield tr("Damaged: {path}, bytes {ranges}.", path=damage.path, ranges=ranges)
    more = len(report.damage) - _SHOWN_FILES
    if more > 0:
        yield trn("and {count} more file", "and {count} more files", more)
    if report.damage:
        yield ""


def _seal_lines(report: VerificationReport) -> Iterator[str]:
    seal = report.seal
    if seal.code is None:
        return
    if seal.fingerprint is not None:
        if is_invalid(report) and seal.signer is not None:
            named = subject_shown(seal.signer)
            yield tr("The signature is invalid; its certificate is in the name of: {name}", name=named)
        elif seal.signer_label is not None:
            yield tr("Signed by: {label}", label=subject_shown(seal.signer_label))
        elif seal.signer is not None:
            yield tr("Signed with a certificate in the name of: {name}", name=subject_shown(seal.signer))
        yield tr("Fingerprint of the certificate (SHA-256):")
        yield from fingerprint_rows(seal.fingerprint)
    for number, signer in enumerate(seal.signers[1:], start=2):
        name = subject_shown(signer.label or signer.certificate_name)
        yield tr("Signature {number}: {name}, {digest}", number=number, name=name, digest=signer.fingerprint)
    if seal.signed_at is not None and not is_invalid(report):  # else the axis says by whom it is stated
        yield tr("Sealed (signer's own clock): {time}", time=seal.signed_at)
    if seal.timestamp is not None:
        yield tr("Time-stamp: {time}", time=seal.timestamp)
    if seal.level is not None:
        yield tr("Level of the seal (CAdES): {level}", level=seal.level)
    yield tr("Seal code: {code}", code=code_shown(seal.code))
    if seal.outer_identical:
        yield tr(OUTER_IDENTICAL)
    yield ""


def fingerprint_rows(fingerprint: str) -> Iterator[str]:
    """64 hex characters as four lettered rows of four groups, to be read out by telephone."""
    groups = [fingerprint[i : i + _GROUP] for i in range(0, len(fingerprint), _GROUP)]
    for letter, start in zip(_ROW_LETTERS, range(0, len(groups), _GROUPS_A_ROW), strict=True):
        yield f"  {letter}  {'  '.join(groups[start : start + _GROUPS_A_ROW])}"
