"""`sealwright custody check`: of a case or a bundle, and whether later ledgers begin with earlier ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import click

from forensics_app.cli.commands import command as new_command
from forensics_app.cli.commands import pass_session
from forensics_app.cli.custody.received import heading, missing_sentence, senders_ledger
from forensics_app.cli.options.trust import trust_option
from forensics_app.cli.session import Session
from forensics_app.errors import ExitCode
from forensics_app.i18n import N_, tr, trn
from forensics_app.i18n.custody import broken_sentence
from forensics_app.i18n.findings import finding_sentence
from forensics_app.i18n.sentences import error_sentence
from forensics_app.report.evidence.facts import NoLedger
from forensics_app.services.cases.received import ReceivedRecord
from forensics_app.services.custody.record import CustodyRecord, custody_record, first_difference
from forensics_app.services.forms.custody import problem_findings
from forensics_app.services.trust.trust import trust_for_run


@new_command(
    "check",
    help=N_(
        "Check that the chain of events is unbroken and that every signature is valid. With several "
        "cases or bundles, also check that each ledger begins with the shorter ones."
    ),
)
@click.argument("paths", metavar="CASE|BUNDLE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@trust_option
@pass_session
def check_command(session: Session, paths: tuple[Path, ...], trusted: tuple[Path, ...]) -> int:
    trust = trust_for_run(trusted, (), clock=session.clock)
    records = [custody_record(path, trust=trust, clock=session.clock) for path in paths]
    differing = list(_differences(records))
    session.event(
        "result",
        **_fields(records[0]),
        ledgers=[_fields(r) for r in records],
        differences=[
            {"earlier": str(e.path), "later": str(later.path), "sequence": str(n)}
            for e, later, n in differing
        ],
    )
    sound = not differing and all(r.sound for r in records)
    for path, record in zip(paths, records, strict=True):
        received = senders_ledger(path)
        if received is not None:
            sound = _say_sender(session, *received) and sound
        _say(session, record, named=len(records) > 1 or received is not None)
    for earlier, later, number in differing:
        session.warn(
            tr(
                "The ledger of {later} does not begin with that of {earlier}: they differ from line "
                "{sequence} on.",
                later=later.path,
                earlier=earlier.path,
                sequence=number,
            )
        )
    if len(records) > 1 and not differing:
        session.say(tr("Each ledger begins with the shorter ones."))
    return ExitCode.OK if sound else ExitCode.EVIDENCE_BAD


def _say_sender(session: Session, kept: ReceivedRecord, ledger: CustodyRecord | NoLedger) -> bool:
    """Whether nothing speaks against the ledger of a received bundle that a case shows."""
    if isinstance(ledger, NoLedger):
        session.warn(missing_sentence(kept, ledger))
        return ledger is not NoLedger.CHANGED
    session.say(heading(kept))
    _say(session, ledger, named=False)
    return ledger.sound


def _say(session: Session, record: CustodyRecord, *, named: bool) -> None:
    if named:
        session.say(tr("{path}:", path=record.path))
    if record.broken is not None:
        session.warn(broken_sentence(record.broken, record.path))
    else:
        session.say(
            trn("{count} event, chain unbroken.", "{count} events, chain unbroken.", len(record.lines))
        )
    if record.contradicts is not None:
        session.warn(error_sentence(record.contradicts))
    for finding in problem_findings(record):
        session.warn(finding_sentence(finding))
    for finding in record.doubts:
        session.warn(finding_sentence(finding))
    for number in record.unnamed:
        session.warn(
            tr(
                "Entry {number}: the certificate of its signature, {signer}, names none of the persons of "
                "the entry.",
                number=number,
                signer=record.signers[number].name,
            )
        )
    found = record.hand_overs
    if found:
        session.say(
            trn(
                "{both} of {count} hand-over signed by both sides.",
                "{both} of {count} hand-overs signed by both sides.",
                len(found),
                both=sum(h.signed_by_both for h in found),
            )
        )
    session.say(tr("Head: {head}", head=record.head))


def _differences(records: Sequence[CustodyRecord]) -> Iterator[tuple[CustodyRecord, CustodyRecord, int]]:
    for earlier, later in pairwise(sorted(records, key=lambda r: len(r.lines))):
        number = first_difference(earlier.lines, later.lines)
        if number is not None:
            yield earlier, later, number


def _fields(record: CustodyRecord) -> dict[str, object]:
    broken = record.broken
    found = record.hand_overs
    return {
        "path": str(record.path),
        "count": str(len(record.lines)),
        "head": record.head,
        "broken": None
        if broken is None
        else {
            "sequence": str(broken.sequence),
            "code": broken.code,
            "expected": broken.expected,
            "actual": broken.actual,
        },
        "signatures": [
            {"sequence": str(n), "signer": s.name, "fingerprint": s.fingerprint, "counts": s.counts}
            for n, s in sorted(record.signers.items())
        ],
        "problems": [{"code": p.code, "subject": p.subject} for p in record.problems],
        "contradicts": None if record.contradicts is None else record.contradicts.seal,
        "hand_overs": str(len(found)),
        "signed_by_both": str(sum(h.signed_by_both for h in found)),
    }
