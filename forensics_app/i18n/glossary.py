"""The words of the program that a colleague from another field or country may ask about, with what they mean
here. What they mean is in the catalogue; the words themselves stand, language by language, in
`resources/glossary/<language>.tsv`, to be reviewed there and followed by every translation.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from forensics_app.i18n.translator import N_
from forensics_app.resource_files import RESOURCES


@dataclass(frozen=True, slots=True)
class GlossaryRow:
    """`forms`: what else of the word may stand in a sentence, as inflections and shorter names; `note` is for
    whoever translates.
    """

    english: str
    term: str
    forms: tuple[str, ...]
    note: str


@cache
def glossary_rows(language: str) -> tuple[GlossaryRow, ...]:
    """The glossary file of a language (BCP 47); none for English, whose words are those of `GLOSSARY`."""
    file = RESOURCES / "glossary" / f"{language}.tsv"
    if not file.is_file():
        return ()
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        GlossaryRow(
            row["english"], row["term"], tuple(f for f in row["forms"].split("; ") if f), row["note"] or ""
        )
        for row in rows
    )


def term_in(language: str, english: str) -> str:
    """The word of a language for one of `GLOSSARY`; the English one where there is no other."""
    return next((row.term for row in glossary_rows(language) if row.english == english), english)


GLOSSARY: tuple[tuple[str, str], ...] = (
    (N_("acquisition"), N_("Making a bit-by-bit copy of a medium, with a digest of what was copied.")),
    (
        N_("addendum"),
        N_(
            "A signed note about a sealed bundle: sent, received, opened, returned. The "
            "bundle itself is not changed."
        ),
    ),
    (N_("artifact"), N_("Anything listed in the catalogue: a file, a folder, a data stream, an area.")),
    (
        N_("axis"),
        N_(
            "One of the questions of a check: content, completeness, origin, time, custody, "
            "consistency. Each has its own answer."
        ),
    ),
    (
        N_("bundle"),
        N_("The folder or ZIP file that is handed over: files, catalogue, custody ledger, and one seal."),
    ),
    (
        N_("catalogue"),
        N_("The list of what was found in the evidence, with digests, times and places. Also sealed."),
    ),
    (
        N_("certificate"),
        N_(
            "States whose key signs. Which signers you accept is decided by your own "
            "trusted list, not by this."
        ),
    ),
    (
        N_("certification authority"),
        N_("Signs the certificates of others. Trusting it alone confirms no signer; name the signer too."),
    ),
    (
        N_("cover sheet"),
        N_("A page with the seal code, sent to the receiver through another channel than the bundle."),
    ),
    (
        N_("custody ledger"),
        N_(
            "What happened to the evidence, entry by entry. Each carries the digest of "
            "the one before, so that a change after sealing is noticed; before that, "
            "the ledger is its keeper's word."
        ),
    ),
    (
        N_("declared time zone"),
        N_(
            "The examiner's statement of the time zone that the local times of a device refer "
            "to, with the reason."
        ),
    ),
    (
        N_("digest"),
        N_(
            "A short number computed from content, also called a hash. Different content "
            "gives a different number."
        ),
    ),
    (N_("dispatch"), N_("The sender's signed note of how, when and to whom a bundle was sent.")),
    (
        N_("encrypted volume"),
        N_("A part of a medium that can only be read with a key. Its bytes are hashed in any case."),
    ),
    (N_("examiner"), N_("The person who examines the evidence and signs for it.")),
    (N_("exhibit"), N_("An item in a case with its own number, such as a laptop or a disk.")),
    (
        N_("extent"),
        N_("Where on the medium a piece of a file is located: first byte and number of bytes."),
    ),
    (
        N_("fingerprint"),
        N_("The digest of a certificate: 64 characters in four rows, compared by telephone."),
    ),
    (
        N_("handling code"),
        N_("A short code that states who may see or use something, such as TLP:AMBER. It is not translated."),
    ),
    (
        N_("hash set"),
        N_("A published list of digests. A hit means that a file is on it; “known” never means harmless."),
    ),
    (
        N_("identity"),
        N_(
            "A key and its certificates, with which you sign. The key stays on your computer or card,"
            " unless you back it up."
        ),
    ),
    (
        N_("laboratory card"),
        N_("A signed file with a laboratory's names and certificate, for partners to import."),
    ),
    (N_("locked"), N_("Encrypted, and no key has been entered yet. It can be unlocked later.")),
    (N_("medium"), N_("All bytes of a disk or of the image of one.")),
    (
        N_("omission"),
        N_("Something that exists or may exist and was not read, with the reason. Each is counted."),
    ),
    (
        N_("partner"),
        N_("A laboratory or person whose certificate you compared and accepted."),
    ),
    (
        N_("receipt"),
        N_("The receiver's signed answer: what its own check found, and whether it accepts the bundle."),
    ),
    (
        N_("revoked"),
        N_("Withdrawn by its issuer as of a certain time: no longer to be relied on."),
    ),
    (
        N_("seal"),
        N_("A small signed file that fixes everything in a bundle. A physical seal is another thing."),
    ),
    (
        N_("seal code"),
        N_("28 characters that identify one seal. Compare all of them with the cover sheet."),
    ),
    (
        N_("shadow copy"),
        N_("An earlier state of an NTFS volume that Windows kept. Read on request, as a volume of its own."),
    ),
    (N_("source"), N_("What is read into a case: a disk image, a folder or a file.")),
    (
        N_("stored hash"),
        N_("A digest written into an image when it was acquired. It is compared with the computed one."),
    ),
    (N_("tag"), N_("A label you give artifacts, used to select them for a bundle.")),
    (
        N_("time-stamp"),
        N_("An authority's signed statement that a digest existed at a time (RFC 3161)."),
    ),
    (
        N_("trusted list"),
        N_("The certificates that you accept, each for one purpose, each by your own act."),
    ),
    (
        N_("unallocated space"),
        N_("Bytes of a medium that no volume uses, or of a volume that no file uses."),
    ),
    (
        N_("verdict"),
        N_(
            "The one word for the whole check. Verified: every check succeeded, and you trust "
            "the signer. Unconfirmed: no fault was found, but something could not be "
            "confirmed. Incomplete: something is missing. Altered: something is not as it was "
            "sealed. Unreadable: nothing could be checked."
        ),
    ),
    (N_("volume"), N_("A part of a medium with a file system of its own.")),
)
