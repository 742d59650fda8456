"""Whether a bundle is wrong in nothing but what its sender sealed.

A sender may seal lists that contradict each other or break a rule of the format. Every file then has the
digest that the seal states, and a new copy would say the same: the question is one for the sender.
"""

from __future__ import annotations

from collections.abc import Iterable

from forensics_app.model.findings import About, Axis, AxisState, Finding, Severity, VerificationReport

# What is read in files that the tag manifest names, whose digests are compared all the same: a change of
# such a file is a finding of its own (`file-differs`, `tagmanifest-differs`), which is not here.
IN_WHAT_WAS_SEALED = frozenset(
    {
        "bagit-text",
        "bag-info-form",
        "bag-info-differs",
        "request-version",
        "list-not-canonical",
        "text-too-long",
        "identifier-form",
        "list-order",
        "count-differs",
        "artifact-repeated",
        "artifact-without-file",
        "artifact-differs",
        "payload-without-artifact",
        "payload-twice",
        "nonce-size",
        "csv-differs",
        "blocks-list",
        "merkle-differs",
        "supplement-form",
        "supplement-of-itself",
        "supplement-not-earlier",
        "supplement-order",
        "supplement-item-unknown",
    }
)
# How the seal's container is written. What it states of the files could be read and compared all the same.
IN_THE_SEAL = frozenset({"seal-zip", "seal-mimetype", "seal-order", "seal-manifest"})
# What is found of one file, and says nothing of another.
_OF_ONE_FILE = frozenset({"file-differs", "file-missing", "file-unlisted", "file-unreadable"})
_CONTENTS = "data/"
_MORE = "more-findings"  # of a code there is more than the report lists
_OF_FILES = (Axis.CONTENT, Axis.COMPLETENESS)
_GRAVE = (Severity.CONTRADICTION, Severity.MISSING)


def wrong_as_sealed(findings: Iterable[Finding]) -> bool:
    """Whether the axes of the files failed, and over nothing but what the sealed lists say or how the seal is
    written: every file is as the seal says.

    One finding on a digest, a missing file or the bundle's ZIP is enough for no, and so is anything that
    could not be read at all.
    """
    grave = _grave(findings)
    return bool(grave) and grave <= IN_WHAT_WAS_SEALED | IN_THE_SEAL


def wrong_in_lists(findings: Iterable[Finding]) -> bool:
    """Of what is wrong as it was sealed: whether the sealed lists are."""
    return not _grave(findings).isdisjoint(IN_WHAT_WAS_SEALED)


def wrong_in_seal(findings: Iterable[Finding]) -> bool:
    """Of what is wrong as it was sealed: whether the seal is."""
    return not _grave(findings).isdisjoint(IN_THE_SEAL)


def is_as_sealed(report: VerificationReport) -> bool:
    """Whether a seal that somebody signed confirms what is in the files that are here."""
    same = report.axes[Axis.CONTENT] is AxisState.PASS or wrong_as_sealed(report.findings)
    return same and is_signed(report)


def request_is_as_sealed(report: VerificationReport) -> bool:
    """Whether a seal that somebody signed confirms the legal request that is here: everything is as it was
    sealed, or nothing is wrong but contents, each of which the report names.
    """
    if is_as_sealed(report):
        return True
    of_contents = all(
        f.code in IN_WHAT_WAS_SEALED | IN_THE_SEAL
        or (f.code in _OF_ONE_FILE and f.subject is not None and f.subject.startswith(_CONTENTS))
        for f in report.findings
        if _is_grave(f)
    )
    return of_contents and is_signed(report) and all(f.code != _MORE for f in report.findings)


def is_signed(report: VerificationReport) -> bool:
    """Whether the lists that are here can be called sealed: a signature over them holds, by whomever."""
    return report.axes[Axis.ORIGIN] in (AxisState.PASS, AxisState.UNCONFIRMED)


def _grave(findings: Iterable[Finding]) -> set[str]:
    return {f.code for f in findings if _is_grave(f)}


def _is_grave(finding: Finding) -> bool:
    if finding.about is not About.SEALED:
        return False
    of_files = finding.axis in _OF_FILES and finding.severity in _GRAVE
    return of_files or finding.severity is Severity.FATAL
