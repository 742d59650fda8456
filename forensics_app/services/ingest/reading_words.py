"""Reading options in a few words, and the names of the profiles that come with the program."""

from __future__ import annotations

from pathlib import Path

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.reading import reading_sentences
from forensics_app.model.choices.reading import ReadingProfile
from forensics_app.model.evidence import ShadowCopies

_BUILT_IN = {
    "quick-look": NC_("reading profile", "Quick look"),
    "full": NC_("reading profile", "Full"),
}


def profile_label(name: str) -> str:
    """What a profile is called: the user's own as they named them."""
    return current().text(_BUILT_IN[name]) if name in _BUILT_IN else name


def reading_words(options: ReadingProfile) -> str:
    """`Hashes computed for each file: SHA-256, MD5. Shadow copies are not read. …`"""
    said = list(
        reading_sentences(
            current(),
            digests=options.digests,
            media_types=options.media_types,
            shadow_copies=ShadowCopies.READ if options.shadow_copies else ShadowCopies.NOT_READ,
            archive_depth=options.archive_depth if options.archives else None,
            as_file=options.as_file,
            as_image=options.as_image,
            double_read=options.double_read,
            unallocated=options.unallocated,
            slack=options.slack,
        )
    )
    if options.rules:
        said.append(
            tr("Contents are compared with the rules or words in {name}.", name=Path(options.rules).name)
        )
    if options.strict:
        said.append(tr("Incomplete images are refused."))
    if options.hash_sets:
        said.append(tr("Compared with {sets}.", sets=current().listed(options.hash_sets)))
    return " ".join(said)
