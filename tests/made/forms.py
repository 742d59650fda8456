"""Every form that leaves a laboratory, made in memory of one checked bundle, and a hostile text for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from forensics_app.custody.hand_overs import hand_overs
from forensics_app.i18n import set_language
from forensics_app.i18n.translator import translator_for
from forensics_app.model.addendum import (
    Addendum,
    AddendumDraft,
    AddendumEvent,
    Head,
    NamedFile,
    Receipt,
    ReceiptOutcome,
    ReceiptScope,
    ReceiptVerifier,
    Recipient,
)
from forensics_app.model.cover_sheet import CoverSheet
from forensics_app.model.custody import ClockSource, CustodyEvent, CustodyEventType, Note, Person, Tool
from forensics_app.model.digests import Digests
from forensics_app.model.findings import VerificationReport
from forensics_app.model.lab_card import CardName, LabCard
from forensics_app.model.request import HandlingCode, RequestRecord
from forensics_app.report.forms.cover_sheet import cover_sheet_document
from forensics_app.report.forms.cover_sheet_html import cover_sheet_html
from forensics_app.report.forms.custody_form import CustodyForm, custody_pdf
from forensics_app.report.forms.custody_html import custody_html
from forensics_app.report.forms.custody_labels import FormLabels
from forensics_app.report.forms.disposal import DisposalFacts, disposal_document
from forensics_app.report.forms.lab_card_html import lab_card_html
from forensics_app.report.forms.lab_card_page import lab_card_pdf
from forensics_app.report.forms.receipt_html import page_html
from forensics_app.report.forms.receipt_page import ReceiptPage, SignedReceipt, page_pdf, receipt_page
from forensics_app.report.layout.document import Document
from forensics_app.report.layout.handling_marks import handling_marks
from forensics_app.report.verification.html import render_html
from forensics_app.report.verification.pdf import render_pages
from forensics_app.report.verification.report import make_document
from tests.vectors.bundle import Plan, build
from tests.world.receiving import verify_bytes
from tests.world.signing import NOW

SCRIPTS = "Ωμέγα Игорь محمد 漢字 עברית हिन्दी ภาษา 한국어 ქართული Հայերեն"
MARKUP = '<script>alert(1)</script> #panic("run") $ x $ *b* \\input{/etc/passwd} =HYPERLINK("http://x")'
CONTROLS = "gpj\u202eexe\u2066\x07\x1b[31m\ufeff\ud800\u0000end"
LONG = "/" + "d" * 4999 + "/" + "é" * 4999
"""A path of 10,000 characters without a place to break."""

PLAIN = "EX-001"
DIGEST = "5e" * 32


@cache
def _checked() -> VerificationReport:
    return verify_bytes(build(Plan()).zip, name="VEC-2026-0001-B01.zip")


def checked(text: str, long: str = "") -> VerificationReport:
    """The report on a sound bundle in which `text` stands wherever its sender wrote, `long` in one place."""
    report = _checked()
    codes = (HandlingCode("TLP", "AMBER+STRICT"), HandlingCode("EUROPOL", "H2"))
    request = RequestRecord(
        instrument="eio" if text == PLAIN else text, requesting_reference=text,
        executing_reference=text, limits_of_use=text, legal_basis=text, handling=codes,
    )  # fmt: skip
    facts = replace(
        report.bundle,
        reference=text,
        title=long or text,
        agency=text,
        examiner=text,
        exhibits=((text, 1),),
        request=request,
    )
    return replace(report, bundle=facts)


def _event(
    sequence: int, kind: CustodyEventType, text: str, *, long: str = "", refers_to: str | None = None
) -> CustodyEvent:
    person = Person(text, role=text, organisation=text, country="FR", id=text)
    return CustodyEvent(
        sequence=sequence, event_id=f"{sequence:016d}", nonce=bytes(16), previous="00" * 32, event=kind,
        time_utc="2026-04-17T07:30:00.25Z", local_offset="+02:00", clock_source=ClockSource.STATED,
        place=long or text, persons=(person,), witness=person, exhibits=(text, "EX-002"), reason=text,
        authority_reference=text, tool=Tool("Sealwright", "0.1"), physical_seal_before=text,
        physical_seal_after=text, digests_before=(("s1", Digests(sha256=DIGEST)),), digests_after=None,
        artifacts=("A" * 16,), refers_to=refers_to, notes=(Note("fr", text),),
    )  # fmt: skip


def _custody_form(text: str, long: str, language: str) -> CustodyForm:
    events = (
        _event(1, CustodyEventType.SEIZED, text, long=long),
        _event(2, CustodyEventType.RELEASED, text),
        _event(3, CustodyEventType.RECEIVED, text, refers_to=f"{2:016d}"),
    )
    return CustodyForm(
        reference=text, title=text, agency=text, country="FR", count=4, head=DIGEST, events=events,
        signers={2: (text, DIGEST)}, hand_overs=hand_overs(events, {2: "k"}), broken="Line 4 is broken.",
        verdict="UNCONFIRMED", demo=True,
        handling=handling_marks(translator_for(language), checked(text).bundle.request),
    )  # fmt: skip


def _receipt(text: str, long: str, language: str, *, signed: bool) -> ReceiptPage:
    report = checked(text)
    verifier = report.verifier
    receipt = Receipt(
        answers=None, outcome=ReceiptOutcome.ACCEPTED, scope=ReceiptScope.ALL_BYTES,
        observed_tagmanifest_sha256=DIGEST, files=(NamedFile(text, 12345, DIGEST),),
        verdict=report.verdict.value, axes=(), findings=(), trust=(),
        verifier=ReceiptVerifier(verifier.name, verifier.version, verifier.digest, verifier.implementation),
    )  # fmt: skip
    draft = AddendumDraft(
        event=AddendumEvent.RECEIPT, receipt=receipt, persons=(Person(text),), place=long or text
    )
    file = SignedReceipt(NamedFile(text, 5000, DIGEST), DIGEST) if signed else None
    return receipt_page(draft, report, "AAAA-BBBB", translator_for(language), signed=file)


def cover(text: str = PLAIN, long: str = "") -> CoverSheet:
    """What a cover sheet says."""
    files = (NamedFile(text, 12345, DIGEST), NamedFile("x.asice", 5000, DIGEST))
    report = checked(text, long)
    return CoverSheet(
        replace(report, seal=replace(report.seal, code=DIGEST)), (Recipient(text, "DE"),), files, (text,)
    )


def _card(text: str, long: str, language: str) -> LabCard:
    names = (CardName(language, text), CardName("ar", "مختبر"))
    return LabCard(names, "FR", long or text, (), DIGEST, "2026-04-17T09:30:00Z")


def _disposal(text: str, long: str, language: str, *, addendum: bool) -> Document:
    """From an entry of a ledger, which knows the request and the exhibits, or from a signed addendum."""
    entry = _event(1, CustodyEventType.DISPOSED, text, long=long)
    event: CustodyEvent | Addendum = entry
    if addendum:
        event = Addendum(
            event=AddendumEvent.DISPOSAL, reference=text, nonce=bytes(16), previous=(Head(*[DIGEST] * 5),),
            time_utc=entry.time_utc, local_offset=entry.local_offset, clock_source=entry.clock_source,
            place=entry.place, persons=entry.persons, witness=entry.witness, reason=text,
            authority_reference=text, physical_seal_before=text, notes=entry.notes,
        )  # fmt: skip
    facts = DisposalFacts(
        event=event, reference=text, title="" if addendum else text, agency="" if addendum else text,
        exhibits=() if addendum else entry.exhibits, file=text, digest=DIGEST,
        bundles=((text, "AAAA-BBBB"),), signers=((text, DIGEST),), demo=True,
        request=None if addendum else checked(text).bundle.request,
    )  # fmt: skip
    return disposal_document(facts, translator_for(language), made_at="2026-04-17T09:30:00Z")


def pdf_forms(
    language: str, text: str = PLAIN, long: str = "", *, created: datetime = NOW
) -> dict[str, bytes]:
    """Each kind by its name."""
    words = translator_for(language)
    set_language(language)
    try:
        sheet, _ = cover_sheet_document(cover(text, long), (words,), printed=created)
        return {
            "cover": sheet,
            "custody": custody_pdf(_custody_form(text, long, language), FormLabels(), printed=created),
            "receipt": page_pdf(
                _receipt(text, long, language, signed=False), language=language, printed=created
            ),
            "receipt-signed": page_pdf(
                _receipt(text, long, language, signed=True), language=language, printed=created
            ),
            "verification": render_pages(make_document([checked(text, long)], words), created=created),
            "disposal": render_pages(_disposal(text, long, language, addendum=False), created=created),
            "disposal-addendum": render_pages(
                _disposal(text, long, language, addendum=True), created=created
            ),
            "card": lab_card_pdf(
                _card(text, long, language), algorithm="P-256", not_after="2028", demo=True, printed=created
            ),
        }
    finally:
        set_language("en")


def html_forms(
    language: str, text: str = PLAIN, long: str = "", *, created: datetime = NOW
) -> dict[str, str]:
    """Each kind by its name."""
    words = translator_for(language)
    set_language(language)
    try:
        made = {
            "cover": cover_sheet_html(cover(text, long), (words,)),
            "custody": custody_html(_custody_form(text, long, language), FormLabels(), printed=created),
            "receipt": page_html(_receipt(text, long, language, signed=False), words),
            "receipt-signed": page_html(_receipt(text, long, language, signed=True), words),
            "verification": render_html(make_document([checked(text, long)], words)),
            "disposal": render_html(_disposal(text, long, language, addendum=False)),
            "disposal-addendum": render_html(_disposal(text, long, language, addendum=True)),
            "card": lab_card_html(
                _card(text, long, language), algorithm="P-256", not_after="2028", demo=True, printed=created
            ),
        }
    finally:
        set_language("en")
    return {name: data.decode("utf-8") for name, data in made.items()}


def write(folder: Path, made: dict[str, bytes]) -> list[Path]:
    """As files `<name>.pdf`."""
    paths = [folder / f"{name}.pdf" for name in made]
    for path, data in zip(paths, made.values(), strict=True):
        path.write_bytes(data)
    return paths
