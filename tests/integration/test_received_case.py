"""A received bundle opened as a case: the same artifacts and bytes, one's own tags beside the sender's."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path

import pytest

import forensics_app
from forensics_app.bundle.layout import CUSTODY, SOURCES
from forensics_app.errors import (
    CaseReceivedError,
    ContentNotReadError,
    SendersTagError,
    SourceChangedError,
    VerificationFailedError,
)
from forensics_app.model.artifact import Artifact, ArtifactKind
from forensics_app.model.case import IngestOptions
from forensics_app.model.contents import Needle
from forensics_app.model.custody import CustodyEventType, EventDraft
from forensics_app.model.findings import Verdict
from forensics_app.model.progress import never_cancelled, silent
from forensics_app.model.selection import EVERYTHING, ArtifactFilter
from forensics_app.model.thumbnails import Thumbnail
from forensics_app.model.times import SystemClock
from forensics_app.services.cases.case import Case
from forensics_app.services.cases.opening import open_case
from forensics_app.services.cases.received import received_in, received_record
from forensics_app.services.demo import run_demo
from forensics_app.services.identities.identities import Holder, new_identity
from forensics_app.services.ingest.ingest import ingest
from forensics_app.services.reports.case import CaseLists
from forensics_app.services.requests.case_request import read_request
from forensics_app.services.sealed_bundles.as_case import open_as_case
from forensics_app.services.sealed_bundles.received_contents import contents_of, thumbnails_of
from forensics_app.services.selection.tag import tag, tags, undo_tagging, untag
from forensics_app.services.trust.trust import trust_for_run
from tests.integration.conftest import Run
from tests.world.cases import TickingClock, sealwright
from tests.world.sealing import read

CLOCK = SystemClock()
KEPT = ("custody.jsonl", "received.json", "request.json", "retention.json")


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the demo sealed, and the case it was sealed from."""
    folder = tmp_path_factory.mktemp("sent") / "demo"
    run_demo(folder, clock=TickingClock())
    return folder


def bundle_of(sent: Path) -> Path:
    return next(sent.glob("*.zip"))


def received(sent: Path, folder: Path) -> Path:
    trust = trust_for_run((sent / "trust.pem",), (), clock=CLOCK)
    made = open_as_case(bundle_of(sent), folder / "received", trust=trust, clock=CLOCK)
    assert made.verdict is Verdict.VERIFIED
    return made.case


def opened(path: Path, *, write: bool = False) -> Case:
    return open_case(path, write=write, clock=CLOCK, received_too=True)


def reported(case: Case) -> dict[str, tuple[object, ...]]:
    """What a catalogue says of each artifact, by its path and place, without what only one's own case has."""
    return {
        f"{a.exhibit} {a.entry.locator.path_display()} {a.examination.digests.sha256}": (
            a.entry.kind,
            a.entry.allocated,
            a.entry.size_bytes,
            a.entry.times,
            a.examination.media_type,
            a.examination.digests,
            a.examination.read.outcome,
            a.examination.latitude,
            a.entry.extents,
        )
        for a in case.store.artifacts.stream()
    }


def test_the_case_says_what_was_sealed(sent: Path, tmp_path: Path) -> None:
    with opened(received(sent, tmp_path)) as shown, opened(sent / "case") as own:
        of_bundle, of_sender = reported(shown), reported(own)
        assert of_bundle
        assert of_bundle.items() <= of_sender.items()
        assert shown.facts.reference == bundle_of(sent).name.removesuffix(".sealed.zip")
        request = read_request(shown)  # with the codes of the sealing
        assert request.handling
        assert replace(request, handling=()) == read_request(own)
        kept = received_in(shown.path)
        assert kept is not None
        assert (kept.verdict, kept.bundle) == ("verified", str(bundle_of(sent)))


def test_its_artifacts_come_by_medium_and_path(sent: Path, tmp_path: Path) -> None:
    """As in the sender's case: the sealed catalogue is sorted by ids, which say nothing to whoever reads."""
    with opened(received(sent, tmp_path)) as case:
        found = [a.entry.locator for a in case.store.artifacts.stream()]
    layers = list(dict.fromkeys(one.layer_id for one in found))
    places = [(layers.index(one.layer_id), one.components, one.stream or b"") for one in found]
    assert len(layers) > 1
    assert places == sorted(places)


def test_contents_come_out_of_the_bundle_and_are_compared(sent: Path, tmp_path: Path) -> None:
    case = received(sent, tmp_path)
    with opened(case) as shown, contents_of(shown) as contents:
        some = [a for a in shown.store.artifacts.stream() if a.artifact_id in received_in(case).contents]  # type: ignore[union-attr]
        assert len(some) > 5
        for artifact in some:
            whole = contents.whole(artifact, most_bytes=1 << 30)
            assert whole is not None
            assert hashlib.sha256(whole.data).hexdigest() == artifact.examination.digests.sha256
        pdf = next(a for a in some if a.examination.media_type == "application/pdf")
        step = contents.find(pdf, Needle((b"%%EOF",), fold=False), 0)
        data = contents.part(pdf, 0, 1 << 20).data
        assert step.found_at == data.find(b"%%EOF")
        folder = replace(pdf, artifact_id="ab" * 16, entry=pdf.entry._replace(kind=ArtifactKind.DIRECTORY))
        with pytest.raises(ContentNotReadError) as refused:
            contents.find(folder, Needle((b"x",), fold=False), 0)
        assert refused.value.reason == "no-content"  # and so it is none of those that could not be searched


def test_pictures_come_out_of_the_bundle_too(sent: Path, tmp_path: Path) -> None:
    with opened(received(sent, tmp_path)) as shown, thumbnails_of(shown) as thumbnails:
        found = [
            thumbnails.thumbnail(a)
            for a in shown.store.artifacts.stream(ArtifactFilter(media_type="image"))
            if a.entry.allocated
        ]
        assert found
        assert all(isinstance(one, Thumbnail) for one in found)


def test_the_case_says_of_the_sources_what_the_sealed_lists_say(sent: Path, tmp_path: Path) -> None:
    """Format, segments, acquisition, digests and how they compare: written again, the same lines."""
    with opened(received(sent, tmp_path)) as shown:
        lines = b"".join(CaseLists(shown, EVERYTHING, "2026-04-17T09:00:00Z").read(SOURCES))
    assert lines == read(bundle_of(sent), SOURCES)
    assert b'"format":"ewf"' in lines
    assert b'"hashes":"agree"' in lines


def test_its_report_describes_the_media_as_the_sender_s_does(sent: Path, tmp_path: Path, run: Run) -> None:
    pages = []
    for case in (sent / "case", received(sent, tmp_path)):
        out = tmp_path / f"{len(pages)}.html"
        assert run("report", case, "--pictures", "-o", out)[0] == 0
        pages.append(out.read_text())
    of_sender, of_receiver = pages
    of_folder = "A folder has no hash of its own; each file is hashed."
    for said in ("EWF image (E01)", "raw image", "Hashes agree", "Acquired with", of_folder):
        assert of_sender.count(said) == of_receiver.count(said), said
    for here, there in (
        (
            "The medium that was read matches the one hashed at acquisition.",
            "the medium that they read matches",
        ),
        ("Not all hashes were computed here", "The sender did not compute all hashes"),
        ("Examined with", "Examined by the sender with"),
    ):
        assert here not in of_receiver  # nothing was read here
        assert of_sender.count(here) == of_receiver.count(there), here
    assert "the medium that they read matches" in of_receiver
    assert "EWF image (E01)" in of_receiver
    assert "Hashes agree" in of_receiver
    assert "Hashes computed for each file: SHA-256" in of_sender
    assert "is in none of the sealed lists" in of_receiver
    assert "Hashes computed for each file" not in of_receiver
    pictures = set(re.findall("<img[^>]*>", of_receiver))
    assert pictures
    assert pictures <= set(re.findall("<img[^>]*>", of_sender))


def test_a_report_on_a_bundle_says_that_the_sender_read_the_media(
    sent: Path, tmp_path: Path, run: Run
) -> None:
    """Whoever makes it has read no medium, whether the bundle was opened as a case or not."""
    out = tmp_path / "report.html"
    assert run("report", bundle_of(sent), "-o", out)[0] == 0
    page = " ".join(re.sub("<[^>]*>", " ", out.read_text()).split())
    said = "The sender read the media; nothing was read from them for this report."
    assert "Bundle DEMO-2026-0042-B01 Sender's case reference DEMO-2026-0042 " in unescape(page)
    assert page.count(said) == 2  # on the first page, and among what the report does not show
    assert "is not what was read here" not in page
    checked = re.search(
        r"The check made on \S+ \S+ UTC for this report did not compare MD5 and SHA-1 in", page
    )
    assert checked, "another check may have compared them, so this one says that it is meant"


def text_of(case: Path, out: Path, *options: object) -> str:
    """The words of the report in HTML."""
    sealwright("report", case, "-o", out, *options)
    return " ".join(unescape(re.sub("<[^>]*>", " ", out.read_text())).split())


def test_its_report_says_at_the_front_what_was_received_and_whose_word_it_is(
    sent: Path, tmp_path: Path
) -> None:
    case = received(sent, tmp_path)
    page = text_of(case, tmp_path / "r.html")
    kept = received_record(case)
    assert kept is not None
    front, _, rest = page.partition("Exhibits")
    assert "From a received bundle: VERIFIED" in front
    assert "not sealed" not in page.partition("Limitations")[0]
    for said in (
        bundle_of(sent).name,
        "DEMO Ada Example",  # the name in the certificate
        kept.agency,
        kept.checked_at[:10],
        kept.seal_code,
        openssl_fingerprint(next(sent.glob("*.asice"))),
        "nothing was read from the media here",
        "Sender's examiner Ada Example",
        "Sender's case reference DEMO-2026-0042 ",  # that of the bundle goes on with -B01
        "Report created by Not recorded",
        "Received by Not specified",
    ):
        assert said in front, said
    events = [json.loads(line) for line in read(bundle_of(sent), CUSTODY).splitlines()]
    senders, _, own = rest.partition("Custody: recorded here since the bundle arrived")
    assert f"{len(events)} entries" in senders
    for event in events:
        assert event["time_utc"][:19].replace("T", " ") in senders
    assert chain_head(read(bundle_of(sent), CUSTODY).splitlines()) in senders
    assert "1 entry" in own
    assert "Sender's case reference DEMO-2026-0042 " in own
    assert "Reference DEMO-2026-0042-B01" not in page
    assert "Ada Example" not in own.partition("Method")[0]
    opened = f"{kept.checked_at[:10]} {kept.checked_at[11:19]} UTC, when the bundle was opened as a case,"
    assert f"The check made on {opened} did not compare MD5 and SHA-1 in the catalogue" in own
    assert "catalogue were not compared" not in page  # the check for a receipt compares them, and says so


def test_whoever_works_here_is_its_author_and_the_examiner_stays_the_sender_s(
    sent: Path, tmp_path: Path
) -> None:
    made = new_identity(Holder("Erika Muster", "LKA Probe", "DE"), b"long enough 1", clock=CLOCK)
    from_bundle = ("case", "from-bundle", bundle_of(sent))
    sealwright(*from_bundle, tmp_path / "c", "--trust", sent / "trust.pem")
    page = text_of(tmp_path / "c", tmp_path / "r.html")
    unsigned = "Erika Muster, LKA Probe, Germany (identity on this computer, not signed)"
    assert f"Report created by {unsigned}" in page
    assert "Received by Not specified" in page  # the only identity of a computer received nothing by itself
    named = ("--trust", sent / "trust.pem", "--identity", made.identity_id)
    sealwright(*from_bundle, tmp_path / "named", *named)
    assert f"Received by {unsigned}" in text_of(tmp_path / "named", tmp_path / "named.html")
    new_identity(Holder("Max Beispiel", "LKA Probe", "DE"), b"long enough 1", clock=CLOCK)
    assert "Report created by Not recorded" in text_of(tmp_path / "c", tmp_path / "two.html")
    chosen = text_of(tmp_path / "c", tmp_path / "one.html", "--identity", made.identity_id)
    assert "Report created by Erika Muster" in chosen


@pytest.mark.parametrize("dispatched", [False, True])
def test_its_report_names_the_receiver_by_the_signed_receipt_beside_the_bundle(
    sent: Path, tmp_path: Path, dispatched: bool
) -> None:
    bundle = Path(shutil.copy(bundle_of(sent), tmp_path))
    for seal in sent.glob("*.asice"):
        shutil.copy(seal, tmp_path)
    made = new_identity(Holder("Erika Muster", "LKA Probe", "DE"), b"long enough 1", clock=CLOCK)
    (tmp_path / "p").write_text("long enough 1")
    trust = ("--trust", sent / "trust.pem")
    if dispatched:  # the receipt then follows the dispatch, and names the seal only as what it belongs to
        sender = new_identity(Holder("Ada Example", "Lab", "FR"), b"long enough 1", clock=CLOCK)
        signed = ("--identity", sender.identity_id, "--password-file", tmp_path / "p")
        sealwright("dispatch", bundle, "--channel", "courier", "--to", "LKA Probe; DE", *signed)
    sealwright("case", "from-bundle", bundle, tmp_path / "c", *trust)
    where = f"no signed receipt for this bundle was found in {tmp_path} or in the case folder."
    assert f"Received by Not specified: {where}" in text_of(tmp_path / "c", tmp_path / "none.html")
    sealwright("receive", bundle, "--identity", made.identity_id, "--password-file", tmp_path / "p", *trust)
    (receipt,) = tmp_path.glob("*.receipt.*.asice")
    with zipfile.ZipFile(receipt) as container:
        event = next(name for name in container.namelist() if name.endswith("event.json"))
        digest = hashlib.sha256(container.read(event)).hexdigest()
    page = text_of(tmp_path / "c", tmp_path / "r.html")
    said = f"Signed receipt {receipt.name}; digest of the event in it (SHA-256): {digest}"
    assert f"Received by Erika Muster: accepted. {said}" in page
    out = tmp_path / "stranger.html"  # where nobody knows who signed it: it may have come with the bundle
    sealwright("report", tmp_path / "c", "-o", out, SEALWRIGHT_HOME=str(tmp_path / "nobody"))
    page = " ".join(unescape(re.sub("<[^>]*>", " ", out.read_text())).split())
    assert f"Received by Not specified: no receipt by a trusted signer was found in {tmp_path}" in page
    assert f"Receipt not confirmed Erika Muster: accepted. Receipt {receipt.name}, which nobody" in page
    changed = bytearray(receipt.read_bytes())
    changed[len(changed) // 2] ^= 1
    receipt.write_bytes(changed)
    assert "Received by Not specified" in text_of(tmp_path / "c", tmp_path / "two.html")


@pytest.mark.parametrize("fault", ["moved", "changed"])
def test_a_ledger_that_is_not_the_verified_one_stands_in_no_report(
    sent: Path, tmp_path: Path, fault: str
) -> None:
    copy = tmp_path / "sent"
    shutil.copytree(sent, copy)
    case = received(copy, tmp_path)
    if fault == "moved":
        bundle_of(copy).unlink()
    else:
        exchanged(bundle_of(copy), CUSTODY)
    page = text_of(case, tmp_path / "r.html")
    ledger = page.partition("Custody: the sender's ledger")[2].partition("Custody: recorded here")[0]
    assert ("was not found" if fault == "moved" else "no longer the one that was verified") in ledger
    assert "case created" not in ledger
    assert "From a received bundle: VERIFIED" in page  # of the time that it names
    listed = sealwright("custody", "list", case, check=False)
    assert "The sender's ledger can't be shown." in listed.stderr
    assert ("no longer at" if fault == "moved" else "no longer the one that was verified") in listed.stderr
    assert "reading started" not in listed.stdout
    assert listed.returncode == (0 if fault == "moved" else 1)


def test_a_case_of_an_earlier_version_says_what_was_not_kept(sent: Path, tmp_path: Path) -> None:
    case = received(sent, tmp_path)
    file = case / "received.json"
    kept = json.loads(file.read_text())
    first = ("bundle", "reference", "agency", "seal_code", "verdict", "checked_at", "contents")
    file.write_text(json.dumps({name: kept[name] for name in first}))
    page = text_of(case, tmp_path / "r.html")
    assert "An earlier version of this program opened the bundle and kept only its verdict." in page
    assert "From a received bundle: VERIFIED" in page


def test_a_volume_of_which_nothing_was_sent_is_no_empty_one(sent: Path, tmp_path: Path) -> None:
    page = text_of(received(sent, tmp_path), tmp_path / "r.html")
    row = re.search(r"2 · server[a-zA-Z ·]* partition EXT4 [0-9,]+ [0-9.]+ MB (.{0,80})", page)
    assert row is not None
    assert "nothing of it is in this bundle" in row[1]


def chain_head(lines: list[bytes]) -> str:
    """As docs/bundle-format.md chains them, from 32 zero bytes."""
    head = bytes(32)
    for line in lines:
        head = hashlib.sha256(head + hashlib.sha256(line).digest()).digest()
    return head.hex()


def openssl_fingerprint(seal: Path) -> str:
    """Of the signer's certificate in a seal, SHA-256, as openssl sees it."""
    with zipfile.ZipFile(seal) as archive:
        p7s = archive.read(next(n for n in archive.namelist() if n.endswith(".p7s")))
    certificates = subprocess.run(
        ["openssl", "pkcs7", "-inform", "DER", "-print_certs"], input=p7s, check=True, capture_output=True
    ).stdout
    blocks = re.findall(rb"subject=([^\n]*)\n.*?(-----BEGIN.*?-----END CERTIFICATE-----)", certificates, re.S)
    [signer] = [pem for subject, pem in blocks if b"Ada Example" in subject]
    said = subprocess.run(
        ["openssl", "x509", "-noout", "-fingerprint", "-sha256"],
        input=signer,
        check=True,
        capture_output=True,
    ).stdout
    return said.decode().partition("=")[2].strip().replace(":", "").lower()


def test_a_bundle_that_was_changed_since_gives_no_byte(sent: Path, tmp_path: Path) -> None:
    copy = tmp_path / "sent"
    shutil.copytree(sent, copy)
    case = received(copy, tmp_path)
    with opened(case) as shown:
        artifact = next(
            a for a in shown.store.artifacts.stream() if a.examination.media_type == "application/pdf"
        )
    exchanged(bundle_of(copy), received_in(case).contents[artifact.artifact_id])  # type: ignore[union-attr]
    with opened(case) as shown, contents_of(shown) as contents, pytest.raises(SourceChangedError):
        contents.part(artifact, 0, 10)


def exchanged(bundle: Path, name: str) -> None:
    """One byte of a stored member, where it lies in the file."""
    with zipfile.ZipFile(bundle) as archive:
        info = next(i for i in archive.infolist() if i.filename.endswith(name))
        data = archive.read(info)
    whole = bytearray(bundle.read_bytes())
    at = whole.find(data)
    assert at > 0
    whole[at + 5] ^= 1
    bundle.write_bytes(whole)


def test_own_tags_stand_beside_the_sender_s(sent: Path, tmp_path: Path) -> None:
    with opened(received(sent, tmp_path), write=True) as shown:
        reference = shown.facts.reference
        theirs = {one.name for one in tags(shown)}
        assert theirs
        assert all(name.endswith(f"[{reference}]") for name in theirs)
        chosen = ArtifactFilter(media_type="application/pdf")
        for name in theirs:  # as a sender's note arrives
            shown.store.tagging.add(name, chosen, note="as asked\nin Lyon", at="2026-12-02T02:25:28Z")
        assert tag(shown, "ours", chosen, note="looked at", clock=CLOCK) > 0
        noted: Artifact = next(shown.store.artifacts.stream(ArtifactFilter(tag="ours")))
        assert "ours" in noted.tags
        ours = shown.store.artifacts.measure(ArtifactFilter(tag="ours"))
    rows = text_of(shown.path, tmp_path / "r.html").partition("Artifacts tagged here first")[2]
    assert f"Tags that end in “[{reference}]” are the sender's." in rows
    carried = re.findall(r"Tags (ours, )?\S+ \[", rows.partition("marked “?”.")[2])
    assert [bool(one) for one in carried] == sorted(map(bool, carried), reverse=True)
    assert carried.count("ours, ") == sum(one.artifacts for one in ours)
    sent_notes = " · ".join(["as asked · in Lyon"] * len(theirs))
    assert rows.count(f"Sender's note {sent_notes} Receiver's note looked at ") == carried.count("ours, ")


def test_the_sender_s_tags_stay_as_they_were_sealed(sent: Path, tmp_path: Path) -> None:
    with opened(received(sent, tmp_path), write=True) as shown:
        before = tags(shown)
        assert before
        assert all(one.sealed for one in before)
        for change in (partial(tag, note="mine"), untag):
            with pytest.raises(SendersTagError):
                change(shown, before[0].name, EVERYTHING, clock=CLOCK)
        assert undo_tagging(shown) is None  # what came with the bundle is no change of the receiver's
        assert tags(shown) == before


def test_evidence_is_not_added_to_it(sent: Path, tmp_path: Path) -> None:
    case = received(sent, tmp_path)
    (tmp_path / "more").mkdir()
    with opened(case, write=True) as shown, pytest.raises(CaseReceivedError):
        ingest(shown, [str(tmp_path / "more")], IngestOptions(), report=silent, cancelled=never_cancelled)
    said = sealwright("seal", case, tmp_path / "b.zip", "--all", "--preview", check=False)
    assert "shows a received bundle" in said.stderr


def test_every_command_that_writes_a_case_refuses_it(sent: Path, tmp_path: Path) -> None:
    case = received(sent, tmp_path)
    before = {path.name: path.read_bytes() for path in case.iterdir() if path.name in KEPT}
    for verb in (
        ("ingest", case, tmp_path),
        ("extract", case, tmp_path / "out"),
        ("rehash", case),
        ("mark", case, "privileged"),
        ("mark", case, "--undo"),
        ("custody", "add", case, "--event", "accessed", "--reason", "looked at"),
        ("case", "zone", case, "s1", "Europe/Paris"),
        ("case", "retain", case, "--until", "2031-12-31"),
        ("request", "set", case, "--executing-reference", "X"),
        ("addendum", "import", case, next(sent.glob("*.asice"))),
        ("rederive", bundle_of(sent), sent / "evidence", "--case", case),
    ):
        said = sealwright(*verb, check=False)
        assert said.returncode == 2, verb
        assert "shows a received bundle" in said.stderr, verb
    assert {path.name: path.read_bytes() for path in case.iterdir() if path.name in KEPT} == before


def test_no_code_writes_one_but_for_tags_hash_sets_and_the_timeline() -> None:
    """Who opens a case for writing says so, and only these say that a received one is meant too."""
    root = Path(forensics_app.__file__).parents[1]
    allowed = {
        str(path.relative_to(root))
        for part in ("forensics_app", "ui")
        for path in (root / part).rglob("*.py")
        if "received_too=True" in path.read_text() and "open_case(" in path.read_text()
    }
    assert allowed == {
        "forensics_app/cli/cases/hashset.py",
        "forensics_app/cli/cases/tag.py",
        "forensics_app/services/browsing/timeline.py",
        "ui/pages/artifacts/label_changes.py",  # of tags: it leaves marks there alone
        "ui/pages/artifacts/tagging.py",
    }


def test_nothing_is_recorded_under_the_sender_s_name(sent: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.txt"
    with opened(received(sent, tmp_path)) as shown:
        (entry,) = shown.ledger.check().events
        assert entry.persons == ()
        assert entry.authority_reference == "DEMO-2026-0042"
        assert received_in(shown.path).seal_code in entry.notes[0].text  # type: ignore[union-attr]
        digest = next(
            a.examination.digests.sha256
            for a in shown.store.artifacts.stream()
            if a.examination.digests.sha256
        )
        case = shown.path
    known.write_text(f"{digest}\n")
    sealwright("hashset", "add", known, "--name", "ours", "--kind", "notable")
    assert "ours" in sealwright("hashset", "match", case, "ours").stdout
    with opened(case, write=True) as shown:
        assert len(list(shown.store.artifacts.stream(ArtifactFilter(hash_set="ours")))) >= 1
        assert shown.ledger.check().events == (entry,)
        with pytest.raises(CaseReceivedError):
            shown.record(EventDraft(event=CustodyEventType.ACCESSED))


def test_an_altered_bundle_becomes_no_case(sent: Path, tmp_path: Path) -> None:
    copy = tmp_path / "sent"
    shutil.copytree(sent, copy)
    whole = bytearray(bundle_of(copy).read_bytes())
    whole[len(whole) // 2] ^= 1
    bundle_of(copy).write_bytes(whole)
    trust = trust_for_run((copy / "trust.pem",), (), clock=CLOCK)
    with pytest.raises(VerificationFailedError):
        open_as_case(bundle_of(copy), tmp_path / "case", trust=trust, clock=CLOCK)
    assert not (tmp_path / "case").exists()


def test_the_command_line_opens_one_too(sent: Path, tmp_path: Path) -> None:
    done = sealwright(
        "case", "from-bundle", bundle_of(sent), tmp_path / "case", "--trust", sent / "trust.pem"
    )
    assert "Verdict: VERIFIED." in done.stdout
    assert "Invoices" in sealwright("list", tmp_path / "case").stdout
    listed = sealwright("custody", "list", tmp_path / "case").stdout
    sender, _, here = listed.partition("Recorded here since the bundle arrived:")
    assert f"The sender's ledger, read from the bundle {bundle_of(sent)} as it was verified:" in sender
    assert len(sender.strip().splitlines()) - 1 == len(read(bundle_of(sent), CUSTODY).splitlines())
    assert "case created" in sender
    assert len(here.strip().splitlines()) == 1
    checked = sealwright("custody", "check", tmp_path / "case").stdout
    assert [line for line in checked.splitlines() if "chain unbroken" in line] == [
        f"{len(sender.strip().splitlines()) - 1} events, chain unbroken.",
        "1 event, chain unbroken.",
    ]
