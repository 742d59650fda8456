"""The report on a verification as a document: sections of facts and sentences in one language.

Everything that a reader may file is here, and how it looks is decided by `verification_text`,
`verification_html` and `verification_pdf`, which leave nothing out. Values from the bundle have their
control characters spelled out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from forensics_app.i18n.addenda import receipt_label
from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.labels import ADDENDUM_LABELS, CUSTODY_LABELS
from forensics_app.i18n.papers.on_paper import on_paper
from forensics_app.i18n.translator import N_, NC_, NP_, Translator
from forensics_app.i18n.typography.readable import readable, to_second
from forensics_app.i18n.verdicts import (
    AXIS_WORDS,
    CONSISTENCY_WORDS,
    DEMO,
    NOT_EVIDENCE,
    SEVERITY_WORDS,
    STATED_TIME,
    TRUST_WORDS,
    axis_sentence,
    axis_word,
    consistency_sentence,
    implementation_name,
    later_sentence,
    other_files_words,
    verdict_sentence,
    verdict_word,
)
from forensics_app.i18n.verifying.after_seal import after_seal_words, received_file_words, stated_in
from forensics_app.i18n.verifying.sealed_contradictions import is_signed, request_is_as_sealed
from forensics_app.i18n.verifying.shown_findings import shown_findings
from forensics_app.i18n.verifying.signatures import is_invalid
from forensics_app.model.bundle import CheckedFile, Undigested
from forensics_app.model.custody import ClockSource, CustodyEventType
from forensics_app.model.findings import (
    AXES,
    AddendumFacts,
    Axis,
    AxisState,
    ConsistencyState,
    Damage,
    LaterState,
    Severity,
    TrustUsed,
    Verdict,
    VerificationReport,
)
from forensics_app.model.names import subject_shown, visible
from forensics_app.model.series import Series
from forensics_app.report.layout.document import (
    Document,
    Fact,
    Item,
    Kind,
    Mark,
    OneReport,
    Section,
)
from forensics_app.report.layout.handling_marks import handling_marks
from forensics_app.report.verification.limits import checks, limits
from forensics_app.report.verification.request import request_section, series_section
from forensics_app.seal.containers.seal_info import show_code

MOST_RANGES = 200
SHOWN_EVENTS = 40

_AXIS_MARKS: dict[AxisState, Mark] = {
    AxisState.PASS: "yes",
    AxisState.FAIL: "no",
    AxisState.UNCONFIRMED: "doubt",
    AxisState.NONE: "none",
}
_CONSISTENCY_MARKS: dict[ConsistencyState, Mark] = {
    ConsistencyState.AGREES: "yes",
    ConsistencyState.CONTRADICTS: "doubt",
    ConsistencyState.NONE: "none",
}
_FINDING_MARKS: dict[Severity, Mark] = {
    Severity.FATAL: "no",
    Severity.CONTRADICTION: "no",
    Severity.MISSING: "no",
    Severity.DOUBT: "doubt",
    Severity.NOTE: "note",
}
_ROLE_WORDS = {"seal": N_("Trusted for seals"), "time": N_("Trusted for time-stamps")}
_NOBODY = N_(
    "Nobody on the trusted list of the verifying laboratory vouches for the contents of this bundle."
)

_ON_THE_LIST = N_("on the trusted list of the verifying laboratory")
_KNOWN_AS = {
    "own": N_("an identity of the verifying laboratory itself"),
    "practice": N_("a practice identity of the verifying computer"),
    "chosen": N_("trusted for this check only"),
    "pinned": _ON_THE_LIST,
    "authority-and-subject": _ON_THE_LIST,
}

_ENTERED = {
    True: N_(
        "Match: the code that the person checking entered is the code of this seal. This report does not "
        "show how they received it."
    ),
    False: N_("No match: the code that the person checking entered is not the code of this seal."),
}

_IDENTICAL = N_("Identical to the seal inside the bundle, byte for byte.")

_UNDIGESTED = {
    Undigested.CHANGED: N_(
        "The file was changed or replaced after it was checked; its digest is not stated."
    ),
    Undigested.UNREADABLE: N_(
        "The file could not be read when this report was written; its digest is not stated."
    ),
}


def make_document(
    reports: Sequence[VerificationReport],
    words: Translator,
    series: Sequence[Series] = (),
    *,
    practice: bool = False,
    entered: Mapping[str, bool] | None = None,
) -> Document:
    """The document on one bundle or on several. `reports` holds at least one; `series` are those of them;
    `practice`: a bundle of a drill is among them, whose seal may say nothing of that. `entered`: seal codes
    (64 hex) that were compared with one that reached the reader separately, and whether that was the same.

    The handling codes of the bundles stand on every page.
    """
    words = on_paper(words)
    verifier = reports[0].verifier
    program = words.text(
        N_("{name} {version}, program {digest}"),
        name=verifier.name,
        version=verifier.version,
        digest=verifier.digest[:16],
    )
    return Document(
        language=words.language,
        right_to_left=words.right_to_left,
        title=words.text(N_("Verification report")),
        subtitle=words.text(N_("Checked at {time}"), time=to_second(verifier.checked_at)),
        footer=program,
        reports=tuple(
            _one(report, words, next((s for s in series if s.holds(number)), None), entered or {})
            for number, report in enumerate(reports)
        ),
        handling=handling_marks(words, *(report.bundle.request for report in reports)),
        demo=words.text(DEMO) if practice or any(report.seal.demo for report in reports) else "",
    )


def _one(
    report: VerificationReport, words: Translator, series: Series | None, entered: Mapping[str, bool]
) -> OneReport:
    sections = (
        _bundle(report, words, entered),
        request_section(report.bundle.request, words, confirmed=request_is_as_sealed(report)),
        series_section(series, words),
        _questions(report, words),
        _findings(report, words),
        _damage(report.damage, words),
        *_signers(report, words),
        _time(report, words),
        _custody(report.custody_story, words),
        _addenda(report, words),
        _trust(report.trust, words),
        Section(words.text(N_("Checks performed")), paragraphs=tuple(checks(report, words))),
        Section(words.text(N_("Limitations of this report")), paragraphs=tuple(limits(report, words))),
        _program(report, words),
    )
    return OneReport(
        verdict=report.verdict.value,
        word=verdict_word(report.verdict, words),
        sentence=" ".join((verdict_sentence(report, words), *after_seal_words(report, words))),
        name=words.isolate(visible(report.bundle.reference or report.bundle.path)),
        sections=tuple(s for s in sections if s is not None),
    )


def _bundle(report: VerificationReport, words: Translator, entered: Mapping[str, bool]) -> Section:
    bundle = report.bundle
    same = entered.get(report.seal.code or "")
    whole = report.axes[Axis.COMPLETENESS] is not AxisState.FAIL  # else not all that is listed need be here
    pairs: list[tuple[str, str | None, Kind]] = [
        (N_("File or folder"), bundle.path, "machine"),
        *_file(bundle.file, words),
        (NC_("label", "Bundle"), bundle.reference, "name"),
        (N_("Sender's case reference"), bundle.case_reference, "name"),
        (NC_("label", "Case"), bundle.title, "name"),
        (NC_("label", "Agency"), bundle.agency, "name"),
        (NC_("label", "Examiner"), bundle.examiner, "name"),
        (NC_("label", "Country"), bundle.country, "name"),
        (NC_("label", "Format"), bundle.format, "machine"),
        (
            NC_("label", "Files") if whole or not is_signed(report) else N_("Files in the sealed list"),
            None if bundle.files is None else words.number(bundle.files),
            "words",
        ),
        (NOT_EVIDENCE, other_files_words(bundle, words) or None, "words"),
        (
            NC_("column", "Size of contents") if whole else N_("Size of the sealed contents that are here"),
            None if bundle.payload_bytes is None else words.size(bundle.payload_bytes),
            "words",
        ),
        (
            NC_("label", "Artifacts"),
            None if bundle.artifacts is None else words.number(bundle.artifacts),
            "words",
        ),
        (
            N_("Artifacts of the sender's case not in this bundle"),
            None if bundle.not_selected is None else words.number(bundle.not_selected),
            "words",
        ),
        (
            NC_("label", "Omissions"),
            None if bundle.omissions is None else words.number(bundle.omissions),
            "words",
        ),
        (
            N_("Custody entries"),
            None if bundle.custody_events is None else words.number(bundle.custody_events),
            "words",
        ),
        (N_("Level of the seal (CAdES)"), report.seal.level, "machine"),
        (N_("Seal code"), None if report.seal.code is None else show_code(report.seal.code), "machine"),
        (N_("Seal code in full (SHA-256)"), report.seal.code, "machine"),
        (
            N_("Seal file next to the bundle"),
            words.text(_IDENTICAL) if report.seal.outer_identical else None,
            "words",
        ),
        (N_("Seal code compared"), None if same is None else words.text(_ENTERED[same]), "words"),
    ]
    return Section(words.text(N_("The bundle")), facts=tuple(_facts(pairs, words)))


def _file(file: CheckedFile | None, words: Translator) -> Iterable[tuple[str, str | None, Kind]]:
    """What tells this very file from another one of its name; nothing of a folder."""
    if file is None:
        return
    yield N_("Size of the file"), _bytes(file.size_bytes, words), "words"
    if file.undigested is not None:
        yield N_("SHA-256 of the file"), words.text(_UNDIGESTED[file.undigested]), "words"
    else:
        yield N_("SHA-256 of the file"), file.sha256, "machine"


def _facts(pairs: Iterable[tuple[str, str | None, Kind]], words: Translator) -> Iterable[Fact]:
    for label, value, kind in pairs:
        if value is not None:
            yield Fact(words.text(label), value if kind == "words" else visible(value), kind)


def axis_items(report: VerificationReport, words: Translator) -> tuple[Item, ...]:
    """The answer of each axis, then whether the sealed record agrees with itself."""
    items = []
    for axis in AXES:
        state = report.axes[axis]
        word = words.labelled(words.text(AXIS_WORDS[axis]), axis_word(report, axis, words))
        items.append(Item(_AXIS_MARKS[state], word, axis_sentence(report, axis, words)))
    agrees = report.consistency.state
    word = words.labelled(words.text(AXIS_WORDS[Axis.CONSISTENCY]), words.text(CONSISTENCY_WORDS[agrees]))
    items.append(Item(_CONSISTENCY_MARKS[agrees], word, consistency_sentence(report, words)))
    return tuple(items)


def _questions(report: VerificationReport, words: Translator) -> Section:
    return Section(words.text(N_("What was checked")), items=axis_items(report, words))


def _findings(report: VerificationReport, words: Translator) -> Section:
    items = tuple(
        Item(
            _FINDING_MARKS[f.severity],
            words.text(SEVERITY_WORDS[f.finding.severity]),
            f.sentence,
            " ".join(f.codes),
        )
        for f in shown_findings(report, words)
    )
    intro = "" if items else words.text(N_("No findings."))
    return Section(words.text(NC_("heading", "Findings")), intro=intro, items=items)


def _damage(damage: tuple[Damage, ...], words: Translator) -> Section | None:
    if not damage:
        return None
    facts: list[Fact] = []
    for one in damage:
        facts += _facts(
            (
                (NC_("label", "File"), one.path, "name"),
                (N_("SHA-256 as sealed"), one.sealed_sha256, "machine"),
                (N_("SHA-256 found"), one.found_sha256, "machine"),
                (N_("Size found"), _bytes(one.size_bytes, words), "words"),
                (
                    N_("Size as sealed"),
                    None if one.sealed_bytes is None else _bytes(one.sealed_bytes, words),
                    "words",
                ),
            ),
            words,
        )
        facts.append(Fact(words.text(N_("Bytes that differ")), *_ranges(one, words)))
    return Section(
        words.text(N_("Location of the damage")),
        intro=words.text(
            N_("Positions are byte offsets from 0, first and last; everything else is as sealed.")
        ),
        facts=tuple(facts),
    )


def _bytes(size_bytes: int, words: Translator) -> str:
    return words.plural(*NP_("{count} byte", "{count} bytes"), size_bytes)


def _ranges(damage: Damage, words: Translator) -> tuple[str, Kind]:
    if damage.block_bytes is None:
        return words.text(N_("Unknown: the bundle contains no digests of parts of this file.")), "words"
    text = ", ".join(
        f"{words.number(first)}-{words.number(last)}" for first, last in damage.ranges[:MOST_RANGES]
    )
    if damage.cut or len(damage.ranges) > MOST_RANGES:
        return f"{text} …", "machine"
    return text or "-", "machine"


def _signers(report: VerificationReport, words: Translator) -> Iterable[Section]:
    for number, signer in enumerate(report.seal.signers, start=1):
        trust = words.text(TRUST_WORDS[signer.trust]) if signer.trust in TRUST_WORDS else signer.trust
        if is_invalid(report, number):
            trust = words.text(N_("Signature invalid"))
        pairs: list[tuple[str, str | None, Kind]] = [
            (N_("Known to the verifying laboratory as"), _shown_label(signer.label), "name"),
            (N_("Name in the certificate"), subject_shown(signer.certificate_name), "name"),
            (N_("Organisation in the certificate"), signer.organisation or None, "name"),
            (N_("Fingerprint (SHA-256)"), _grouped(signer.fingerprint), "machine"),
            (NC_("label", "Key"), signer.key, "machine"),
            (
                N_("Certificate valid"),
                f"{readable(signer.not_before)} - {readable(signer.not_after)}",
                "machine",
            ),
            (N_("Signed (signer's own clock)"), readable(signer.signed_at), "machine"),
            (NC_("label", "Trust"), trust, "words"),
        ]
        title = (
            words.text(N_("The signer")) if number == 1 else words.text(N_("Signer {number}"), number=number)
        )
        yield Section(title, facts=tuple(_facts(pairs, words)))


def _shown_label(label: str | None) -> str | None:
    return None if label is None else subject_shown(label)


def _readable(time: str | None) -> str | None:
    return None if time is None else readable(time)


def _time(report: VerificationReport, words: Translator) -> Section | None:
    seal = report.seal
    pairs: list[tuple[str, str | None, Kind]] = [
        (NC_("label", "Time-stamp"), _readable(seal.timestamp), "machine"),
        (N_("Sealed after (time-stamp over the custody ledger)"), _readable(seal.sealed_after), "machine"),
        (N_("Existed by (later time-stamp)"), _readable(seal.existed_by), "machine"),
    ]
    facts = tuple(_facts(pairs, words))
    return Section(words.text(N_("Time from an independent clock")), facts=facts) if facts else None


def _custody(story: tuple[dict[str, str], ...], words: Translator) -> Section | None:
    """The newest entries of the sealed ledger, newest last."""
    if not story:
        return None
    facts = []
    for event in story[-SHOWN_EVENTS:]:
        code = event.get("event", "")
        what = CUSTODY_LABELS[CustodyEventType(code)] if code in set(CustodyEventType) else code
        parts = [
            words.isolate(visible(p))
            for p in (
                to_second(event.get("time", "")),
                event.get("exhibits", ""),
                event.get("place", ""),
                event.get("person", ""),
            )
            if p
        ]
        if event.get("clock") == ClockSource.STATED.value:  # so it may stand out of order
            parts.insert(1, words.text(STATED_TIME))
        text = "\u00a0· ".join(parts)  # the point ends a line, and begins none
        facts.append(Fact(words.text(what), text, "words"))
    return Section(words.text(N_("Custody summary")), facts=tuple(facts))


def _addenda(report: VerificationReport, words: Translator) -> Section | None:
    if not report.addenda and report.later is LaterState.NONE:
        return None
    items = []
    for addendum in report.addenda:
        what = "" if addendum.event is None else words.text(ADDENDUM_LABELS[addendum.event.event])
        when = "" if addendum.event is None else to_second(addendum.event.time_utc)
        receipt = None if addendum.event is None else addendum.event.receipt
        said = [] if receipt is None else [receipt_label(c, words) for c in (receipt.outcome, receipt.scope)]
        who = words.names(subject_shown(s.label or s.certificate_name) for s in addendum.signers)
        prints = words.names(s.fingerprint for s in addendum.signers)
        known = dict.fromkeys(_KNOWN_AS[s.trust] for s in addendum.signers if s.trust in _KNOWN_AS)
        trust = words.listed(words.text(one) for one in known)
        named = (what, *said, when, who, prints, trust, visible(addendum.name))
        parts = [words.isolate(p) for p in named if p]
        wrong = [finding_sentence(f, words) for f in addendum.findings if f.severity is not Severity.NOTE]
        mark, word = _weight(addendum)
        stated = [f"{words.labelled(s.label, s.value)}." for s in stated_in(addendum, report.addenda, words)]
        file = received_file_words(addendum, report, words)
        text = " ".join((" · ".join(parts) + ".", *filter(None, [file]), *stated, *wrong))
        items.append(Item(mark, words.text(word), text, addendum.event_sha256 or ""))
    return Section(words.text(N_("After the seal")), intro=later_sentence(report, words), items=tuple(items))


def _weight(addendum: AddendumFacts) -> tuple[Mark, str]:
    """What it is worth: one that is as it was signed tells nothing where nobody trusted signed it."""
    if not addendum.counts:
        return "no", N_("Not accepted")
    if addendum.verdict is Verdict.VERIFIED:
        return "yes", NC_("state", "Accepted")
    return "doubt", NC_("axis state", "Not confirmed")


def _trust(used: tuple[TrustUsed, ...], words: Translator) -> Section:
    facts: list[Fact] = []
    for one in used:
        role = words.text(_ROLE_WORDS.get(one.role, one.role))
        facts.append(Fact(role, visible(subject_shown(one.label)), "name"))
        facts.append(
            Fact(words.text(N_("Fingerprint (SHA-256)")), _grouped(one.certificate_sha256), "machine")
        )
    intro = "" if used else words.text(_NOBODY)
    return Section(words.text(N_("Trusted entries used")), intro=intro, facts=tuple(facts))


def _program(report: VerificationReport, words: Translator) -> Section:
    verifier = report.verifier
    pairs: list[tuple[str, str | None, Kind]] = [
        (NC_("label", "Program"), f"{verifier.name} {verifier.version}", "machine"),
        (N_("Digest of the program (SHA-256)"), verifier.digest, "machine"),
        (
            NC_("label", "Cryptography"),
            implementation_name(verifier),
            "machine",
        ),
        (N_("Checked at"), to_second(verifier.checked_at), "machine"),
    ]
    return Section(words.text(N_("About this verification")), facts=tuple(_facts(pairs, words)))


def _grouped(digest: str) -> str:
    return " ".join(digest[i : i + 8] for i in range(0, len(digest), 8))
