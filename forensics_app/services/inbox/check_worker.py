"""The process that verifies one arrival: `python -m` with the name of this module, an order on stdin.

It writes the reports, and the receipt where an identity was unlocked for it, beside the arrival's copy. On
stdout come lines of JSON: progress, and at last the result. Whatever a hostile bundle makes of this process
costs its own verdict and nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from forensics_app.errors import ForensicsError, TypesettingFailedError
from forensics_app.i18n import current, set_language
from forensics_app.i18n.clashes import clash_sentence
from forensics_app.i18n.sentences import error_sentence
from forensics_app.i18n.translator import in_every_language, translator_for
from forensics_app.i18n.verdicts import verdict_sentence
from forensics_app.model.addendum import AddendumDraft
from forensics_app.model.findings import Clash, Verdict, VerificationReport
from forensics_app.model.progress import Report
from forensics_app.model.times import SystemClock
from forensics_app.model.trust import TrustStore
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.services.addenda.making import authorities, make_addendum, write_addendum
from forensics_app.services.addenda.receive import Received, receipt_draft, receive
from forensics_app.services.addenda.target import Target
from forensics_app.services.forms.checked_files import with_file_digests
from forensics_app.services.forms.receipt import page_of, write_page
from forensics_app.services.forms.verification import write_report
from forensics_app.services.identities.identities import read_password_file, unlock_identity
from forensics_app.services.inbox.arrivals import ArrivalKind
from forensics_app.services.inbox.check_order import CheckOrder, order_from_json
from forensics_app.services.parcels.checking import check_parcel, parcel_fields
from forensics_app.services.parcels.keys import encryption_key_of
from forensics_app.services.parcels.opening import OpenedParcel, ParcelKeys, open_parcel, usual_name
from forensics_app.services.trust.revocation import read_revocation
from forensics_app.services.trust.trust import trust_for_run
from forensics_app.services.verifying.child_process import serve
from forensics_app.services.verifying.register import (
    CheckedBundle,
    checked_bundle,
    is_registered,
    register_clashes,
    registered,
)
from forensics_app.services.verifying.verify import report_fields, verify
from forensics_app.verify.clashes import is_bundle

__all__ = ["main"]

_CLOCK = SystemClock()


def main() -> int:
    """As `child_process.serve`."""
    return serve(_answer)


def _answer(order: dict[str, Any], report: Report) -> dict[str, Any]:
    asked = order_from_json(order)
    set_language(asked.settings.languages[0])
    return _check(asked, report)


def _check(order: CheckOrder, report: Report) -> dict[str, Any]:
    trust = trust_for_run(
        [Path(p) for p in order.settings.trusted],
        [Path(p) for p in order.settings.trusted_time],
        clock=_CLOCK,
    ).with_revocation(read_revocation([Path(p) for p in order.settings.revocation]))
    if order.bundle is not None:
        addenda = tuple(Path(p) for p in order.addenda)
        checked = verify(order.path, trust=trust, clock=_CLOCK, addenda=addenda, report=report)
        return _about(order, *with_file_digests([checked], report=report)) | {"receipt": None}
    if order.kind == ArrivalKind.PARCEL:
        return _check_parcel(order, trust, report)
    if order.kind == ArrivalKind.BUNDLE:
        received = receive(order.path, trust=trust, clock=_CLOCK, report=report)
        return _answered(order, received, received.report.verdict)
    checked = verify(order.path, trust=trust, clock=_CLOCK, report=report)
    return _about(order, *with_file_digests([checked], report=report)) | {"receipt": None}


def _check_parcel(order: CheckOrder, trust: TrustStore, report: Report) -> dict[str, Any]:
    """With a key it is opened, and the bundle in it verified; without, what a courier can know is said."""
    settings, words = order.settings, translator_for(order.settings.languages[0])
    closed = ""
    if settings.opener is not None:
        try:
            opened = _open_parcel(order, settings.opener, trust, report)
        except ForensicsError as e:  # not for this laboratory, or not as it was sent
            closed = error_sentence(e)
        else:
            received = receive(opened.bundle, trust=trust, clock=_CLOCK, report=report)
            return _answered(order, received, opened.verdict) | {
                "parcel": parcel_fields(opened.parcel, words)
            }
    checked = check_parcel(order.path, trust=trust, clock=_CLOCK, report=report)
    return {
        "verdict": checked.verdict.value,
        "kept": False,
        "checked": None,
        "fields": parcel_fields(checked, words),
        "reports": [],
        "receipt": None,
        "closed": closed,
    }


def _open_parcel(order: CheckOrder, opener: str, trust: TrustStore, report: Report) -> OpenedParcel:
    keys = ParcelKeys(private=encryption_key_of(opener, _password(order.settings.opener_password)))
    out = Path(order.folder) / usual_name(order.path)
    return open_parcel(order.path, out, keys, trust=trust, clock=_CLOCK, report=report)


def _password(file: str | None) -> bytes:
    return b"" if file is None else read_password_file(Path(file))


def _about(order: CheckOrder, report: VerificationReport) -> dict[str, Any]:
    """The verdict for programs, and reports for people in the laboratory's languages.

    `clash` is the sentence where its reference came with another seal before. Where that one was verified
    too, both can't be right, and it is `held` for a person; a stranger's changes nothing.
    """
    own, known = checked_bundle(report, Path(report.bundle.path)), registered()
    clash = _clash(own, known) if is_bundle(report) else None
    verified = [b for b in known if b.verdict == Verdict.VERIFIED.value]
    made = []
    for language in order.settings.languages:
        for ending in order.settings.formats:
            out = Path(order.folder) / f"report.{language}{ending}"
            try:
                write_report([report], out, language=language, clock=_CLOCK)
            except TypesettingFailedError:  # a page that can't be set costs its form, not the verdict
                out = out.with_suffix(".html")
                write_report([report], out, language=language, clock=_CLOCK)
            made.append(out.name)
    return {
        "verdict": report.verdict.value,
        "kept": is_registered(report),
        "checked": asdict(own),
        "clash": "" if clash is None else clash_sentence(clash, current()),
        "held": is_bundle(report) and _clash(own, verified) is not None,
        "fields": report_fields(report, translator_for(order.settings.languages[0])),
        "sentences": _sentences(report, clash),
        "reports": made,
    }


def _sentences(report: VerificationReport, clash: Clash | None) -> dict[str, str]:
    """What a list of arrivals says of it: of a clash, else of a verdict that is not the best."""
    if clash is not None:
        return in_every_language(lambda words: clash_sentence(clash, words))
    if report.verdict is Verdict.VERIFIED:
        return {}
    return in_every_language(lambda words: verdict_sentence(report, words))


def _answered(order: CheckOrder, received: Received, verdict: Verdict) -> dict[str, Any]:
    """The result on a bundle whose delivery as a whole, its parcel too, has the verdict `verdict`."""
    about = _about(order, received.report)
    decided = verdict is not Verdict.UNCONFIRMED and not about["held"]
    return about | {"verdict": verdict.value, "receipt": _receipt(order, received, decided=decided)}


def _clash(own: CheckedBundle, known: Sequence[CheckedBundle]) -> Clash | None:
    """The one that its reference is part of."""
    found = register_clashes([own, *known])
    return next((c for c in found if c.reference.lower() == own.reference.lower()), None)


def _receipt(order: CheckOrder, received: Received, *, decided: bool) -> dict[str, Any]:
    """Signed where an identity was unlocked for it, prepared as a form else; `needs` says what a person has
    to decide. Not `decided`: it may be a look-alike's, and accepting it is a person's word.
    """
    if not decided:
        return {"signed": None, "prepared": [], "needs": "reason"}
    failed = ""
    if order.settings.signer is not None and received.target is not None:
        try:
            return _signed(order, received, received.target, order.settings.signer)
        except ForensicsError as e:  # the verdict stands, and a person can sign
            failed = error_sentence(e)
    draft = receipt_draft(received, path=order.path, signer_sha256=None)
    prepared = []
    for language in order.settings.languages:
        words = translator_for(language)
        out = Path(order.folder) / f"receipt.{language}.html"
        write_page(page_of(draft, received.report, words, None), out, words, clock=_CLOCK)
        prepared.append(out.name)
    needs = {"signed": None, "outcome": _outcome(draft), "prepared": prepared, "needs": "signature"}
    return needs | ({"failed": failed} if failed else {})


def _signed(order: CheckOrder, received: Received, target: Target, signer: str) -> dict[str, Any]:
    key = unlock_identity(signer, _password(order.settings.signer_password), clock=_CLOCK)
    draft = receipt_draft(received, path=order.path, signer_sha256=fingerprint(key.certificate))
    stamper, status = authorities(order.settings.tsa)
    made = make_addendum(target, draft, (key,), clock=_CLOCK, authority=stamper, status=status)
    path = write_addendum(made, Path(order.folder))
    return {"signed": path.name, "outcome": _outcome(draft), "prepared": [], "needs": None}


def _outcome(draft: AddendumDraft) -> str | None:
    return None if draft.receipt is None else draft.receipt.outcome.value


if __name__ == "__main__":
    sys.exit(main())
