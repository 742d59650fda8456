"""Hand-overs signed by both sides, from the case to the verdict; and what an attacker tries."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel

from forensics_app.errors import (
    CustodyEventInvalidError,
    CustodySignatureInvalidError,
    LedgerContradictsSealError,
    OutputExistsError,
    VerificationFailedError,
)
from forensics_app.model.custody import CustodyEventType, EventDraft, Person
from forensics_app.model.findings import VerificationReport
from forensics_app.model.trust import TrustRole, TrustStore
from forensics_app.report.forms.custody_form import custody_data
from forensics_app.report.forms.custody_labels import FormLabels
from forensics_app.seal.signatures.line_signature import read_line_signature
from forensics_app.seal.signatures.signer import sign_detached
from forensics_app.seal.trust import run_entries
from forensics_app.services.cases.case import Case
from forensics_app.services.custody.events import add_event
from forensics_app.services.custody.record import custody_record, first_difference, is_named, record_of
from forensics_app.services.custody.signing import (
    SignedHandOver,
    event_signatures,
    hand_over,
    sign_event,
)
from forensics_app.services.forms.custody import form_of, print_custody
from forensics_app.services.sealing import lists as sealing_lists
from forensics_app.services.verifying.verify import verify
from tests.vectors.bundle import Plan, build
from tests.world.cases import TickingClock
from tests.world.sealing import Bench, make_bench
from tests.world.signing import signing_key, write_pem

GIVER, TAKER = "P-256", "P-384"
GIVEN = EventDraft(
    CustodyEventType.RELEASED, persons=(Person("B. Haddad", country="TN"),), exhibits=("EX-001",)
)
TAKEN = EventDraft(
    CustodyEventType.RECEIVED, persons=(Person("C. Ortiz", country="ES"),), exhibits=("EX-001",)
)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return make_bench(tmp_path, files={"letter.txt": b"Dear Sir\n"})


def handed_over(bench: Bench) -> SignedHandOver:
    with bench.open() as case:
        return hand_over(case, GIVEN, TAKEN, signing_key(GIVER), signing_key(TAKER), clock=bench.clock)


def judged(bench: Bench, path: Path, *trusted: str) -> VerificationReport:
    """As `Bench.verify`, with the seal's signer and those of `trusted` pinned."""
    entries = []
    for key in (signing_key(), *map(signing_key, trusted)):
        pem = bench.out.parent / "trust.pem"
        write_pem(pem, key.chain[0])
        entries += run_entries(pem, role=TrustRole.SEAL, now=bench.clock.now())
    return verify(path, trust=TrustStore(tuple(entries)), clock=bench.clock)


def found(report: VerificationReport) -> dict[str, str]:
    """Findings about custody: code, and subject or what was counted."""
    return {
        f.code: f.subject or f"{f.actual} of {f.expected}"
        for f in report.findings
        if f.code.startswith("custody-") and f.code != "custody-by-sealer-alone"
    }


def forged(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Case, dict[int, bytes]], dict[int, bytes]]
) -> None:
    """Seal what an attacker with the sealing key would: `change` makes the files out of the case's own."""

    def as_they_are(case: Case) -> tuple[tuple[int, bytes], ...]:
        there = {s.sequence: s.p7s for s in event_signatures(case) if s.sequence is not None}
        return tuple(sorted(change(case, there).items()))

    monkeypatch.setattr(sealing_lists, "signatures_for_sealing", as_they_are)


def test_without_a_seal_nobody_is_said_to_attest_the_ledger(tmp_path: Path) -> None:
    sealed, bare = tmp_path / "sealed.zip", tmp_path / "bare.zip"
    sealed.write_bytes(build(Plan()).zip)
    with zipfile.ZipFile(sealed) as whole, zipfile.ZipFile(bare, "w") as rest:
        for member in whole.infolist():
            if "/seal/" not in member.filename:
                rest.writestr(member, whole.read(member))
    codes = [
        {f.code for f in verify(path, trust=TrustStore(), clock=TickingClock()).findings}
        for path in (sealed, bare)
    ]
    assert ["custody-by-sealer-alone" in of for of in codes] == [True, False]
    assert "seal-missing" in codes[1]


def test_signed_by_both_and_trusted(bench: Bench) -> None:
    handed_over(bench)
    report = judged(bench, bench.seal(tag=None).path, GIVER, TAKER)
    assert report.verdict.value == "verified", report.findings
    assert found(report) == {"custody-hand-overs": "1 of 1"}


def test_signers_whom_nobody_trusts_do_not_count(bench: Bench) -> None:
    handed_over(bench)
    report = judged(bench, bench.seal().path, GIVER)
    assert found(report)["custody-hand-overs"] == "0 of 1"
    assert found(report)["custody-signer-unknown"].endswith(".p7s")
    assert "custody-hand-over-one-sided" in found(report)


def test_unsigned_and_one_sided(bench: Bench) -> None:
    with bench.open() as case:
        given = add_event(case, GIVEN, clock=bench.clock)
        add_event(case, replace(TAKEN, refers_to=given.event_id), clock=bench.clock)
    assert found(judged(bench, bench.seal("A-B01.zip").path)) == {"custody-hand-overs": "0 of 1"}
    with bench.open() as case:
        sign_event(case, given.event_id, signing_key(GIVER), clock=bench.clock)
    told = found(judged(bench, bench.seal("A-B02.zip").path, GIVER))
    assert told == {"custody-hand-overs": "0 of 1", "custody-hand-over-one-sided": str(given.sequence)}


def test_one_key_for_both_sides(bench: Bench) -> None:
    with bench.open() as case, pytest.raises(CustodyEventInvalidError):
        hand_over(case, GIVEN, TAKEN, signing_key(GIVER), signing_key(GIVER), clock=bench.clock)
    with bench.open() as case:
        given = add_event(case, GIVEN, clock=bench.clock)
        taken = add_event(case, replace(TAKEN, refers_to=given.event_id), clock=bench.clock)
        for event in (given, taken):
            sign_event(case, event.event_id, signing_key(GIVER), clock=bench.clock)
    told = found(judged(bench, bench.seal().path, GIVER))
    assert told == {"custody-hand-overs": "0 of 1", "custody-hand-over-one-signer": str(given.sequence)}


def test_signature_of_another_line(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    both = handed_over(bench)
    giver, taker = both.released.sequence, both.received.sequence
    forged(monkeypatch, lambda case, there: {giver: there[taker], taker: there[taker]})
    report = judged(bench, bench.seal().path, GIVER, TAKER)
    assert report.verdict.value == "altered"
    told = found(report)
    assert told["custody-signature-invalid"] == f"custody/{giver}.p7s"
    assert told["custody-hand-over-differs"] == str(taker)


def test_giver_signature_taken_out(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    both = handed_over(bench)
    taker = both.received.sequence
    forged(monkeypatch, lambda case, there: {taker: there[taker]})
    report = judged(bench, bench.seal().path, GIVER, TAKER)
    assert report.verdict.value == "incomplete"
    assert found(report)["custody-signature-missing"] == f"custody/{both.released.sequence}.p7s"


def test_giver_line_replaced_and_chained_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keeper gives the taker's signed word to another release, signed with a key of the keeper's."""
    both = handed_over(bench)
    with bench.open() as case:
        other = add_event(case, replace(GIVEN, place="elsewhere"), clock=bench.clock)
        again = replace(TAKEN, refers_to=other.event_id, digests_before=both.received.digests_before)
        taken = add_event(case, again, clock=bench.clock)
    told = found(judged(bench, bench.seal().path, GIVER, TAKER))
    assert told["custody-hand-over-differs"] == str(taken.sequence)


@pytest.mark.parametrize(
    ("name", "code"),
    [("999.p7s", "custody-signature-orphan"), ("01.p7s", "custody-signature-orphan")],
)
def test_orphans(bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str, code: str) -> None:
    handed_over(bench)
    monkeypatch.setattr(sealing_lists.layout, "custody_signature_path", lambda sequence: f"custody/{name}")
    forged(monkeypatch, lambda case, there: {1: next(iter(there.values()))})
    report = judged(bench, bench.seal().path, GIVER, TAKER)
    assert report.verdict.value == "altered"
    assert found(report)[code] == f"custody/{name}"


def test_garbage_and_huge_files(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    both = handed_over(bench)
    sizes = {both.released.sequence: b"\x30\x80garbage", both.received.sequence: bytes(1 << 19)}
    forged(monkeypatch, lambda case, there: sizes)
    report = judged(bench, bench.seal().path, GIVER, TAKER)
    assert report.verdict.value == "altered"
    forms = [f.subject for f in report.findings if f.code == "custody-signature-form"]
    assert sorted(str(s) for s in forms) == sorted(f"custody/{n}.p7s" for n in sizes)


def test_signing_after_the_seal_is_said(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    both = handed_over(bench)

    def later(case: Case, there: dict[int, bytes]) -> dict[int, bytes]:
        line = case.ledger.lines()[both.released.sequence - 1]
        moment = bench.clock.now().replace(year=2027)
        return {both.released.sequence: sign_detached(line, signing_key(GIVER), at=moment)}

    forged(monkeypatch, later)
    told = found(judged(bench, bench.seal().path, GIVER))
    assert "custody-signature-late" in told
    assert told["custody-hand-overs"] == "0 of 1"


def test_a_broken_signature_is_not_sealed(bench: Bench) -> None:
    both = handed_over(bench)
    path = bench.case / "custody" / f"{both.released.sequence}.p7s"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CustodySignatureInvalidError):
        bench.seal()
    with bench.open(write=False) as case:
        judged_files = {s.sequence: s.problem for s in event_signatures(case)}
        assert judged_files[both.received.sequence] is None
        problem = judged_files[both.released.sequence]
        assert problem is not None
        assert problem.code == "custody-signature-form"
        pem = write_pem(bench.out.parent / "taker.pem", *signing_key(TAKER).chain)
        trust = TrustStore(run_entries(pem, role=TrustRole.SEAL, now=bench.clock.now()))
        (one,) = record_of(case, trust=trust, clock=bench.clock).hand_overs
        assert one.one_sided


def test_a_signature_is_never_written_anew(bench: Bench) -> None:
    both = handed_over(bench)
    with bench.open() as case, pytest.raises(OutputExistsError):
        sign_event(case, both.released.event_id, signing_key(TAKER), clock=bench.clock)


def test_stock_openssl_checks_a_signature_of_the_bag(bench: Bench, tmp_path: Path) -> None:
    both = handed_over(bench)
    sealed = bench.seal()
    with zipfile.ZipFile(sealed.path) as archive:
        lines = archive.read("X-B01/metadata/custody.jsonl").split(b"\n")
        (tmp_path / "line").write_bytes(lines[both.received.sequence - 1])
        (tmp_path / "p7s").write_bytes(archive.read(f"X-B01/custody/{both.received.sequence}.p7s"))
    write_pem(tmp_path / "taker.pem", signing_key(TAKER).chain[0])
    at = int(bench.clock.now().timestamp())
    command = (
        f"openssl cms -verify -cades -binary -inform DER -in {tmp_path}/p7s -content {tmp_path}/line "
        f"-CAfile {tmp_path}/taker.pem -purpose any -attime {at} -out /dev/null"
    )
    subprocess.run(command.split(), check=True, capture_output=True, timeout=60)
    problems: list[object] = []
    line = (tmp_path / "line").read_bytes()
    assert read_line_signature((tmp_path / "p7s").read_bytes(), line, "p7s", problems.append) is not None
    assert read_line_signature((tmp_path / "p7s").read_bytes(), line + b"\n", "p7s", problems.append) is None
    assert problems


def test_rewritten_between_two_bundles(bench: Bench) -> None:
    """B02 is not sealed over a ledger that does not begin with B01's."""
    bench.seal("A-B01.zip")
    ledger = bench.case / "custody.jsonl"
    with bench.open() as case:
        lines = case.ledger.lines()
    ledger.write_bytes(b"".join(line + b"\n" for line in lines[:1]))
    with bench.open() as case:
        for _ in lines[1:]:
            case.record(EventDraft(CustodyEventType.ACCESSED))
        assert len(case.ledger.lines()) == len(lines)
        assert case.check_custody().unbroken  # the chain alone shows nothing
    with pytest.raises(LedgerContradictsSealError) as caught:
        bench.seal("A-B02.zip")
    assert caught.value.seal.startswith("A-B01")


def test_a_bundle_is_printed_and_compared(bench: Bench, tmp_path: Path) -> None:
    handed_over(bench)
    first, second = bench.seal("A-B01.zip"), bench.seal("A-B02.zip")
    trust = TrustStore()
    records = [custody_record(s.path, trust=trust, clock=bench.clock) for s in (first, second)]
    assert first_difference(records[0].lines, records[1].lines) is None
    assert first_difference(records[1].lines, records[0].lines) == len(records[0].lines) + 1
    assert [h.signed_by_both for h in records[0].hand_overs] == [False], (
        "whoever keeps a ledger can make keys"
    )
    assert records[0].sound
    assert records[0].demo  # the sealer is made up
    assert records[0].report is not None
    assert records[0].report.verdict.value == "unconfirmed"
    form = form_of(records[0])
    assert form.verdict is not None
    assert form.verdict.startswith("UNCONFIRMED: ")
    out = tmp_path / "form.pdf"
    print_custody(first.path, out, labels=None, trust=trust, clock=bench.clock)
    assert out.read_bytes().startswith(b"%PDF")
    print_custody(
        first.path,
        tmp_path / "signed.pdf",
        labels=None,
        trust=trust,
        clock=bench.clock,
        signing=signing_key(GIVER),
    )
    with (tmp_path / "signed.pdf").open("rb") as file:
        (signature,) = PdfFileReader(file).embedded_signatures
        assert signature.signer_cert.dump() == signing_key(GIVER).certificate
        signature.compute_integrity_info()
        assert signature.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
    data = bytearray(first.path.read_bytes())
    data[data.find(b"EX-001")] ^= 1
    first.path.write_bytes(data)
    with pytest.raises(VerificationFailedError):
        print_custody(first.path, tmp_path / "no.pdf", labels=None, trust=trust, clock=bench.clock)


def test_one_judge_says_who_signed_in_a_bundle_a_case_and_on_paper(bench: Bench, tmp_path: Path) -> None:
    """`verify`, `custody check` and the printed form agree, whatever the user trusts."""
    handed_over(bench)
    path = bench.seal("A-B01.zip").path
    pem = tmp_path / "both.pem"
    for keys, wanted in (((), False), ((GIVER,), False), ((GIVER, TAKER), True)):
        trust = TrustStore()
        if keys:
            write_pem(pem, *(c for kind in keys for c in signing_key(kind).chain))
            trust = TrustStore(run_entries(pem, role=TrustRole.SEAL, now=bench.clock.now()))
        found_here = verify(path, trust=trust, clock=bench.clock).findings
        said = {f.actual for f in found_here if f.code == "custody-hand-overs"}
        assert said == {str(int(wanted))}
        for source in (path, bench.case):
            record = custody_record(source, trust=trust, clock=bench.clock)
            assert [h.signed_by_both for h in record.hand_overs] == [wanted], source
            assert bool(record.doubts) is not wanted
            form = form_of(record)
            assert bool(form.not_counting) is not wanted
            data = custody_data(form, FormLabels(), printed=bench.clock.now())
            texts = [check["text"] for row in data["rows"] for check in row["checks"]]
            assert any("not trusted here" in text for text in texts) is not wanted


def test_a_certificate_that_names_no_person_of_the_entry_is_said_to_be_that() -> None:
    assert is_named("Marie  DURAND", ["Jana Novak", "Marie Durand"])
    assert not is_named("Marie Durand", ["Jana Novak"])
    assert not is_named("Marie Durand", [])


def test_reasons_of_the_program_are_its_own(bench: Bench) -> None:
    with bench.open() as case, pytest.raises(CustodyEventInvalidError) as caught:
        add_event(case, EventDraft(CustodyEventType.SEALED, reason="bundle-sealed"), clock=bench.clock)
    assert caught.value.field == "reason"
