"""How media are read, option by option, in sentences: of options that are chosen, and in reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forensics_app.i18n.translator import N_, NP_, Translator
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.evidence import ShadowCopies

_DIGESTS = {
    DigestAlgorithm.MD5: "MD5",
    DigestAlgorithm.SHA1: "SHA-1",
    DigestAlgorithm.SHA256: "SHA-256",
}
_SHADOW_COPIES = {
    ShadowCopies.READ: N_("Shadow copies are read."),
    ShadowCopies.IN_PART: N_("Shadow copies are read, but not all of them."),
    ShadowCopies.NOT_READ: N_("Shadow copies are not read."),
    ShadowCopies.FAILED: N_("Shadow copies could not be read."),
    ShadowCopies.NONE: N_("No shadow copies were found on the NTFS volumes."),
}
_ARCHIVES = NP_(
    "Archives are opened, up to {count} level deep.",
    "Archives are opened, up to {count} levels deep.",
)


def shadow_copy_sentence(copies: ShadowCopies, words: Translator) -> str:
    """What became of the shadow copies of a source."""
    return words.text(_SHADOW_COPIES[copies])


def reading_sentences(
    words: Translator,
    *,
    digests: Sequence[DigestAlgorithm],
    media_types: bool,
    shadow_copies: ShadowCopies | None,
    archive_depth: int | None,
    as_file: bool,
    as_image: bool,
    double_read: bool,
    unallocated: bool,
    slack: bool,
) -> Iterator[str]:
    """`digests` beside SHA-256. `shadow_copies` None: nothing is said of them; `archive_depth` None: archives
    are not opened."""
    named = ", ".join(["SHA-256", *(_DIGESTS[d] for d in digests if d is not DigestAlgorithm.SHA256)])
    yield words.text(N_("Hashes computed for each file: {digests}."), digests=named)
    if not media_types:
        yield words.text(N_("File types and EXIF data are not examined."))
    if shadow_copies is not None:
        yield shadow_copy_sentence(shadow_copies, words)
    if archive_depth is None:
        yield words.text(N_("Archives are not opened."))
    else:
        yield words.plural(*_ARCHIVES, archive_depth)
    for asked, said in (
        (as_file, N_("An archive added as a source is treated as one file.")),
        (as_image, N_("Compressed disk images are opened.")),
        (double_read, N_("Each file is read twice, and the results are compared.")),
        (unallocated, N_("Unallocated space is included.")),
        (slack, N_("File slack is included.")),
    ):
        if asked:
            yield words.text(said)
