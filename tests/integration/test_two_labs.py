"""A bundle goes from one laboratory to another and the receipt comes back: each with its own trust."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forensics_app.bundle.reading.opening import open_bundle
from forensics_app.errors import (
    AddendumInvalidError,
    AddendumRefusedError,
    BundleNotChosenError,
    OutputExistsError,
    ReceiptReasonMissingError,
    ReceiptRefusedError,
    SealNotAtHandError,
    SourceChangedError,
    TimeStampError,
    UsageError,
)
from forensics_app.i18n.custody import entry_particulars
from forensics_app.i18n.translator import current
from forensics_app.model.addendum import (
    AddendumDraft,
    AddendumEvent,
    Dispatch,
    ReceiptOutcome,
    ReceiptScope,
    Recipient,
)
from forensics_app.model.custody import CustodyReason, Note, Person
from forensics_app.model.findings import (
    AXES,
    Axis,
    AxisState,
    LaterState,
    Severity,
    Verdict,
    VerificationReport,
)
from forensics_app.model.progress import Progress
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.seal.certificates.making import fingerprint
from forensics_app.seal.containers.reading import read_seal
from forensics_app.seal.signing_key import SoftwareKey
from forensics_app.seal.trust import run_entries
from forensics_app.services.addenda.keeping import import_addendum, keep_in_case
from forensics_app.services.addenda.listing import case_reports
from forensics_app.services.addenda.making import (
    MadeAddendum,
    authorities,
    make_addendum,
    write_addendum,
)
from forensics_app.services.addenda.receive import receipt_draft, receive
from forensics_app.services.addenda.target import target_of_bundle, target_of_case
from forensics_app.services.cases.kept_seals import earlier_seals
from forensics_app.services.files.file_digests import named_file
from forensics_app.services.verifying.verify import bundles_in, verify
from tests.judging.judges import require_judge
from tests.world.authorities.server import Authorities
from tests.world.authorities.server import authorities as serve
from tests.world.sealing import Bench, make_bench
from tests.world.signing import signing_key, write_pem

FEW = {"a.txt": b"1", "b.bin": bytes(3000)}
SENDER, RECEIVER, THIRD = signing_key(), signing_key("P-384"), signing_key("P-256")


class Labs:
    """The sender's case with one bundle, and a folder at the receiver's."""

    def __init__(self, tmp_path: Path) -> None:
        self.bench: Bench = make_bench(tmp_path, files=FEW)
        self.bench.seal()
        self.there = tmp_path / "there"
        self.there.mkdir()

    def trust(self, *keys: SoftwareKey, time: tuple[bytes, ...] = ()) -> TrustStore:
        entries = []
        for role, certificates in (
            (TrustRole.SEAL, [c for k in keys for c in k.chain]),
            (TrustRole.TIME, list(time)),
        ):
            if certificates:
                pem = write_pem(self.there.parent / f"{role}.pem", *certificates)
                entries += run_entries(pem, role=role, now=self.bench.clock.now())
        return TrustStore(tuple(entries))

    @property
    def both(self) -> TrustStore:
        return self.trust(SENDER, RECEIVER)

    def dispatch(self, *to: SoftwareKey, **more: object) -> MadeAddendum:
        """Made in the sender's case, written beside the bundle."""
        recipients = tuple(Recipient("Labor", "DE", fingerprint(k.certificate)) for k in to)
        files = (named_file(self.bench.out / "X-B01.zip"),)
        draft = AddendumDraft(AddendumEvent.DISPATCH, dispatch=Dispatch("courier", recipients, files))
        with self.bench.open() as case:
            target = target_of_case(case, None, trust=self.trust(SENDER), clock=self.bench.clock)
            made = make_addendum(target, draft, [SENDER], clock=self.bench.clock)
            keep_in_case(case, made)
        write_addendum(made, self.bench.out)
        return made

    def send(self) -> Path:
        """Everything beside the bundle goes along."""
        for path in self.bench.out.iterdir():
            shutil.copy(path, self.there)
        return self.there / "X-B01.zip"

    def receipt(
        self,
        path: Path,
        key: SoftwareKey = RECEIVER,
        *,
        outcome: ReceiptOutcome | None = None,
        trust: TrustStore | None = None,
    ) -> MadeAddendum:
        """The receiver's, written beside what was received."""
        clock = self.bench.clock
        received = receive(path, trust=trust or self.trust(SENDER), clock=clock)
        assert received.target is not None
        known = None
        if received.report.verdict is Verdict.UNCONFIRMED:
            outcome, known = outcome or ReceiptOutcome.ACCEPTED, Note("en", "They said so on the telephone.")
        draft = receipt_draft(
            received,
            path=path,
            signer_sha256=fingerprint(key.certificate),
            outcome=outcome,
            reason=known,
            persons=(Person("Jana Novak", "examiner", "Labor", "DE"),),
        )
        made = make_addendum(received.target, draft, [key], clock=clock)
        write_addendum(made, self.there)
        return made

    def verify(self, path: Path, trust: TrustStore, **more: object) -> VerificationReport:
        return verify(path, trust=trust, clock=self.bench.clock, **more)  # type: ignore[arg-type]


@pytest.fixture
def labs(tmp_path: Path) -> Labs:
    return Labs(tmp_path)


def codes(report: VerificationReport) -> set[str]:
    return {f.code for f in report.findings}


def flip(path: Path, offset: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)
        file.seek(offset)
        file.write(bytes([byte[0] ^ 0xFF]))


def test_loop_is_closed_and_told_the_same_in_both_laboratories(labs: Labs) -> None:
    sent = labs.dispatch(RECEIVER)
    path = labs.send()
    got = labs.receipt(path)
    receipt = got.event.receipt
    assert receipt is not None
    assert receipt.answers is not None
    assert (receipt.answers.event_sha256, receipt.answers.nonce) == (sent.event_sha256, sent.event.nonce)
    assert (receipt.outcome, receipt.scope) == (ReceiptOutcome.ACCEPTED, ReceiptScope.ALL_BYTES)
    assert (receipt.verdict, [t.role for t in receipt.trust]) == ("verified", ["seal"])
    assert {f.sha256 for f in receipt.files} > {f.sha256 for f in sent.event.dispatch.files}  # type: ignore[union-attr]
    with labs.bench.open() as case:
        taken = import_addendum(case, labs.there / got.name, trust=labs.both, clock=labs.bench.clock)
        assert (taken.findings, taken.known_before) == ((), False)
        (told,) = case_reports(case, trust=labs.both, clock=labs.bench.clock)
        reasons = [e.reason for e in case.check_custody().events]
        assert reasons[-2:] == [CustodyReason.ADDENDUM_MADE, CustodyReason.ADDENDUM_IMPORTED]
        entry = case.check_custody().events[-1]
        assert entry_particulars(entry, {}, current())[-1] == "accepted"
        assert case.check_custody().unbroken
    here = labs.verify(path, labs.both)
    assert here.verdict is Verdict.VERIFIED
    for report in (here, told):
        assert [a.event_sha256 for a in report.addenda] == [sent.event_sha256, got.event_sha256]
        assert [a.latest for a in report.addenda] == [False, True]
        assert all(a.verdict is Verdict.VERIFIED for a in report.addenda)


def test_an_addendum_is_recorded_once_however_often_it_is_imported(labs: Labs) -> None:
    labs.dispatch(RECEIVER)
    got = labs.receipt(labs.send())
    for known_before in (False, True):
        with labs.bench.open() as case:
            taken = import_addendum(case, labs.there / got.name, trust=labs.both, clock=labs.bench.clock)
            assert taken.known_before is known_before
            recorded = [e for e in case.check_custody().events if e.reason == CustodyReason.ADDENDUM_IMPORTED]
    assert len(recorded) == 1


def test_an_imported_addendum_at_the_ends_of_the_calendar_leaves_the_case_usable(labs: Labs) -> None:
    clock = labs.bench.clock
    for stated in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"):
        with labs.bench.open() as case:
            target = target_of_case(case, None, trust=labs.both, clock=clock)
        draft = AddendumDraft(AddendumEvent.OPENING, at_utc=stated, local_offset="+14:00")
        made = make_addendum(target, draft, [RECEIVER], clock=clock)
        write_addendum(made, labs.there)
        with labs.bench.open() as case:
            import_addendum(case, labs.there / made.name, trust=labs.both, clock=clock)
    labs.dispatch(RECEIVER)
    with labs.bench.open() as case:
        (told,) = case_reports(case, trust=labs.both, clock=clock)
    assert len(told.addenda) == 3


def test_next_bundle_does_not_take_addenda_for_seals(labs: Labs) -> None:
    labs.dispatch(RECEIVER)
    with labs.bench.open() as case:
        assert len(earlier_seals(case)) == 1
    labs.bench.seal("X-B02.zip")
    labs.bench.assert_verified(labs.bench.out / "X-B02.zip")
    with labs.bench.open() as case, pytest.raises(BundleNotChosenError) as e:
        target_of_case(case, None, trust=TrustStore(), clock=labs.bench.clock)
    assert e.value.names == "X-B01, X-B02"


def test_unknown_laboratory_is_unconfirmed_and_never_altered(labs: Labs) -> None:
    labs.dispatch(RECEIVER)
    path = labs.send()
    labs.receipt(path)
    report = labs.verify(path, labs.trust(SENDER))
    assert (report.verdict, report.later) == (Verdict.VERIFIED, LaterState.CONFIRMED)
    assert all(report.axes[axis] is AxisState.PASS for axis in AXES if axis is not Axis.TIME)
    assert "addendum-unconfirmed" in codes(report)


def test_each_byte_of_an_addendum_counts_and_none_alters_the_bundle(labs: Labs) -> None:
    made = labs.dispatch(RECEIVER)
    path = labs.send()
    for offset in range(0, len(made.data), 7):
        (labs.there / made.name).write_bytes(made.data)
        flip(labs.there / made.name, offset)
        report = labs.verify(path, labs.both)
        assert (report.verdict, report.later) == (Verdict.VERIFIED, LaterState.NONE), offset
        assert codes(report) & {"addendum-altered", "addendum-unreadable"}, offset
        assert not report.addenda[0].counts


def test_altered_bundle_can_be_rejected_and_not_accepted(labs: Labs) -> None:
    labs.dispatch(RECEIVER)
    path = labs.send()
    flip(path, path.read_bytes().index(bytes(3000)) + 5)
    with pytest.raises(ReceiptRefusedError) as e:
        labs.receipt(path, outcome=ReceiptOutcome.ACCEPTED)
    assert e.value.verdict == "altered"
    got = labs.receipt(path)
    receipt = got.event.receipt
    assert receipt is not None
    assert (receipt.outcome, receipt.verdict) == (ReceiptOutcome.REJECTED, "altered")
    assert "file-differs" in {f.code for f in receipt.findings}
    with labs.bench.open() as case:
        taken = import_addendum(case, labs.there / got.name, trust=labs.both, clock=labs.bench.clock)
    assert [f.code for f in taken.findings] == ["receipt-rejected"]
    # the sender's own copy is as it was, and says that the other one was not
    write_addendum(got, labs.bench.out)
    assert labs.verify(labs.bench.out / "X-B01.zip", labs.both).verdict is Verdict.VERIFIED


def test_cut_off_bundle_is_rejected_by_the_seal_beside_it(labs: Labs) -> None:
    labs.dispatch(RECEIVER)
    path = labs.send()
    path.write_bytes(path.read_bytes()[:-30])
    receipt = labs.receipt(path).event.receipt
    assert receipt is not None
    assert (receipt.outcome, receipt.scope) == (ReceiptOutcome.REJECTED, ReceiptScope.SEAL_ONLY)
    assert receipt.verdict == "unreadable"
    assert receipt.answers is not None


def test_nothing_is_signed_where_no_seal_can_be_read(labs: Labs) -> None:
    path = labs.send()
    path.write_bytes(path.read_bytes()[:-30])
    path.with_suffix(".asice").unlink()
    assert receive(path, trust=labs.both, clock=labs.bench.clock).target is None
    with pytest.raises(SealNotAtHandError):
        target_of_bundle(path, trust=labs.both, clock=labs.bench.clock)


def test_small_seal_alone_gives_a_receipt_that_says_so(labs: Labs) -> None:
    labs.send()
    small = labs.there / "X-B01.asice"
    (labs.there / "X-B01.zip").unlink()
    receipt = labs.receipt(small).event.receipt
    assert receipt is not None
    assert (receipt.scope, receipt.observed_tagmanifest_sha256) == (ReceiptScope.SEAL_ONLY, None)
    assert "receipt-seal-only" in codes(labs.verify(small, labs.both))


def test_folder_of_a_bundle_is_received_whole(labs: Labs) -> None:
    labs.dispatch(RECEIVER)
    path = labs.send()
    shutil.unpack_archive(path, labs.there)
    receipt = labs.receipt(labs.there / "X-B01").event.receipt
    assert receipt is not None
    assert receipt.scope is ReceiptScope.ALL_BYTES
    assert [f.name for f in receipt.files] == ["X-B01.asice"]


def test_receipt_of_another_laboratory_is_told(labs: Labs) -> None:
    labs.dispatch(RECEIVER)
    path = labs.send()
    got = labs.receipt(path, THIRD)
    assert got.event.receipt is not None
    assert got.event.receipt.answers is None  # the program answers what was sent to its own signer alone


def test_receipt_answers_the_dispatch_of_a_known_sender_before_one_planted_beside_it(labs: Labs) -> None:
    sent = labs.dispatch(RECEIVER)
    path = labs.send()
    target = receive(path, trust=labs.trust(SENDER), clock=labs.bench.clock).target
    assert target is not None
    to = (Recipient("Labor", "DE", fingerprint(RECEIVER.certificate)),)
    draft = AddendumDraft(AddendumEvent.DISPATCH, dispatch=Dispatch("courier", to, (named_file(path),)))
    planted = make_addendum(target, draft, [THIRD], clock=labs.bench.clock)
    write_addendum(planted, labs.there)
    receipt = labs.receipt(path).event.receipt
    assert receipt is not None
    assert receipt.answers is not None
    assert receipt.answers.event_sha256 == sent.event_sha256


@pytest.mark.parametrize("exchange", ["written", "replaced"])
def test_bundle_that_changes_while_it_is_received_gets_no_receipt(labs: Labs, exchange: str) -> None:
    path = labs.send()
    other = path.read_bytes().replace(b"a", b"b", 1)

    def report(progress: Progress) -> None:
        if progress.stage != "digest-files":
            return
        if exchange == "written":
            path.write_bytes(other)
        else:
            fresh = path.with_suffix(".new")
            fresh.write_bytes(other)
            fresh.replace(path)

    with pytest.raises(SourceChangedError):
        receive(path, trust=labs.trust(SENDER), clock=labs.bench.clock, report=report)


@pytest.mark.parametrize("which", ["bundle", "seal"])
def test_a_link_that_is_turned_while_a_bundle_is_received_gives_no_digest_of_other_bytes(
    labs: Labs, tmp_path: Path, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path leads to the sound bundle while it is judged, and to another file before and after."""
    path = labs.send()
    true = path if which == "bundle" else path.with_suffix(".asice")
    kept, forged = tmp_path / "kept", tmp_path / "forged"
    kept.write_bytes(true.read_bytes())
    forged.write_bytes(true.read_bytes() + b"forged")
    true.unlink()
    true.symlink_to(forged)

    def turned(*given: Any, **named: Any) -> Any:
        true.unlink()
        true.symlink_to(kept)
        try:
            return open_bundle(*given, **named)
        finally:
            true.unlink()
            true.symlink_to(forged)

    monkeypatch.setattr("forensics_app.services.addenda.receive.open_bundle", turned)
    received = receive(path, trust=labs.trust(SENDER), clock=labs.bench.clock)
    digest = hashlib.sha256(forged.read_bytes()).hexdigest()
    assert digest in {f.sha256 for f in received.files}
    beside = {
        "outer-seal-differs",
        "outer-seal-unreadable",
        "outer-seal-other-encoding",
    }  # the bundle is sound; what lies beside it isn't
    assert received.report.verdict is not Verdict.VERIFIED or beside & set(codes(received.report))


def test_what_is_unconfirmed_is_accepted_by_the_examiners_own_word_alone(labs: Labs) -> None:
    path = labs.send()
    received = receive(path, trust=labs.trust(THIRD), clock=labs.bench.clock)
    assert received.report.verdict is Verdict.UNCONFIRMED
    accepted, why = ReceiptOutcome.ACCEPTED, Note("en", "fingerprint read to us by telephone")
    for outcome, reason in ((None, None), (None, why), (accepted, None), (accepted, Note("en", " "))):
        with pytest.raises(ReceiptReasonMissingError):
            receipt_draft(received, path=path, signer_sha256=None, outcome=outcome, reason=reason)
    draft = receipt_draft(received, path=path, signer_sha256=None, outcome=accepted, reason=why)
    assert (draft.receipt.outcome, draft.notes) == (accepted, (why,))  # type: ignore[union-attr]
    rejected = receipt_draft(received, path=path, signer_sha256=None, outcome=ReceiptOutcome.REJECTED)
    assert rejected.receipt.outcome is ReceiptOutcome.REJECTED  # type: ignore[union-attr]
    spoofed = Note("en", "sound\u202egnp.exe")
    with pytest.raises(UsageError):
        receipt_draft(received, path=path, signer_sha256=None, outcome=accepted, reason=spoofed)


def test_ancestors_that_were_taken_away_are_missed(labs: Labs) -> None:
    sent = labs.dispatch(RECEIVER)
    path = labs.send()
    labs.receipt(path)
    (labs.there / sent.name).unlink()
    report = labs.verify(path, labs.both)
    assert (report.verdict, report.later) == (Verdict.VERIFIED, LaterState.INCOMPLETE)
    assert "addendum-ancestor-missing" in codes(report)
    again = labs.verify(path, labs.both, addenda=[labs.bench.out / sent.name])
    assert (again.verdict, again.later) == (Verdict.VERIFIED, LaterState.CONFIRMED)


def test_a_planted_dispatch_that_is_taken_away_again_leaves_no_gap(labs: Labs) -> None:
    path = labs.send()
    target = target_of_bundle(path, trust=labs.trust(SENDER), clock=labs.bench.clock)
    to = (Recipient("Labor", "DE", fingerprint(RECEIVER.certificate)),)
    draft = AddendumDraft(AddendumEvent.DISPATCH, dispatch=Dispatch("courier", to, (named_file(path),)))
    planted = make_addendum(target, draft, [THIRD], clock=labs.bench.clock)
    write_addendum(planted, labs.there)
    got = labs.receipt(path)
    assert got.event.receipt is not None
    assert got.event.receipt.answers is None
    assert got.event.previous == (target.head,)
    (labs.there / planted.name).unlink()
    report = labs.verify(path, labs.both)
    assert (report.verdict, report.later) == (Verdict.VERIFIED, LaterState.CONFIRMED)
    assert not {f for f in report.findings if f.severity is not Severity.NOTE}


def test_rollback_is_seen_by_whoever_knows_of_a_later_event(labs: Labs) -> None:
    sent = labs.dispatch(RECEIVER)
    path = labs.send()
    got = labs.receipt(path)
    expected = (sent.event_sha256, got.event_sha256)
    assert labs.verify(path, labs.both, expected_events=expected).verdict is Verdict.VERIFIED
    (labs.there / got.name).unlink()
    report = labs.verify(path, labs.both, expected_events=expected)
    assert (report.verdict, report.later) == (Verdict.VERIFIED, LaterState.UNCONFIRMED)
    assert [f.subject for f in report.findings if f.code == "addendum-expected-missing"] == [got.event_sha256]


def test_addendum_of_another_bundle_is_not_taken_into_the_case(labs: Labs, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    stranger = Labs(other)
    made = stranger.dispatch(RECEIVER)
    with labs.bench.open() as case:
        with pytest.raises(AddendumRefusedError) as e:
            import_addendum(case, stranger.bench.out / made.name, trust=labs.both, clock=labs.bench.clock)
        assert e.value.detail == "addendum-other-bundle"
        with pytest.raises(AddendumRefusedError) as e:
            import_addendum(case, labs.bench.out / "X-B01.asice", trust=labs.both, clock=labs.bench.clock)
        assert e.value.detail == "seal-kind"
        assert not list(case.bundles.glob("*.dispatch.*"))


def test_what_others_signed_is_followed_and_forks_are_told(labs: Labs) -> None:
    labs.dispatch(RECEIVER, THIRD)
    path = labs.send()
    first = labs.receipt(path, RECEIVER)
    (labs.there / first.name).rename(labs.there / "away")
    second = labs.receipt(path, THIRD)
    (labs.there / "away").rename(labs.there / first.name)
    everyone = labs.trust(SENDER, RECEIVER, THIRD)
    report = labs.verify(path, everyone)
    assert report.verdict is Verdict.VERIFIED
    assert "addendum-fork" in codes(report)
    target = target_of_bundle(path, trust=everyone, clock=labs.bench.clock)
    assert len(target.heads) == 2
    draft = AddendumDraft(AddendumEvent.CORRECTION, refers_to=second.event_sha256[:8], reason="typing error")
    made = make_addendum(target, draft, [SENDER], clock=labs.bench.clock)
    assert made.event.refers_to == second.event_sha256
    write_addendum(made, labs.there)
    assert [a.latest for a in labs.verify(path, everyone).addenda] == [False, False, False, True]


def test_same_signer_with_two_stories_is_doubted(labs: Labs) -> None:
    labs.dispatch(RECEIVER)
    target = target_of_bundle(labs.bench.out / "X-B01.zip", trust=labs.both, clock=labs.bench.clock)
    for place in ("Lyon", "Paris"):
        draft = AddendumDraft(AddendumEvent.DISPOSAL, place=place)
        write_addendum(make_addendum(target, draft, [SENDER], clock=labs.bench.clock), labs.bench.out)
    report = labs.verify(labs.bench.out / "X-B01.zip", labs.both)
    assert (report.verdict, report.later) == (Verdict.VERIFIED, LaterState.UNCONFIRMED)
    assert "addendum-fork-same-signer" in codes(report)


@pytest.mark.parametrize(
    "draft",
    [
        AddendumDraft(AddendumEvent.CORRECTION),
        AddendumDraft(AddendumEvent.CORRECTION, refers_to="0" * 64),
        AddendumDraft(AddendumEvent.OPENING, place=""),
        AddendumDraft(AddendumEvent.OPENING, persons=(Person("X", country="de"),)),
        AddendumDraft(AddendumEvent.OPENING, at_utc="yesterday"),
        AddendumDraft(AddendumEvent.OPENING, place="\udcff"),
        AddendumDraft(AddendumEvent.RECEIPT),
    ],
)
def test_what_no_addendum_can_say_is_not_signed(labs: Labs, draft: AddendumDraft) -> None:
    target = target_of_bundle(labs.bench.out / "X-B01.zip", trust=labs.both, clock=labs.bench.clock)
    with pytest.raises(AddendumInvalidError):
        make_addendum(target, draft, [SENDER], clock=labs.bench.clock)


def test_nothing_is_overwritten(labs: Labs) -> None:
    made = labs.dispatch(RECEIVER)
    with pytest.raises(OutputExistsError):
        write_addendum(replace(made, data=b"x"), labs.bench.out)
    assert (labs.bench.out / made.name).read_bytes() == made.data


def test_several_sign_one_addendum(labs: Labs) -> None:
    target = target_of_bundle(labs.bench.out / "X-B01.zip", trust=labs.both, clock=labs.bench.clock)
    draft = AddendumDraft(AddendumEvent.RETURN)
    made = make_addendum(target, draft, [SENDER, RECEIVER], clock=labs.bench.clock)
    files = read_seal(made.data, made.name, lambda problem: pytest.fail(problem.code))
    assert files is not None
    assert len(files.signatures) == 2
    write_addendum(made, labs.bench.out)
    path = labs.bench.out / "X-B01.zip"
    assert labs.verify(path, labs.both).later is LaterState.CONFIRMED
    assert labs.verify(path, labs.trust(SENDER)).later is LaterState.NONE


def test_addenda_are_no_bundles_of_their_own_in_a_folder(labs: Labs) -> None:
    made = labs.dispatch(RECEIVER)
    assert [p.name for p in bundles_in(labs.bench.out)] == ["X-B01.zip"]
    (labs.there / made.name).write_bytes(made.data)
    assert [p.name for p in bundles_in(labs.there)] == [made.name]


# --- a time-stamp added later -------------------------------------------------------------------------


@pytest.fixture
def served() -> Iterator[Authorities]:
    require_judge("openssl")
    with serve() as known:
        yield known


def stamped_later(labs: Labs, served: Authorities) -> TrustStore:
    """A time-stamp addendum beside the sender's bundle, and the trust that its authority needs."""
    trust = labs.trust(SENDER, time=(served.time_authority.der,))
    target = target_of_bundle(labs.bench.out / "X-B01.zip", trust=trust, clock=labs.bench.clock)
    stamper, status = authorities([served.tsa])
    draft = AddendumDraft(AddendumEvent.TIMESTAMP)
    made = make_addendum(target, draft, [SENDER], clock=labs.bench.clock, authority=stamper, status=status)
    write_addendum(made, labs.bench.out)
    return trust


def test_later_time_stamp_shows_that_the_seal_existed(labs: Labs, served: Authorities) -> None:
    labs.bench.clock.moment = datetime.now(UTC)
    path = labs.bench.out / "X-B01.zip"
    before = {p.name: p.read_bytes() for p in labs.bench.out.iterdir()}
    trust = stamped_later(labs, served)
    report = labs.verify(path, trust)
    assert report.verdict is Verdict.VERIFIED, report.findings
    assert report.axes[Axis.TIME] is AxisState.PASS
    assert report.seal.timestamp is None
    assert report.seal.existed_by is not None
    assert datetime.fromisoformat(report.seal.existed_by) - datetime.now(UTC) < timedelta(minutes=1)
    assert {name: (labs.bench.out / name).read_bytes() for name in before} == before
    # an authority that isn't trusted shows nothing
    unknown = labs.verify(path, labs.trust(SENDER))
    assert (unknown.axes[Axis.TIME], unknown.seal.existed_by) == (AxisState.NONE, None)


def test_seal_outlives_its_certificate_by_a_later_time_stamp(labs: Labs, served: Authorities) -> None:
    labs.bench.clock.moment = datetime.now(UTC)
    path = labs.bench.out / "X-B01.zip"
    trust = stamped_later(labs, served)
    labs.bench.clock.moment += timedelta(days=3650)
    assert labs.verify(path, trust).verdict is Verdict.VERIFIED
    (addendum,) = labs.bench.out.glob("*.timestamp.*")
    addendum.unlink()
    report = labs.verify(path, trust)
    assert report.verdict is Verdict.UNCONFIRMED
    assert "signer-expired" in codes(report)


def test_time_stamp_that_can_not_be_had_leaves_nothing(labs: Labs, served: Authorities) -> None:
    path = labs.bench.out / "X-B01.zip"
    target = target_of_bundle(path, trust=labs.both, clock=labs.bench.clock)
    stamper, status = authorities([served.hostile("another-nonce")])
    with pytest.raises(TimeStampError):
        make_addendum(
            target,
            AddendumDraft(AddendumEvent.TIMESTAMP),
            [SENDER],
            clock=labs.bench.clock,
            authority=stamper,
            status=status,
        )
