"""The printed page of a laboratory's card: handed over, sent by post or read out, apart from any bundle."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forensics_app.i18n import NC_, current, tr
from forensics_app.i18n.place_names import country_name
from forensics_app.i18n.verdicts import DEMO
from forensics_app.model.lab_card import LabCard
from forensics_app.model.names import visible
from forensics_app.model.times import utc_text
from forensics_app.report.layout.seal_code import code_rows, qr_svg
from forensics_app.report.layout.typesetting_process import typeset


def lab_card_pdf(card: LabCard, *, algorithm: str, not_after: str, demo: bool, printed: datetime) -> bytes:
    """The page in the language of the messages; arguments as for `lab_card_data`.

    Raises TypesettingFailedError.
    """
    data = lab_card_data(card, algorithm=algorithm, not_after=not_after, demo=demo, printed=printed)
    return typeset("lab_card", data, lang=current().language, created=printed)


def lab_card_data(
    card: LabCard, *, algorithm: str, not_after: str, demo: bool, printed: datetime
) -> dict[str, Any]:
    """What is laid out, as PDF or as HTML. The QR code holds the fingerprint, 64 hexadecimal digits.

    `algorithm` names the key, `not_after` is UTC in sealed form.
    """
    return {
        "title": tr("Laboratory card"),
        "footer": tr("Printed by Sealwright on {time}", time=utc_text(printed.replace(microsecond=0))),
        "demo": tr(DEMO) if demo else None,
        "names": [{"lang": n.lang, "name": _shown(n.name)} for n in card.names],
        "facts": [
            [tr(NC_("label", "Country")), _country(card.country)],
            [tr(NC_("label", "Contact")), _shown(card.contact)],
            [tr(NC_("label", "Key")), algorithm],
            [tr("Valid until"), not_after],
            [tr("Created on"), card.made_at],
        ],
        "fingerprint_title": tr("Fingerprint of the certificate (SHA-256)"),
        "rows": code_rows(card.fingerprint),
        "qr": qr_svg(card.fingerprint),
        "qr_words": tr("The same fingerprint as a QR code"),
        "text": [
            tr(
                "Compare all four rows with those you received through another channel than "
                "this page or the card's file: by telephone, in person, or through the "
                "official channel. Comparing only the beginning and the end proves nothing."
            ),
            tr(
                "Then import the card with “sealwright trust import”, which asks for the "
                "fingerprint. Never import a card that came with a bundle."
            ),
        ],
    }


def _country(code: str | None) -> str:
    return _shown(code and country_name(code, current().language))


def _shown(text: str | None) -> str:
    return current().isolate(visible(text)) if text else "–"
