"""Why an axis failed, in one sentence: by the names of files where it is about files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forensics_app.i18n.translator import N_, NP_, Translator
from forensics_app.i18n.verifying.sealed_contradictions import wrong_as_sealed, wrong_in_lists
from forensics_app.model.findings import Axis, Finding, Severity

_FAIL: dict[Axis, str] = {
    Axis.CONTENT: N_("Something is not as it was sealed."),
    Axis.COMPLETENESS: N_("Something is missing or was added."),
    Axis.ORIGIN: N_("The signature can't be relied on."),
    Axis.TIME: N_("The time-stamp can't be relied on."),
    Axis.CUSTODY: N_("The custody ledger is invalid."),
}
_FATAL = N_("Nothing could be verified.")
_AS_SEALED: dict[Axis, str] = {
    Axis.CONTENT: N_("The sealed lists contradict each other or break a rule of the format."),
    Axis.COMPLETENESS: N_("The sealed lists do not agree on what is in the bundle."),
}
_SEAL = N_("The seal breaks a rule of the format.")
_TIME_MISSING = N_("A time-stamp that the seal promises is missing.")
_GRAVE = (Severity.CONTRADICTION, Severity.MISSING)


@dataclass(frozen=True, slots=True)
class _Files:
    """What is said of the files that findings with these codes are about; of several the first is named."""

    codes: frozenset[str]
    one: str
    several: tuple[str, str]

    def sentence(self, findings: Sequence[Finding], words: Translator) -> str:
        """'' where there is no such finding. Those past the most that are shown are counted."""
        found = list(dict.fromkeys(f.subject for f in findings if f.code in self.codes and f.subject))
        if not found:
            return ""
        unshown = (f.actual for f in findings if f.code == "more-findings" and f.subject in self.codes)
        more = len(found) - 1 + sum(int(count) for count in unshown if count)
        return (
            words.plural(*self.several, more, file=found[0]) if more else words.text(self.one, file=found[0])
        )


_DIFFERING = _Files(
    frozenset({"file-differs"}),
    N_("One file is not as sealed: {file}"),
    NP_(
        "Files are not as sealed: {file} and {count} more",
        "Files are not as sealed: {file} and {count} more",
    ),
)
_IN_THE_SEAL = _Files(
    frozenset({"seal-missing-file"}),
    N_("A part of the seal is missing: {file}"),
    NP_(
        "Parts of the seal are missing: {file} and {count} more",
        "Parts of the seal are missing: {file} and {count} more",
    ),
)
_MISSING = _Files(
    frozenset({"file-missing", "manifest-missing", "parcel-file-missing"}),
    N_("One file that was sealed is missing: {file}"),
    NP_(
        "Files that were sealed are missing: {file} and {count} more",
        "Files that were sealed are missing: {file} and {count} more",
    ),
)
_ADDED = _Files(
    frozenset({"file-unlisted"}),
    N_("One file was added after sealing: {file}"),
    NP_(
        "Files were added after sealing: {file} and {count} more",
        "Files were added after sealing: {file} and {count} more",
    ),
)
_INCOMPLETE = (_IN_THE_SEAL, _MISSING, _ADDED)


def only_missing(findings: Sequence[Finding]) -> bool:
    """Whether of the time-stamps nothing is wrong but that promised ones are missing."""
    wrong = {f.code for f in findings if f.axis is Axis.TIME and f.severity in _GRAVE}
    return wrong == {"timestamp-missing"}


def failed_sentence(axis: Axis, findings: Sequence[Finding], words: Translator) -> str:
    """`findings` are those about what was sealed, of every axis."""
    own = [f for f in findings if f.axis is axis]
    if any(f.severity is Severity.FATAL for f in own):
        return words.text(_FATAL)
    if axis in _AS_SEALED and wrong_as_sealed(findings):
        return words.text(_AS_SEALED[axis] if wrong_in_lists(own) else _SEAL)
    if axis is Axis.TIME and only_missing(findings):
        return words.text(_TIME_MISSING)
    grave = {f.code for f in own if f.severity in _GRAVE}
    if axis is Axis.CONTENT and "file-differs" in grave:
        return _DIFFERING.sentence(findings, words) or words.text(_FAIL[axis])
    if axis is Axis.COMPLETENESS:
        named = [words.text(N_("The seal is missing."))] if "seal-missing" in grave else []
        named += [said for files in _INCOMPLETE if (said := files.sentence(findings, words))]
        if named and grave.difference({"seal-missing"}, *(files.codes for files in _INCOMPLETE)):
            named.append(words.text(N_("Something else is missing or was added.")))
        if named:
            return " · ".join(named)
        if all(f.severity is not Severity.CONTRADICTION for f in own):
            return words.text(N_("Something that was sealed is missing."))
    if grave == {"outer-seal-differs"}:
        return words.text(N_("The seal next to the bundle is not the seal inside."))
    return words.text(_FAIL[axis])
