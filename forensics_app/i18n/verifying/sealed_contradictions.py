"""Whether a bundle is wrong in nothing but what its sender sealed.

A sender may seal lists that contradict each other or break a rule of the format. Every file then has the
digest that the seal states, and a new copy would say the same: the question is one for the sender.
"""

from __future__ import annotations

from collections.abc import Iterable

from forensics_app.model.findings import About, Axis, Finding, Severity

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
_OF_FILES = (Axis.CONTENT, Axis.COMPLETENESS)
_GRAVE = (Severity.CONTRADICTION, Severity.MISSING)


def wrong_as_sealed(findings: Iterable[Finding]) -> bool:
    """Whether the axes of the files failed, and over nothing but what the sealed lists say.

    One finding on a digest, a missing file, the ZIP or the seal's container is enough for no, and so is
    anything that could not be read at all.
    """
    grave = {
        f.code
        for f in findings
        if f.about is About.SEALED
        and (f.severity is Severity.FATAL or (f.axis in _OF_FILES and f.severity in _GRAVE))
    }
    return bool(grave) and grave <= IN_WHAT_WAS_SEALED
