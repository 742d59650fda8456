"""Reading options in a few words, and the names of the profiles that come with the program."""

from __future__ import annotations

from pathlib import Path

from forensics_app.i18n import NC_, current, tr, trn
from forensics_app.model.choices.reading import ReadingProfile
from forensics_app.model.digests import DigestAlgorithm

_DIGESTS = {
    DigestAlgorithm.MD5: "MD5",
    DigestAlgorithm.SHA1: "SHA-1",
    DigestAlgorithm.SHA256: "SHA-256",
}
_BUILT_IN = {
    "quick-look": NC_("reading profile", "Quick look"),
    "full": NC_("reading profile", "Full"),
}


def profile_label(name: str) -> str:
    """What a profile is called: the user's own as they named them."""
    return current().text(_BUILT_IN[name]) if name in _BUILT_IN else name


def reading_words(options: ReadingProfile) -> str:
    """`Hashes computed for each file: SHA-256, MD5. Shadow copies are not read. …`"""
    digests = ", ".join(["SHA-256", *(_DIGESTS[d] for d in options.digests)])
    said = [tr("Hashes computed for each file: {digests}.", digests=digests)]
    if not options.media_types:
        said.append(tr("File types and EXIF data are not examined."))
    said.append(tr("Shadow copies are read.") if options.shadow_copies else tr("Shadow copies are not read."))
    if options.archives:
        said.append(
            trn(
                "Archives are opened, up to {count} level deep.",
                "Archives are opened, up to {count} levels deep.",
                options.archive_depth,
            )
        )
    else:
        said.append(tr("Archives are not opened."))
    if options.as_file:
        said.append(tr("An archive added as a source is treated as one file."))
    if options.as_image:
        said.append(tr("Compressed disk images are opened."))
    if options.double_read:
        said.append(tr("Each file is read twice, and the results are compared."))
    if options.unallocated:
        said.append(tr("Unallocated space is included."))
    if options.slack:
        said.append(tr("File slack is included."))
    if options.rules:
        said.append(
            tr("Contents are compared with the rules or words in {name}.", name=Path(options.rules).name)
        )
    if options.strict:
        said.append(tr("Incomplete images are refused."))
    if options.hash_sets:
        said.append(tr("Compared with {sets}.", sets=current().listed(options.hash_sets)))
    return " ".join(said)
