"""Pictures in a report: thumbnails of the first ones, and what has none, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forensics_app.i18n.details import detail_text
from forensics_app.i18n.labels import NO_THUMBNAIL_LABELS
from forensics_app.i18n.translator import N_, NC_, NP_, Translator
from forensics_app.model.thumbnails import NoThumbnailReason
from forensics_app.report.evidence.document import Cell, Picture, Row, Section, Table
from forensics_app.report.evidence.facts import Pictures
from forensics_app.report.evidence.tally import MOST_PICTURES, MOST_SHOWN, Tally
from forensics_app.report.evidence.values import machine, shown


def picture_sections(pictures: Pictures, tally: Tally, words: Translator) -> Iterator[Section]:
    """Those that are shown and what is said of the others; then what could not be made small."""
    yield _shown(pictures, tally, words)
    if pictures.without:
        yield _without_thumbnail(pictures, words)


def _shown(pictures: Pictures, tally: Tally, words: Translator) -> Section:
    said: list[str] = []
    if pictures.refused:
        said.append(
            words.text(
                N_(
                    "No pictures are shown: the comparison with a hash set of illegal "
                    "content is incomplete, so what they show is not known."
                )
            )
        )
    elif not pictures.shown and tally.pictures.total > pictures.left_out:
        said.append(words.text(N_("None of the pictures could be read and decoded here.")))
    elif not pictures.shown:
        said.append(words.text(N_("There are no pictures to show.")))
    if pictures.left_out:
        said.append(
            words.plural(
                *NP_(
                    "{count} picture that a hash set classifies as illegal is not shown.",
                    "{count} pictures that hash sets classify as illegal are not shown.",
                ),
                pictures.left_out,
            )
        )
    if pictures.more:
        said.append(
            words.plural(
                *NP_(
                    "{count} more picture is not shown. A report shows at most {most}, and tries no more "
                    "than {tried}.",
                    "{count} more pictures are not shown. A report shows at most {most}, and tries no more "
                    "than {tried}.",
                ),
                pictures.more,
                most=words.number(MOST_SHOWN),
                tried=words.number(MOST_PICTURES),
            )
        )
    return Section(
        words.text(NC_("heading", "Pictures")),
        pictures=_laid(pictures, words),
        paragraphs=tuple(said),
    )


def _without_thumbnail(pictures: Pictures, words: Translator) -> Section:
    rows = []
    for one in pictures.without:
        reason = words.text(NO_THUMBNAIL_LABELS[one.why.reason])
        if one.why.reason is NoThumbnailReason.DECODER_LOST:
            reason = f"{reason} ({detail_text(one.why.detail, words)})"
        rows.append(Row((machine(one.path, words), Cell(reason, "words"))))
    columns = (NC_("column", "Path"), NC_("column", "Reason"))
    table = Table(tuple(map(words.text, columns)), (3, 2), tuple(rows))
    return Section(words.text(N_("Pictures without a thumbnail")), tables=(table,))


def _laid(pictures: Pictures, words: Translator) -> tuple[Picture, ...]:
    made: Sequence[Picture] = [
        Picture(
            one.png,
            shown(one.path, words),
            words.text(N_("Picture {name}"), name=one.path),
        )
        for one in pictures.shown
    ]
    return tuple(made)
