"""What a verdict, each of its five axes and consistency mean, in one sentence each."""

from __future__ import annotations

from forensics_app.i18n.translator import N_, NC_, NP_, Translator, current
from forensics_app.i18n.typography.readable import readable
from forensics_app.i18n.verifying.axis_doubts import doubt_sentence
from forensics_app.i18n.verifying.failed_axes import failed_sentence, only_missing
from forensics_app.i18n.verifying.sealed_contradictions import wrong_as_sealed, wrong_in_lists, wrong_in_seal
from forensics_app.i18n.verifying.signatures import is_invalid
from forensics_app.model.findings import (
    About,
    Axis,
    AxisState,
    BundleFacts,
    ConsistencyState,
    Finding,
    LaterState,
    Severity,
    Verdict,
    VerificationReport,
    VerifierFacts,
)
from forensics_app.model.names import subject_shown

VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.VERIFIED: NC_("verdict", "VERIFIED"),
    Verdict.UNCONFIRMED: NC_("verdict", "UNCONFIRMED"),
    Verdict.INCOMPLETE: NC_("verdict", "INCOMPLETE"),
    Verdict.ALTERED: NC_("verdict", "ALTERED"),
    Verdict.UNREADABLE: NC_("verdict", "UNREADABLE"),
}

AXIS_WORDS: dict[Axis, str] = {
    Axis.CONTENT: NC_("axis", "Content"),
    Axis.COMPLETENESS: NC_("axis", "Completeness"),
    Axis.ORIGIN: NC_("axis", "Origin"),
    Axis.TIME: NC_("axis", "Time"),
    Axis.CUSTODY: NC_("axis", "Custody"),
    Axis.CONSISTENCY: NC_("axis", "Consistency"),
}

STATE_WORDS: dict[AxisState, str] = {
    AxisState.PASS: NC_("axis state", "Confirmed"),
    AxisState.FAIL: NC_("axis state", "Failed"),
    AxisState.UNCONFIRMED: NC_("axis state", "Not confirmed"),
    AxisState.NONE: NC_("axis state", "Not present or not checked"),
}
_ABSENT = NC_("axis state", "Not present")
_UNCHECKED = NC_("axis state", "Not checked")
_UNREADABLE = NC_("axis state", "Not readable")

CONSISTENCY_WORDS: dict[ConsistencyState, str] = {
    ConsistencyState.AGREES: NC_("consistency", "Consistent"),
    ConsistencyState.CONTRADICTS: NC_("consistency", "Contradicts itself"),
    ConsistencyState.NONE: NC_("consistency", "Not checked"),
}

SEVERITY_WORDS: dict[Severity, str] = {
    Severity.FATAL: NC_("severity", "Unreadable"),
    Severity.CONTRADICTION: NC_("severity", "Wrong"),
    Severity.MISSING: NC_("severity", "Missing"),
    Severity.DOUBT: NC_("severity", "Doubt"),
    Severity.NOTE: NC_("severity", "Note"),
}
TRUST_WORDS: dict[str, str] = {
    "own": N_("It is one of your own identities on this computer."),
    "practice": N_("It is the practice identity of a demonstration on this computer, trusted only here."),
    "chosen": N_("The certificate itself was chosen for this check; it is trusted for this check only."),
    "pinned": N_("The certificate itself is on the trusted list."),
    "authority-and-subject": N_("The authority is on the trusted list together with this exact name."),
    "authority": N_("Only the authority above is on the trusted list, not this signer."),
    "unknown": N_("No entry on the trusted list vouches for this certificate."),
}

_SIGNED_BY: dict[str, str] = {
    "pinned": N_("Signed by {label}, whose certificate is on your trusted list."),
    "chosen": N_("Signed by {label}, whose certificate you trust for this check only."),
    "own": N_("Signed by your own identity {label}."),
    "practice": N_(
        "Signed by {label}, the practice identity of a demonstration on this computer, trusted only here."
    ),
    "authority-and-subject": N_(
        "Signed by {label}, whom you trust by name under an authority, which has not revoked it."
    ),
}

_OF_FILES = (Axis.CONTENT, Axis.COMPLETENESS)
_NO_BUNDLE = frozenset({"not-a-bundle", "zip-end-missing"})
_PASS: dict[Axis, str] = {
    Axis.COMPLETENESS: N_("Every file in the sealed lists is present, and no other."),
    Axis.CUSTODY: N_(
        "The ledger is unbroken and bound to this seal; its content is the statement of whoever kept it."
    ),
}
_UNRELIABLE: dict[Axis, str] = {
    Axis.ORIGIN: N_(
        "Every file is as the seal says, but the signature can't be relied on. Do not rely on it; ask the "
        "sender."
    ),
    Axis.TIME: N_(
        "Every file is as the seal says, but the time-stamp can't be relied on. Do not rely on it; ask the "
        "sender."
    ),
    Axis.CUSTODY: N_(
        "Every file is as the seal says, but the custody ledger is invalid. Do not rely on "
        "it; ask the sender."
    ),
}
_UNRELIABLE_ALONE = N_(
    "A fault was found, and the bundle itself was not verified. Do not rely on it; ask the sender."
)
_UNRELIABLE_LISTS = N_(
    "Every file is as the seal says, but the sealed lists contradict each other or break a rule of the "
    "format. Do not rely on it; ask the sender."
)
_UNRELIABLE_SEAL = N_(
    "Every file is as the seal says, but the seal breaks a rule of the format. Do not rely on it; ask the "
    "sender."
)
_TIME_MISSING = N_(
    "Every file is as the seal says, but a time-stamp that the seal promises is missing. Do not rely on it; "
    "ask the sender."
)
_UNRELIABLE_AND_MISSING = N_(
    "Something is missing, and what is here can't be relied on either. Do not rely on it; ask the sender."
)
_UNRELIABLE_IN_SEVERAL = N_(
    "Every file is as the seal says, but more than one thing about the seal can't be relied on. Do not "
    "rely on it; ask the sender."
)
_NONE: dict[Axis, str] = {
    Axis.CONTENT: N_("The content was not verified."),
    Axis.COMPLETENESS: N_("Completeness was not verified."),
    Axis.ORIGIN: N_("There is no signature that could be verified."),
    Axis.TIME: N_("No independent time."),
    Axis.CUSTODY: N_("There is no custody ledger that could be verified."),
}
_UNREAD: dict[Axis, str] = {
    Axis.ORIGIN: N_("No signature could be read."),
    Axis.TIME: N_("No time-stamp could be read."),
    Axis.CUSTODY: N_("No custody ledger could be read."),
}
_SIGNATURE_UNCHECKED = N_("There is a signature, but it was not checked.")
_LEDGER_UNCHECKED = NP_(
    "The custody ledger is here (one entry), but could not be checked against a seal, so nothing vouches "
    "for it.",
    "The custody ledger is here ({count} entries), but could not be checked against a seal, so nothing "
    "vouches for it.",
)
_LEDGER_ELSEWHERE = NP_(
    "The seal names a custody ledger with one entry, which is in the bundle and could not be checked.",
    "The seal names a custody ledger with {count} entries, which is in the bundle and could not be checked.",
)


LATER_SENTENCES: dict[LaterState, str] = {
    LaterState.NONE: N_("No record of the time after sealing is signed by anyone you trust."),
    LaterState.CONFIRMED: N_(
        "The records after the seal are signed by signers you trust and are consistent."
    ),
    LaterState.UNCONFIRMED: N_(
        "There are open questions about the records made after sealing; see the findings. "
        "The sealed bundle itself is not affected."
    ),
    LaterState.INCOMPLETE: N_(
        "A signer you trust refers to a record made after the seal that is not here. The sealed bundle "
        "itself is not affected."
    ),
}


_LATER_OWN = N_("The records after the seal are signed with your own identities and are consistent.")
_LATER_PARTLY = N_("The records after the seal by trusted signers are consistent.")
_LATER_OPEN = NP_(
    "One more record is not confirmed by a trusted signer.",
    "{count} more records are not confirmed by a trusted signer.",
)


def later_sentence(report: VerificationReport, translator: Translator | None = None) -> str:
    """What is known of the time after the seal. It says nothing of what was sealed."""
    words = translator or current()
    if report.later is LaterState.NONE and not report.addenda:
        return words.text(N_("No records made after sealing were found."))
    if report.later is not LaterState.CONFIRMED:
        return words.text(LATER_SENTENCES[report.later])
    if report.open_records:
        return f"{words.text(_LATER_PARTLY)} {words.plural(*_LATER_OPEN, report.open_records)}"
    signers = [s for a in report.addenda for s in a.signers]
    own = bool(signers) and all(s.trust == "own" for s in signers)
    return words.text(_LATER_OWN if own else LATER_SENTENCES[LaterState.CONFIRMED])


_IMPLEMENTATIONS = {"openssl": "OpenSSL", "pycryptodome": "PyCryptodome"}


def implementation_name(verifier: VerifierFacts) -> str:
    """What did the arithmetic of a check, as its makers write it."""
    return _IMPLEMENTATIONS.get(verifier.implementation, verifier.implementation)


def verdict_word(verdict: Verdict, translator: Translator | None = None) -> str:
    """The verdict in capitals."""
    return (translator or current()).text(VERDICT_WORDS[verdict])


def verdict_sentence(report: VerificationReport, translator: Translator | None = None) -> str:
    """What the verdict means for whoever received the bundle."""
    words = translator or current()
    sentence = _verdict_sentence(report, words)
    if report.consistency.state is not ConsistencyState.NONE:
        sentence = f"{sentence} {consistency_sentence(report, words)}"
    if report.seal.demo:
        demo = words.text(N_("DEMO: the signer is a practice identity, so this proves nothing."))
        sentence = f"{sentence} {demo}"
    return sentence


def _verdict_sentence(report: VerificationReport, words: Translator) -> str:
    verdict = report.verdict
    if verdict is Verdict.VERIFIED:
        return words.text(_verified(report))
    if verdict is Verdict.UNCONFIRMED:
        if report.bundle.scope == "seal":
            return words.text(N_("No fault was found in the seal, but the bundle itself was not verified."))
        if report.bundle.scope == "parcel":
            return words.text(
                N_(
                    "No fault was found in the parcel as far as it can be checked without opening it."
                    " The bundle inside was not verified."
                )
            )
        if report.bundle.scope == "addendum":
            return words.text(
                N_("No fault was found in the addendum, but the bundle it belongs to was not verified.")
            )
        if report.consistency.places:
            return words.text(N_("What is here is as it was sealed, but not everything could be confirmed."))
        doubts = {f.code for f in _sealed(report) if f.severity is Severity.DOUBT}
        if doubts == {"signer-unknown"}:
            return words.text(N_("No fault was found, but the signer is not known to you yet."))
        return words.text(N_("No fault was found, but not everything could be confirmed."))
    if verdict is Verdict.INCOMPLETE:
        if report.axes[Axis.ORIGIN] in (AxisState.FAIL, AxisState.NONE):
            return words.text(
                N_(
                    "Something is missing, and without it not everything could be checked. Ask for a new "
                    "copy."
                )
            )
        return words.text(
            N_("What is here is as it was sealed, but something is missing. Ask for a new copy.")
        )
    if verdict is Verdict.ALTERED:
        wrong = {f.axis for f in _sealed(report) if f.severity is Severity.CONTRADICTION}
        as_sealed = wrong_as_sealed(report.findings)
        if report.bundle.scope in ("seal", "addendum") and (as_sealed or wrong.isdisjoint(_OF_FILES)):
            return words.text(_UNRELIABLE_ALONE)  # no file was compared with what was sealed
        if as_sealed:
            return words.text(_unreliable_as_sealed(report, wrong))
        if wrong.isdisjoint(_OF_FILES):
            return words.text(_unreliable(report, wrong))
        return words.text(N_("This is not what was sealed. Do not rely on it; ask for a new copy."))
    if any(f.code in _NO_BUNDLE for f in report.findings):
        said = N_("Nothing here could be verified: this is not a sealed bundle, or not a whole one.")
        return words.text(said)
    return words.text(N_("Nothing here could be verified. Ask for a new copy."))


def _unreliable_as_sealed(report: VerificationReport, wrong: set[Axis]) -> str:
    lists, seal = wrong_in_lists(report.findings), wrong_in_seal(report.findings)
    if (lists and seal) or not wrong <= set(_OF_FILES):
        return _UNRELIABLE_IN_SEVERAL
    return _UNRELIABLE_LISTS if lists else _UNRELIABLE_SEAL


def _unreliable(report: VerificationReport, wrong: set[Axis]) -> str:
    if any(f.severity is Severity.MISSING and f.axis in _OF_FILES for f in _sealed(report)):
        return _UNRELIABLE_AND_MISSING
    if len(wrong) > 1:
        return _UNRELIABLE_IN_SEVERAL
    if wrong == {Axis.TIME} and only_missing(_sealed(report)):
        return _TIME_MISSING
    return _UNRELIABLE[next(iter(wrong))]


def _verified(report: VerificationReport) -> str:
    """By what the signer is known: an own or practice identity needs no list, and a file chosen for one check
    is on none."""
    trust = _first_trust(report)
    if trust == "own":
        return N_("Everything is as it was sealed, by your own identity.")
    if trust == "practice":
        return N_("Everything is as it was sealed, by a practice identity of this computer.")
    unchecked = any(f.code == "revocation-not-checked" for f in report.findings)
    if trust == "chosen":
        return (
            N_(
                "Everything is as it was sealed, by a signer you trust for this check only (whether the "
                "certificate was revoked was not checked)."
            )
            if unchecked
            else N_("Everything is as it was sealed, by a signer you trust for this check only.")
        )
    return (
        N_(
            "Everything is as it was sealed, by a signer on your trusted list (whether the certificate "
            "was revoked was not checked)."
        )
        if unchecked
        else N_("Everything is as it was sealed, by a signer on your trusted list.")
    )


def _first_trust(report: VerificationReport) -> str:
    return report.seal.signers[0].trust if report.seal.signers else "unknown"


def consistency_sentence(report: VerificationReport, translator: Translator | None = None) -> str:
    """Whether the sealed record agrees with itself."""
    words = translator or current()
    places = report.consistency.places
    if places is None:
        return words.text(_not_judged(report))
    if not places and report.verdict is Verdict.INCOMPLETE:
        return words.text(N_("No contradictions were found in what is here."))
    if not places:
        return words.text(N_("No contradictions were found in the sealed record."))
    return words.plural(
        *NP_(
            "The sealed record contradicts itself in one place.",
            "The sealed record contradicts itself in {count} places.",
        ),
        places,
    )


def _not_judged(report: VerificationReport) -> str:
    """Why nobody asked whether the sealed record agrees with itself."""
    if report.bundle.scope in ("seal", "addendum", "parcel"):
        return N_("Not checked for contradictions, because the bundle itself was not verified.")
    if report.verdict is Verdict.UNREADABLE:
        return N_("Not checked for contradictions, because nothing here could be verified.")
    if report.verdict is Verdict.ALTERED:
        return N_("Not checked for contradictions, because something here was found to be wrong.")
    if report.verdict is Verdict.INCOMPLETE:
        return N_("Not checked for contradictions, because something needed for that is missing.")
    return N_("The sealed record was not checked for contradictions.")


def axis_word(report: VerificationReport, axis: Axis, translator: Translator | None = None) -> str:
    """The state of an axis in a word or two.

    `none` has two: a seal that was read may lack a time-stamp; anything else without a state was not checked.
    What could not be read at all has not failed a check.
    """
    words = translator or current()
    state = report.axes[axis]
    if any(f.severity is Severity.FATAL for f in _of(report, axis)):
        return words.text(_UNREADABLE)
    if state is not AxisState.NONE:
        return words.text(STATE_WORDS[state])
    absent = axis is Axis.TIME and report.seal.signed_at is not None
    return words.text(_ABSENT if absent else _UNCHECKED)


def axis_sentence(report: VerificationReport, axis: Axis, translator: Translator | None = None) -> str:
    """The answer to the question of one axis."""
    words = translator or current()
    state = report.axes[axis]
    if state is AxisState.PASS:
        return _passed(report, axis, words)
    if state is AxisState.FAIL:
        return failed_sentence(axis, _sealed(report), words)
    if state is AxisState.UNCONFIRMED:
        doubts = {f.code for f in _of(report, axis) if f.severity is Severity.DOUBT}
        return words.text(doubt_sentence(axis, doubts))
    if axis is Axis.TIME and report.seal.signed_at is not None:
        said = N_("No independent time in this seal. The signer states {time}.")
        if is_invalid(report):
            said = N_("No independent time in this seal. A signature that is invalid states {time}.")
        return words.text(said, time=readable(report.seal.signed_at))
    return _unanswered(report, axis, words)


def _unanswered(report: VerificationReport, axis: Axis, words: Translator) -> str:
    """Why there is no answer. What was found and not checked, or not looked for, is not said to be absent."""
    entries = report.bundle.custody_events
    if axis is Axis.CUSTODY and entries:
        here = report.bundle.scope == "full"
        return words.plural(*(_LEDGER_UNCHECKED if here else _LEDGER_ELSEWHERE), entries)
    if axis is Axis.ORIGIN and report.seal.signers:
        return words.text(_SIGNATURE_UNCHECKED)
    if report.verdict is Verdict.UNREADABLE and any(f.severity is Severity.FATAL for f in _sealed(report)):
        return words.text(_UNREAD.get(axis, _NONE[axis]))
    return words.text(_NONE[axis])


def _sealed(report: VerificationReport) -> list[Finding]:
    """Findings about what was sealed, which alone have a part in the verdict."""
    return [f for f in report.findings if f.about is About.SEALED]


def _of(report: VerificationReport, axis: Axis) -> list[Finding]:
    return [f for f in _sealed(report) if f.axis is axis]


def _passed(report: VerificationReport, axis: Axis, words: Translator) -> str:
    bundle, seal = report.bundle, report.seal
    if axis is Axis.CONTENT:
        if report.axes[Axis.COMPLETENESS] is AxisState.FAIL and not wrong_as_sealed(report.findings):
            return words.text(N_("The sealed files that are present are unchanged, byte for byte."))
        return words.plural(
            *NP_(
                "The one file is exactly as sealed, byte for byte.",
                "All {count} files are exactly as sealed, byte for byte.",
            ),
            bundle.files or 0,
        )
    if axis is Axis.COMPLETENESS and bundle.omissions:
        return words.plural(
            *NP_(
                "Every file in the sealed lists is present, and no other. The sender declares one omission "
                "or doubt.",
                "Every file in the sealed lists is present, and no other. The sender declares {count} "
                "omissions or doubts.",
            ),
            bundle.omissions,
        )
    if axis is Axis.ORIGIN:
        sentence = _SIGNED_BY.get(_first_trust(report), _SIGNED_BY["pinned"])
        return words.text(sentence, label=subject_shown(seal.signer_label or "?"))
    if axis is Axis.TIME:
        return words.text(
            N_("It existed on {time}, attested by an independent clock."),
            time=readable(seal.timestamp or seal.existed_by or "?"),
        )
    if axis is Axis.CUSTODY and bundle.custody_events:
        return words.plural(
            *NP_(
                "One entry, bound to this seal; its content is the statement of whoever kept it.",
                "{count} entries, unbroken and bound to this seal; their content is the "
                "statement of whoever kept them.",
            ),
            bundle.custody_events,
        )
    return words.text(_PASS[axis])


STATED_TIME = N_("time stated, not by this computer's clock")
NOT_EVIDENCE = NC_("label", "Not evidence")
DEMO = N_("DEMO: for demonstrations and training only")


def inside_words(bundle: BundleFacts, words: Translator) -> list[str]:
    """Artifacts, those of them without content, those that stayed in the sender's case, and lines of the
    ledger, as far as they are known.

    A sealed count of the ledger is of both what is left out and what is in doubt; only its lines say which.
    Files are counted apart: a bundle's contents are those of the artifacts that have one, and its nonce.
    """
    said = []
    if bundle.artifacts is not None:
        catalogued = NP_("{count} artifact catalogued", "{count} artifacts catalogued")
        said.append(words.plural(*catalogued, bundle.artifacts))
        without = bundle.artifacts - sum(files for _, files in bundle.exhibits)
        if without > 0 and bundle.scope == "full":  # a seal by itself doesn't say how many have content
            listed = NP_(
                "{count} of them a folder or without content", "{count} of them folders or without content"
            )
            said.append(words.plural(*listed, without))
    if bundle.not_selected:
        left = NP_(
            "{count} artifact of the sender's case not in this bundle",
            "{count} artifacts of the sender's case not in this bundle",
        )
        said.append(words.plural(*left, bundle.not_selected))
    if bundle.omissions is not None:
        declared = NP_(
            "{count} item declared left out or in doubt", "{count} items declared left out or in doubt"
        )
        said.append(words.plural(*declared, bundle.omissions))
    return said


def other_files_words(bundle: BundleFacts, words: Translator) -> str:
    """The files of a bundle's data that are no artifact's; empty where there is none, or it isn't known."""
    of_exhibits = sum(files for _, files in bundle.exhibits)
    rest = (bundle.files or 0) - of_exhibits if of_exhibits else 0
    if rest == 1:
        return words.text(N_("1 file: the random value in every bundle"))
    return words.plural(*NP_("{count} file", "{count} files"), rest) if rest > 0 else ""
