"""What a finding is about, and the values it gives, as people read them in their language."""

from __future__ import annotations

import re

from forensics_app.i18n.details import detail_text
from forensics_app.i18n.translator import N_, NC_, NP_, Translator
from forensics_app.i18n.typography.readable import readable
from forensics_app.model.findings import Finding
from forensics_app.model.names import subject_shown

ZIP_FIELDS: dict[str, str] = {
    "disk": N_("number of the disk"),
    "directory-disk": N_("number of the directory's disk"),
    "entries-on-disk": N_("number of entries on the disk"),
    "comment-length": N_("length of the comment"),
    "zip64-locator-disks": N_("number of disks in the ZIP64 locator"),
    "zip64-end-record": N_("ZIP64 end record"),
    "made-by": N_("version of the program that made it"),
    "version-needed": N_("version needed to unpack"),
    "flags": NC_("ZIP header", "flags"),
    "method": N_("compression method"),
    "time": NC_("ZIP header", "time"),
    "date": NC_("ZIP header", "date"),
    "attributes": NC_("ZIP header", "attributes"),
    "stored-size": N_("stored size"),
}
"""Header fields of a ZIP, as `zip-field` names them before the entry or the place that they belong to."""
_SEAL = "seal"  # what a finding calls the bundle's seal where another is an addendum, which has a file name
_OF_THE_SEAL = {
    "addendum-fork-same-signer": N_(
        "The same signer made {subject} and {expected} after the seal, and neither refers to the other. Ask "
        "the signer which one counts."
    ),
    "addendum-fork": N_(
        "{subject} and {expected} were both made after the seal, without referring to each other. This is "
        "usual between laboratories."
    ),
    "addendum-head-differs": N_(
        "The addendum {subject} follows the seal, but with another signature than the one here (by {actual})."
    ),
    "addendum-other-encoding": N_(
        "The seal has a different encoding than {expected} refers to: the same signature, but different "
        "bytes. Find out who changed the file."
    ),
}
_FROM_THE_SYSTEM = frozenset(
    {"folder-unreadable", "file-unreadable", "parcel-file-unreadable", "addendum-unreadable", "check-failed"}
)
"""Findings whose `actual` is what the operating system said, in its own words."""
_AMOUNT = re.compile(r"(\d{1,15})( bytes)?")
_COUNTED = "bytes"


def sentence_of_the_seal(finding: Finding) -> str | None:
    """The sentence where it is the seal that a finding calls by that name; None for any other finding."""
    named = {
        "addendum-head-differs": finding.expected,
        "addendum-other-encoding": finding.subject,
    }.get(finding.code, finding.actual)
    return _OF_THE_SEAL.get(finding.code) if named == _SEAL else None


def subject_words(finding: Finding, words: Translator) -> str:
    """`length of the comment (notes.txt)` for a field of a ZIP header; anything else as it is."""
    subject = readable(finding.subject or "?")
    if finding.code != "zip-field":
        return subject
    field, _, place = subject.partition(" ")
    return f"{words.text(ZIP_FIELDS[field])} ({place})" if field in ZIP_FIELDS else subject


def actual_words(finding: Finding, sentence: str, words: Translator) -> str:
    """What was found instead; what the operating system said of it in the language of `words`."""
    if finding.actual and finding.code in _FROM_THE_SYSTEM:
        return detail_text(finding.actual, words)
    return value_words(finding.actual, sentence, words)


def value_words(value: str | None, sentence: str, words: Translator) -> str:
    """Amounts of bytes as the language writes them: a finding keeps them as `1234 bytes`, or as `1234` where
    its sentence says what it counts. Anything else as it is."""
    found = _AMOUNT.fullmatch(value or "")
    if found is None or (found[2] is None and _COUNTED not in sentence):
        return readable(subject_shown(value or "?"))
    count = int(found[1])
    if found[2] is None:
        return words.number(count)
    return words.plural(*NP_("{count} byte", "{count} bytes"), count)
