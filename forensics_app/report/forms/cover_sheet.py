"""The cover sheet of a sealed bundle: one page that travels with it, in one language or two side by side.

It is made after sealing and never lies in the bundle: it is where the receiver has the seal code from.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from functools import cache, partial
from typing import Any

from forensics_app import __version__
from forensics_app.i18n.papers.sending import KEPT_HERE
from forensics_app.i18n.place_names import country_name
from forensics_app.i18n.request_words import instrument_label
from forensics_app.i18n.translator import N_, NC_, NP_, Translator
from forensics_app.i18n.typography.isolation import without_isolates
from forensics_app.i18n.verdicts import DEMO
from forensics_app.model.addendum import NamedFile
from forensics_app.model.bundle import SEAL_NONCE_BYTES
from forensics_app.model.cover_sheet import CoverSheet, SentParcel
from forensics_app.model.handling import handling_text
from forensics_app.model.names import subject_shown, visible
from forensics_app.model.parcel import RecipientKind
from forensics_app.model.supplement import Supplement, SupplementKind
from forensics_app.report.layout.handling_marks import handling_marks
from forensics_app.report.layout.pdf_pages import page_count
from forensics_app.report.layout.seal_code import code_rows, qr_svg
from forensics_app.report.layout.typesetting_process import typeset
from forensics_app.report.verification.web_page import WEB_PAGE_NAME, web_page_sha256
from forensics_app.seal.containers.seal_info import show_code

_MOST_VOLUMES = 3  # that have a line each, so that the page stays one
_MOST_DIGESTS = 4  # of certificates, likewise
Said = Callable[[Translator], str]
TEMPLATE = "cover_sheet"
SIZES = tuple(f"{tenths / 10}pt" for tenths in range(104, 66, -2))
"""From the largest to the smallest that is read without a glass."""


def cover_sheet_document(
    sheet: CoverSheet, languages: tuple[Translator, ...], *, printed: datetime, picture: bool = False
) -> tuple[bytes, bytes | None]:
    """The PDF, in one language or in two side by side, at a size at which it is one page; and a PNG of it.

    What does not fit on one page even then takes two. Raises TypesettingFailedError.
    """
    languages = side_by_side(languages)

    @cache
    def made(at: int) -> tuple[dict[str, Any], bytes]:
        data = cover_sheet_data(sheet, languages, size=SIZES[at])
        return data, typeset(TEMPLATE, data, lang=languages[0].language, created=printed)

    def fits(at: int) -> bool:
        return page_count(made(at)[1]) == 1

    at = 0 if fits(0) else bisect_left(range(len(SIZES) - 1), x=True, lo=1, key=fits)
    data, pdf = made(at)
    if not picture:
        return pdf, None
    return pdf, typeset(TEMPLATE, data, lang=languages[0].language, created=printed, picture=True)


def side_by_side(languages: tuple[Translator, ...]) -> tuple[Translator, ...]:
    """As they stand on the page: what is read from the right stands at the right, else in the order given."""
    return tuple(sorted(languages, key=lambda words: words.right_to_left))


def cover_sheet_data(sheet: CoverSheet, languages: tuple[Translator, ...], *, size: str) -> dict[str, Any]:
    """What the template lays out; every text once for each language."""
    report = sheet.report
    code = report.seal.code or ""
    marks = handling_marks(languages[0], report.bundle.request)

    def each(said: Said) -> list[str]:
        return [said(words) for words in languages]

    def alike(said: Said) -> bool:
        return len({without_isolates(text) for text in each(said)}) == 1

    def word(message: str) -> list[str]:
        return [words.text(message) for words in languages]

    return {
        "size": size,
        "langs": [words.language for words in languages],
        "title": word(N_("Sealed evidence bundle")),
        "sender": _name_and_country(report.bundle.agency, report.bundle.country, languages[0]),
        "reference": visible(report.bundle.reference or ""),
        "demo": word(DEMO) if report.seal.demo else None,
        "facts": [
            {"labels": word(label), "values": each(value), "machine": machine, "same": alike(value)}
            for label, value, machine in _facts(sheet)
            if value(languages[0])
        ],
        "warnings": [{"kind": kind, "texts": each(said)} for kind, said in _warnings(sheet)],
        "code_title": word(N_("Seal code: compare all characters")),
        "rows": code_rows(code),
        "short": [word(N_("Short form, to read out or type")), show_code(code)],
        "qr": qr_svg(code),
        "qr_words": languages[0].text(N_("The seal code as a QR code")),
        "files": list(_files(sheet, languages)),
        "signer": {
            "labels": word(N_("Certificate of the sealing signer (SHA-256), with rows of its own")),
            "rows": code_rows(report.seal.fingerprint) if report.seal.fingerprint else [],
        },
        "open": _opening(sheet, languages),
        "how_title": word(N_("How to verify")),
        "how": [[*(words.text(step) for step in _HOW), _web_page(words)] for words in languages],
        "by_hand": [word(N_("Handed over by")), word(N_("Received by"))],
        "by_hand_line": word(N_("name, date, signature")),
        "footer": word(N_("This page is not part of the sealed bundle.")),
        "handling": None if marks is None else asdict(marks),
    }


_WEB_PAGE = N_(
    "Without Sealwright: open the web page {name} in a browser and drop the bundle on it. "
    "The page must come from the program, or from the sealing laboratory through another "
    "channel than the bundle, since a page sent with a bundle can be altered along with it. "
    "Each version of the program has its own page; that of version {version} has this "
    "SHA-256: {digest}"
)
_HOW = (
    N_(
        "Open the bundle on the Verify page of Sealwright, or on the command line with "
        "“sealwright verify”. To check it with openssl and sha256sum alone, take the recipe "
        "from the program (“sealwright recipe”) or from the sender through another channel, "
        "and compare its digest. The copy in the bundle proves nothing."
    ),
    N_(
        "Compare all four rows of the seal code with what is shown there. This page must "
        "have arrived through another channel than the bundle, or the rows must be read "
        "out on a telephone number that was already known."
    ),
    N_(
        "Compare the rows of the signer's certificate in the same way. Until then a signer who is not on "
        "the receiver's trusted list stays unconfirmed; this is not a sign of tampering."
    ),
    N_("Sign a receipt (“sealwright receive”) and send it back, even if something is wrong."),
)


def _web_page(words: Translator) -> str:
    return words.text(_WEB_PAGE, name=WEB_PAGE_NAME, version=__version__, digest=web_page_sha256())


def _facts(sheet: CoverSheet) -> Iterator[tuple[str, Said, bool]]:
    """Label, value in a language ('' leaves the line out), whether it is a machine value."""
    report = sheet.report
    bundle, seal, request = report.bundle, report.seal, report.bundle.request
    yield NC_("label", "From"), lambda w: _joined(w, (bundle.examiner, bundle.agency), bundle.country), False
    yield (
        NC_("label", "For"),
        lambda w: "; ".join(_joined(w, (r.name,), r.country) for r in sheet.recipients),
        False,
    )
    names = (sheet.case_reference, bundle.title)
    yield NC_("label", "Case"), lambda w: " · ".join(_own(w, name) for name in names if name), False
    if request is not None:
        yield N_("Legal instrument"), lambda w: _own(w, instrument_label(request.instrument, w)), False
        yield N_("Requesting authority's reference"), lambda w: _own(w, request.requesting_reference), False
        yield N_("Executing authority's reference"), lambda w: _own(w, request.executing_reference), False
        yield N_("Answer due"), lambda w: visible(request.deadline or ""), True
        yield N_("Legal basis"), lambda w: _own(w, request.legal_basis), False
        yield N_("Limits of use"), lambda w: _own(w, request.limits_of_use), False
        codes = ", ".join(visible(handling_text(h.scheme, h.value)) for h in request.handling)
        yield NC_("label", "Handling"), lambda w: codes, True
    if bundle.supplement is not None:
        yield from _earlier(bundle.supplement)
    yield NC_("label", "Contents"), lambda w: _contents(sheet, w), False
    exhibits = ", ".join(visible(name) for name, _ in bundle.exhibits)
    yield NC_("label", "Exhibits"), lambda w: w.isolate(exhibits), False
    yield (
        N_("Signed by"),
        lambda w: ", ".join(_own(w, subject_shown(s.certificate_name)) for s in seal.signers),
        False,
    )
    yield N_("Signed on"), lambda w: _moment(seal.signed_at), True
    yield N_("Independent time"), lambda w: _attested(sheet, w), False


def _files(sheet: CoverSheet, languages: tuple[Translator, ...]) -> Iterator[dict[str, Any]]:
    """What is sent, and where that is a parcel, what it protects. Of many volumes the signed list tells."""

    def group(title: str, files: Iterable[NamedFile], note: Said | None = None) -> dict[str, Any]:
        return {
            "title": [words.text(title) for words in languages],
            "files": [
                [visible(f.name), [words.size(f.size) for words in languages], f.sha256] for f in files
            ],
            "note": None if note is None else [note(words) for words in languages],
        }

    if not sheet.parcels:
        yield group(N_("Files to be sent"), sheet.files)
        return
    for parcel in sheet.parcels:
        title = N_("Files to be sent: the encrypted parcel")
        if len(parcel.volumes) <= _MOST_VOLUMES:
            yield group(title, (*parcel.small, *parcel.volumes))
        else:
            yield group(title, parcel.small, partial(_volumes, parcel))
    if sheet.files:
        yield group(KEPT_HERE, sheet.files)


def _opening(sheet: CoverSheet, languages: tuple[Translator, ...]) -> dict[str, Any] | None:
    """How the parcels are opened, and by whom: private keys, passphrase and shares go other ways."""
    if not sheet.parcels:
        return None
    digests = [r.sha256 for p in sheet.parcels for r in p.recipients if r.sha256 is not None]
    shown = list(dict.fromkeys(digests))
    return {
        "title": [words.text(N_("How to open the parcel")) for words in languages],
        "steps": [list(_opening_steps(sheet.parcels, bool(shown), words)) for words in languages],
        "labels": [
            words.text(N_("Encrypted for the holders of these certificates (SHA-256)")) for words in languages
        ],
        "digests": shown[:_MOST_DIGESTS],
        "more": [
            words.plural(
                *NP_(
                    "And {count} more certificate, which the signed list names.",
                    "And {count} more certificates, which the signed list names.",
                ),
                len(shown) - _MOST_DIGESTS,
            )
            for words in languages
        ]
        if len(shown) > _MOST_DIGESTS
        else [],
    }


def _opening_steps(parcels: tuple[SentParcel, ...], certificates: bool, words: Translator) -> Iterator[str]:
    texts = [visible(f.name) for f in parcels[0].small if ".OPEN." in f.name]
    own = next((name for name in texts if name.endswith(f".{words.language}.txt")), *texts[:1] or [""])
    yield words.text(
        N_(
            "Keep the files of the parcel in one folder. Drop it on the Verify page of Sealwright and "
            "choose “Open parcel…”, or use “sealwright parcel open”. Without Sealwright, with bash and "
            "OpenSSL 3: see {file}."
        ),
        file=own or "-",
    )
    if certificates:
        yield words.text(N_("Whoever holds the private key of a certificate named below can open it."))
    if any(r.kind is RecipientKind.PASSPHRASE for p in parcels for r in p.recipients):
        yield words.text(N_("Whoever knows the passphrase can open it; it is sent through another channel."))
    for shares in dict.fromkeys(p.shares for p in parcels):
        if shares is not None:
            yield words.text(
                N_("Any {needed} of {count} holders of key shares can open it together."),
                needed=words.number(shares.threshold),
                count=words.number(len(shares.digests)),
            )


def _volumes(parcel: SentParcel, words: Translator) -> str:
    said = NP_(
        "And {count} part ({size}): the signed list {name} gives its SHA-256.",
        "And {count} parts ({size}): the signed list {name} gives the SHA-256 of each.",
    )
    size = words.size(sum(volume.size for volume in parcel.volumes))
    return words.plural(
        *said, len(parcel.volumes), size=size, name=words.isolate(visible(parcel.small[0].name))
    )


def _warnings(sheet: CoverSheet) -> Iterator[tuple[str, Said]]:
    omitted, differing = sheet.report.bundle.omissions or 0, sheet.differing
    if omitted:
        said = NP_(
            "The sealed list declares {count} item as not read, left out or in doubt, with the reason.",
            "The sealed list declares {count} items as not read, left out or in doubt, with the reasons.",
        )
        yield "warn", lambda w: w.plural(*said, omitted)
    if differing:
        message = N_("{exhibits}: the hash stored at acquisition and the one computed here differ.")
        yield "bad", lambda w: w.text(message, exhibits=w.names(differing))


def _earlier(supplement: Supplement) -> Iterator[tuple[str, Said, bool]]:
    """Which bundle this one adds to or corrects: the receiver has to have that one too."""
    adds = supplement.kind is SupplementKind.ADDS
    name = None if supplement.target is None else supplement.target.reference
    yield N_("Adds to the bundle") if adds else N_("Corrects the bundle"), lambda w: _own(w, name), False
    yield N_("Seal code of that bundle"), lambda w: show_code(supplement.supplements), True


def _contents(sheet: CoverSheet, words: Translator) -> str:
    bundle = sheet.report.bundle
    counted = NP_("{count} artifact", "{count} artifacts")
    exhibits = NP_("{count} exhibit", "{count} exhibits")
    return " · ".join(
        (
            words.plural(*counted, bundle.artifacts or 0),
            words.size(max(0, (bundle.payload_bytes or 0) - SEAL_NONCE_BYTES)),
            words.plural(*exhibits, len(bundle.exhibits)),
        )
    )


def _attested(sheet: CoverSheet, words: Translator) -> str:
    moment = sheet.report.seal.timestamp
    if moment is None:
        return words.text(N_("none: the time above is the sender's own clock"))
    return words.text(N_("{time}, attested by a time-stamp authority"), time=_moment(moment))


def _moment(sealed: str | None) -> str:
    """UTC to the second, as everywhere: `2026-11-24 13:58:07 UTC`."""
    return "" if sealed is None else f"{sealed[:19].replace('T', ' ')} UTC"


def _joined(words: Translator, names: tuple[str | None, ...], country: str | None) -> str:
    known = [_own(words, name) for name in names if name]
    if country:
        known.append(_own(words, country_name(country, words.language)))
    return ", ".join(known)


def _name_and_country(name: str | None, country: str | None, words: Translator) -> str:
    return _joined(words, (name,), country)


def _own(words: Translator, text: str | None) -> str:
    return words.isolate(visible(text)) if text else ""
