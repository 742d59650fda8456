"""The printed card of a share of a parcel's key: kept by its holder, typed or scanned when it is needed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forensics_app.i18n import NC_, current, tr
from forensics_app.model.times import utc_text
from forensics_app.report.layout.seal_code import qr_svg
from forensics_app.report.layout.typesetting_process import typeset

_ROWS = "ABC"


def share_card_pdf(
    typed: str, *, parcel: str, number: int, threshold: int, count: int, made: datetime
) -> bytes:
    """The card in the language of the messages; arguments as for `share_card_data`.

    Raises TypesettingFailedError.
    """
    data = share_card_data(typed, parcel=parcel, number=number, threshold=threshold, count=count, made=made)
    return typeset("share_card", data, lang=current().language, created=made)


def share_card_data(
    typed: str, *, parcel: str, number: int, threshold: int, count: int, made: datetime
) -> dict[str, Any]:
    """What is laid out. `typed` is the share in groups with dashes between them, check characters last; the
    QR code holds the same without dashes. `parcel` is the number, 32 hex.
    """
    words, groups = current(), typed.split("-")
    size = -(-len(groups) // len(_ROWS))
    rows = [" ".join(groups[at : at + size]) for at in range(0, len(groups), size)]
    return {
        "title": tr("Key share {number} of {count}", number=number, count=count),
        "footer": tr("Printed by Sealwright on {time}", time=utc_text(made.replace(microsecond=0))),
        "secret": tr("Secret. For its holder alone: do not copy, photograph or e-mail this page."),
        "facts": [
            [tr(NC_("label", "Parcel")), words.isolate(parcel)],
            [
                tr(NC_("label", "Opens with")),
                tr("any {needed} of {count} shares", needed=threshold, count=count),
            ],
            [tr(NC_("label", "Holder")), "\u00a0"],
        ],
        "code_title": tr("This share"),
        "rows": list(zip(_ROWS, rows, strict=False)),
        "qr": qr_svg("".join(groups)),
        "qr_words": tr("The same share as a QR code"),
        "text": [
            tr(
                "This share alone opens nothing. Together with the shares of other holders it opens the "
                "parcel with the number above, and no other."
            ),
            tr(
                "To use it, type all rows in the dialog “Open parcel…”. Or type them, or scan the QR code, "
                "into a text file, and specify that file there or with “{option}”. Dashes, spaces and lower "
                "case do not matter, and 0, 1 and 8 are read as O, I and B. The last four characters are "
                "check characters: a mistyped character is noticed.",
                option=words.isolate("--share"),
            ),
            tr("Keep it as you would keep a key. If it is lost or seen by others, tell the sender."),
        ],
    }
