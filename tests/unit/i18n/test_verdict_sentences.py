"""Every sentence of a verdict follows from the findings that caused it: over all combinations of codes."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import pytest

from forensics_app.i18n.translator import translator_for
from forensics_app.i18n.verdicts import axis_sentence, axis_word, verdict_sentence
from forensics_app.i18n.verifying.axis_doubts import DOUBTS, SEVERAL, doubt_sentence
from forensics_app.i18n.verifying.sealed_contradictions import IN_THE_SEAL, IN_WHAT_WAS_SEALED
from forensics_app.model.findings import (
    AXES,
    About,
    Axis,
    AxisState,
    BundleFacts,
    Finding,
    SealFacts,
    Severity,
    Verdict,
    VerificationReport,
    VerifierFacts,
    axis_states,
)
from forensics_app.verify.codes import AFTER_THE_SEAL, CODES
from forensics_app.verify.parcel_codes import PARCEL_CODES

ENGLISH = translator_for("en")
SEALED = {code: one for code, one in (CODES | PARCEL_CODES).items() if code not in AFTER_THE_SEAL}


def _report(*codes: str, about: About = About.SEALED) -> VerificationReport:
    findings = tuple(Finding(code, *(CODES | PARCEL_CODES)[code], "x", "x", "x", about) for code in codes)
    return VerificationReport(
        axes=axis_states(findings, checked=frozenset(AXES)),
        findings=findings,
        seal=SealFacts(),
        bundle=BundleFacts("x.zip", "zip"),
        verifier=VerifierFacts("x", "1", "0", "2026-11-25T08:00:00Z"),
    )


def _doubts(axis: Axis) -> list[str]:
    return [code for code, (of, severity) in SEALED.items() if of is axis and severity is Severity.DOUBT]


@pytest.mark.parametrize("axis", AXES)
def test_every_doubt_has_one_sentence_of_its_kind(axis: Axis) -> None:
    named = list(chain.from_iterable(group for group, _ in DOUBTS[axis]))
    assert sorted(named) == sorted(_doubts(axis))


@pytest.mark.parametrize("axis", AXES)
def test_all_combinations_of_doubts_say_what_caused_them(axis: Axis) -> None:
    kind = {code: message for group, message in DOUBTS[axis] for code in group}
    doubts = _doubts(axis)
    for size in range(1, min(len(doubts), 4) + 1):
        for codes in combinations(doubts, size):
            kinds = {kind[code] for code in codes}
            said = kinds.pop() if len(kinds) == 1 else SEVERAL[axis]
            assert doubt_sentence(axis, codes) == said
            assert axis_sentence(_report(*codes), axis, ENGLISH) == said


@pytest.mark.parametrize("code", sorted(AFTER_THE_SEAL))
@pytest.mark.parametrize("about", [About.LATER, About.UNCONFIRMED])
def test_what_came_later_is_in_no_sentence_of_the_bundle(code: str, about: About) -> None:
    with_it, without = _report(code, about=about), _report()
    assert with_it.verdict is Verdict.VERIFIED
    for axis in AXES:
        assert axis_sentence(with_it, axis, ENGLISH) == axis_sentence(without, axis, ENGLISH)
    assert verdict_sentence(with_it, ENGLISH) == verdict_sentence(without, ENGLISH)


def test_all_pairs_of_codes_give_a_verdict_whose_sentence_is_true() -> None:
    for pair in combinations(SEALED, 2):
        report = _report(*pair)
        said = verdict_sentence(report, ENGLISH)
        grave = {code for code in pair if SEALED[code][1] in (Severity.CONTRADICTION, Severity.MISSING)}
        of_files = {code for code in grave if SEALED[code][0] in (Axis.CONTENT, Axis.COMPLETENESS)}
        if report.verdict is Verdict.ALTERED:
            wrong = {code for code in of_files if SEALED[code][1] is Severity.CONTRADICTION}
            content = bool(wrong) and not of_files <= IN_WHAT_WAS_SEALED | IN_THE_SEAL
            assert ("not what was sealed" in said) is content, pair
            not_here = {code for code in of_files if SEALED[code][1] is Severity.MISSING}
            assert ("Every file is as the seal says" in said) is (not content and not not_here), pair
            assert ("Something is missing" in said) is (not content and bool(not_here)), pair
            axes = {SEALED[code][0] for code in _wrong_of(pair)}
            in_lists = bool(of_files) and of_files <= IN_WHAT_WAS_SEALED
            of_files_alone = axes <= {Axis.CONTENT, Axis.COMPLETENESS}
            assert ("the sealed lists" in said) is (in_lists and of_files_alone), pair
            missing = axes == {Axis.TIME} and _wrong_of(pair) == {"timestamp-missing"} and not of_files
            assert ("that the seal promises is missing" in said) is missing, pair
        if report.verdict is Verdict.UNCONFIRMED:
            doubts = {code for code in pair if SEALED[code][1] is Severity.DOUBT}
            assert ("not known to you yet" in said) is (doubts == {"signer-unknown"}), pair
        if report.verdict is Verdict.INCOMPLETE and report.axes[Axis.ORIGIN] is AxisState.PASS:
            assert "What is here is as it was sealed" in said, pair


def _wrong_of(codes: tuple[str, ...]) -> set[str]:
    return {code for code in codes if SEALED[code][1] is Severity.CONTRADICTION}


def test_what_was_not_checked_is_not_called_absent() -> None:
    """A bundle that is cut off: nothing was looked at. A seal that was read may lack a time-stamp."""
    findings = (Finding("zip-end-missing", *CODES["zip-end-missing"], "x", "x", "x"),)
    cut = VerificationReport(
        axes=axis_states(findings, checked=frozenset()),
        findings=findings,
        seal=SealFacts(),
        bundle=BundleFacts("x.zip", "zip"),
        verifier=VerifierFacts("x", "1", "0", "2026-11-25T08:00:00Z"),
    )
    words = {axis: axis_word(cut, axis, ENGLISH) for axis in AXES if cut.axes[axis] is AxisState.NONE}
    assert len(words) == 4
    assert set(words.values()) == {"Not checked"}
    assert cut.axes[Axis.CONTENT] is AxisState.FAIL  # in the report of a machine; nobody found it altered
    assert axis_word(cut, Axis.CONTENT, ENGLISH) == "Not readable"
    read = replace(cut, seal=SealFacts(signed_at="2026-11-25T07:00:00Z"))
    assert axis_word(read, Axis.TIME, ENGLISH) == "Not present"
    assert axis_word(read, Axis.CUSTODY, ENGLISH) == "Not checked"


def _about_files(*found: tuple[str, str | None], actual: str | None = None) -> VerificationReport:
    findings = tuple(Finding(code, *CODES[code], subject, None, actual) for code, subject in found)
    return replace(_report(), axes=axis_states(findings, checked=frozenset(AXES)), findings=findings)


def test_an_axis_that_failed_over_files_names_the_first_and_counts_the_others() -> None:
    missing = ("file-missing", "data/EX-001/a"), ("file-missing", "data/EX-001/b"), ("file-missing", "c")
    added = ("file-unlisted", "data/new")

    def said(*found: tuple[str, str | None], axis: Axis = Axis.COMPLETENESS) -> str:
        return axis_sentence(_about_files(*found, actual="7"), axis, ENGLISH)

    assert said(missing[0]) == "One file that was sealed is missing: data/EX-001/a"
    assert said(*missing) == "Files that were sealed are missing: data/EX-001/a and 2 more"
    assert said(*missing, ("more-findings", "file-missing")).endswith("data/EX-001/a and 9 more")
    assert said(*missing, ("more-findings", "file-differs")).endswith("data/EX-001/a and 2 more")
    assert said(added) == "One file was added after sealing: data/new"
    assert said(missing[0], added).endswith(
        "missing: data/EX-001/a · One file was added after sealing: data/new"
    )
    assert said(missing[0], ("zip-gap", "@12")).endswith("a · Something else is missing or was added.")
    seal = ("seal-missing", "seal/B01.asice")
    assert said(seal) == "The seal is missing."
    assert (
        said(seal, missing[0]) == "The seal is missing. · One file that was sealed is missing: data/EX-001/a"
    )
    assert said(seal, ("zip-gap", "@12")).endswith("missing. · Something else is missing or was added.")
    parts = ("seal-missing-file", "mimetype"), ("seal-missing-file", "META-INF/manifest.xml")
    assert said(parts[0]) == "A part of the seal is missing: mimetype"
    assert said(*parts) == "Parts of the seal are missing: mimetype and 1 more"
    assert said(("zip-gap", "@12")) == "Something is missing or was added."
    assert said(("signature-missing", "ab")) == "Something that was sealed is missing."
    differing = ("file-differs", "d1"), ("file-differs", "d2")
    assert said(*differing, axis=Axis.CONTENT) == "Files are not as sealed: d1 and 1 more"


@pytest.mark.parametrize(
    "code", sorted(c for c, (_, severity) in SEALED.items() if severity is Severity.FATAL)
)
def test_what_could_not_be_read_is_not_called_absent(code: str) -> None:
    """A cut file may hold a signature, a time-stamp and a ledger all the same."""
    report = replace(_report(code), axes=dict.fromkeys(AXES, AxisState.NONE))
    assert report.verdict is Verdict.UNREADABLE
    said = [axis_sentence(report, axis, ENGLISH) for axis in (Axis.ORIGIN, Axis.TIME, Axis.CUSTODY)]
    assert said == [
        "No signature could be read.",
        "No time-stamp could be read.",
        "No custody ledger could be read.",
    ]
    whole = replace(report, findings=())
    assert axis_sentence(whole, Axis.ORIGIN, ENGLISH) == "There is no signature that could be verified."
