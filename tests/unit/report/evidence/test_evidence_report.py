"""The evidence report: everything is said, everything is text, nothing runs, same facts give same bytes."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from html import escape
from html.parser import HTMLParser

import pytest
from msgspec import structs
from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

from forensics_app.i18n.labels import layer_description
from forensics_app.i18n.translator import translator_for
from forensics_app.model.case import ExamineRequest
from forensics_app.model.custody import CustodyReason, Person
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.digests import Digests as ModelDigests
from forensics_app.model.evidence import ArchiveOptions, ContainerFormat, OmissionStage, ShadowCopies
from forensics_app.model.evidence import Omission as OmissionLine
from forensics_app.model.marks import Withheld, WithheldCode
from forensics_app.model.names import visible
from forensics_app.model.rules import RuleFileFacts
from forensics_app.model.supplement import SeriesPart, Supplement, SupplementKind
from forensics_app.report.evidence.chart import MOST_BARS, time_chart
from forensics_app.report.evidence.document import EvidenceDocument
from forensics_app.report.evidence.facts import (
    EvidenceFacts,
    Ledger,
    OmissionGroup,
    Origin,
    Pictures,
    Reading,
    ShownPicture,
)
from forensics_app.report.evidence.html import render_html
from forensics_app.report.evidence.items import MOST_TABLE_CHARACTERS
from forensics_app.report.evidence.pdf import TEMPLATE, page_data
from forensics_app.report.evidence.report import evidence_document
from forensics_app.report.evidence.tally import MOST_ROWS, Tally
from forensics_app.report.evidence.values import MOST_CHARACTERS
from forensics_app.report.layout.typesetting import render_pdf
from forensics_app.services.reports.facts import _omissions as grouped
from forensics_app.services.selection.withheld import Withholdings
from forensics_app.verify.files.records import Artifact, Digests, Exif, Name, Omission, Read, Source, Time
from tests.world.report_facts import (
    HOSTILE,
    LONG,
    SCRIPTS,
    event,
    facts,
    full_facts,
    line,
    small_png,
    source,
)

AT = datetime(2026, 4, 17, 9, 30, tzinfo=UTC)
EN = translator_for("en")


def document(made: EvidenceFacts, lang: str = "en") -> EvidenceDocument:
    return evidence_document(made, translator_for(lang))


def html(made: EvidenceFacts, lang: str = "en") -> str:
    return render_html(document(made, lang)).decode("utf-8")


def pdf(made: EvidenceFacts, lang: str = "en") -> bytes:
    return render_pdf(TEMPLATE, page_data(document(made, lang)), lang=lang, created=AT)


@cache
def full_pages(lang: str) -> tuple[str, ...]:
    """The text of each page of the fullest report."""
    with PdfDocument(pdf(full_facts(), lang)) as pages:
        return tuple(page.get_textpage().get_text_range() for page in pages)


def squeezed(text: str) -> str:
    """Without white space: lines end where the page wants."""
    return re.sub(r"\s+", "", text)


class _Running(HTMLParser):
    """Collects what could run or load something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "link", "form", "base", "audio", "video", "a"):
            self.found.append(tag)
        for name, value in attrs:
            loads = name in ("src", "href", "xlink:href") and not str(value).startswith("data:image/png")
            if name.startswith("on") or loads or name == "style":
                self.found.append(f"{tag} {name}={value}")


@pytest.mark.parametrize("origin", [Origin.CASE, Origin.SEALING])
def test_nothing_in_the_web_page_runs_or_loads(origin: Origin) -> None:
    made = html(full_facts(origin))
    running = _Running()
    running.feed(made)
    assert running.found == []
    assert "default-src &#x27;none&#x27;" in made
    for hostile in HOSTILE:
        assert escape(visible(hostile)) in made
        assert not (set(hostile) & set("<\u202e\x00")) or hostile not in made


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_page_shows_handling_codes_and_what_is_hostile_is_text(lang: str) -> None:
    pages = full_pages(lang)
    assert len(pages) > 3
    assert all("TLP:AMBER" in page and "Europol H1" in page and "DEMO" in page for page in pages)
    whole = squeezed("".join(pages))
    for hostile in HOSTILE:
        assert squeezed(visible(hostile)) in whole
    assert "\u200b" not in whole


def test_handling_codes_stand_on_pages_that_are_read_from_the_right() -> None:
    made = document(full_facts(), "ar")  # text that is taken out of such a page comes in another order
    assert page_data(made)["handling"]["codes"] == ("TLP:AMBER", "Europol H1")
    assert len(full_pages("ar")) >= len(full_pages("en")) - 1


def test_names_in_every_script_and_a_path_without_end_stand_there() -> None:
    made = html(full_facts())
    for name in SCRIPTS:
        assert escape(visible(name)) in made
    assert "/" + LONG in made
    assert squeezed("x" * 300 + ".txt") in squeezed("".join(full_pages("en")))
    assert "caf\\xe9.txt" in made


def test_digests_leave_the_pages_as_they_are() -> None:
    assert f"{1:064x}" in "".join(full_pages("en"))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_same_facts_same_bytes(lang: str) -> None:
    assert pdf(full_facts(Origin.SEALING), lang) == pdf(full_facts(Origin.SEALING), lang)
    assert html(full_facts(), lang) == html(full_facts(), lang)


def test_a_stored_hash_that_differs_is_said_in_words() -> None:
    stored = source(hashes="differ")
    made = html(facts(sources=(stored,)))
    assert "Hashes differ" in made
    assert "The data hashed at acquisition is not what was read." in made
    assert "Hashes differ" not in html(facts(sources=(source(hashes="agree"),)))


def test_hashes_that_are_said_to_agree_get_no_tick_where_they_dont() -> None:
    digests, stored = Digests(None, None, "2" * 64), Digests(None, None, "3" * 64)
    lie = source(hashes="agree", digests=digests, stored_digests=stored)
    made = html(facts(sources=(lie,)))
    assert "Hashes differ" in made
    assert "Hashes agree" not in made
    assert "Hashes agree" not in html(facts(sources=(source(hashes="agree", digests=digests),)))
    sound = source(hashes="agree", digests=digests, stored_digests=digests)
    assert "Hashes agree" in html(facts(sources=(sound,)))


def volumes(*sources: Source, artifacts: Iterable[Artifact] = ()) -> list[tuple[str, list[list[str]]]]:
    """The title and the cells of each table of volumes."""
    sections = document(facts(artifacts, sources=sources)).sections
    tables = next(s for s in sections if s.title == "Volumes and areas").tables
    return [(table.title, [[cell.text for cell in row.cells] for row in table.rows]) for table in tables]


def test_volumes_are_called_as_in_the_window_and_every_medium_has_a_table() -> None:
    (laptop, found), (stick, whole), (folder, inside) = volumes(
        source(state="area"),
        source("s1.t1", "s1", kind="table", state="area", description="GPT header"),
        source("s1.p2", "s1", file_system="ntfs", label="Office", offset="1048576"),
        source("s2", exhibit="EX-002", file_system="exfat", label="HALCYON"),
        source(
            "s2.vss1", "s2", kind="snapshot", description="volume shadow copy 2013-12-03T06:35:09.736378Z"
        ),
        source("s3", exhibit="EX-003", format="folder", kind="folder", length="0", name=None),
    )
    assert (laptop, stick, folder) == ("EX-001: disk.dd", "EX-002: disk.dd", "EX-003: s3")
    assert [(row[0], row[-1]) for row in found] == [("GPT header", "s1.t1"), ("2 · Office", "s1.p2")]
    assert found[1][1:4] == ["partition", "NTFS", "1,048,576"]
    assert whole[0][:4] == ["HALCYON", "medium", "exFAT", "0"]
    assert whole[1][0] == "shadow copy of 2013-12-03 06:35:09 UTC"
    copy = layer_description("volume shadow copy 2013-12-03T06:35:09.736378Z", translator_for("ar"))
    assert copy.startswith("2013-12-03 06:35:09 UTC")  # behind Arabic letters a date without isolates turns
    assert visible(copy) == copy
    assert [row[:5] for row in inside] == [["folder", "folder", "", "", ""]]


def states(origin: Origin, *, bundle: bool = False) -> dict[str, str]:
    """What a report says of each volume and area: some have artifacts in it, others only in the case."""
    layers = (
        source(state="area"),
        source("s1.u1", "s1", kind="unallocated", state="area"),
        source("s1.u2", "s1", kind="unallocated", state="area"),
        source("s1.t1", "s1", kind="table", state="area"),
        source("s1.p1", "s1"),
        source("s1.p2", "s1"),
        source("s1.p3", "s1", state="omitted"),
    )
    artifacts = [
        line(1, "$Unallocated", layer="s1.u1", kind="area"),
        line(2, "a.txt", layer="s1.p1"),
        line(3, "$Volume", layer="s1.p3", kind="area"),
    ]
    listed = {"s1.u1", "s1.p1"} if bundle else {"s1.u1", "s1.u2", "s1.p1", "s1.p2"}
    made = facts(artifacts, sources=layers, origin=origin, listed_layers=frozenset(listed))
    section = next(s for s in document(made).sections if s.title == "Volumes and areas")
    return {row.cells[-1].text: row.cells[-2].text for table in section.tables for row in table.rows}


def test_an_area_that_was_read_is_not_said_to_be_left_unread() -> None:
    assert states(Origin.SEALING) == {
        "s1.u1": "1 artifact",
        "s1.u2": "listed; nothing of it is in this bundle",
        "s1.t1": "area, not listed",
        "s1.p1": "listed",
        "s1.p2": "listed; nothing of it is in this bundle",
        "s1.p3": "files not readable · 1 artifact",
    }
    assert states(Origin.CASE)["s1.u2"] == "listed; nothing of it is in this report"
    of_receiver = states(Origin.BUNDLE, bundle=True)
    assert of_receiver["s1.u1"] == "1 artifact"
    assert of_receiver["s1.u2"] == "area; nothing of it is in this bundle"
    assert of_receiver["s1.t1"] == "area, not listed"  # no table is ever an artifact
    assert of_receiver["s1.p3"] == "files not readable · 1 artifact"
    assert of_receiver["s1.p2"] == "listed by the sender; nothing of it is in this bundle"


def test_a_folder_without_a_hash_of_its_own_is_no_failure() -> None:
    made = html(facts(sources=(source(format="folder", kind="folder", hashes="not-computed"),)))
    assert made.count("A folder has no hash of its own; each file is hashed.") == 2
    assert "Not all hashes were computed here" not in made
    lost = source("s2", hashes="not-computed")
    assert "Not all hashes were computed here" in html(facts(sources=(lost,)))


def test_an_entry_of_the_ledger_names_authority_witness_seals_and_what_it_corrects() -> None:
    events = (
        event(
            1,
            authority_reference="Warrant 55/26",
            witness=Person("W. Hale", organisation="Met"),
            physical_seal_before="A-1",
            physical_seal_after="A-2",
        ),
        event(2, refers_to=f"{1:016d}"),
    )
    made = document(facts(ledger=Ledger(2, "ab" * 32, events, None, 0, 0)))
    (table,) = next(s for s in made.sections if s.title == "Custody summary").tables
    assert [[(fact.label, fact.value) for fact in row.below] for row in table.rows] == [
        [
            ("Reference", "Warrant 55/26"),
            ("Witness", "W. Hale, Met"),
            ("Physical seal before", "A-1"),
            ("Physical seal after", "A-2"),
        ],
        [("Refers to", "1")],
    ]


def test_an_entry_about_one_of_several_sources_of_an_exhibit_names_its_file() -> None:
    begun = {"reason": CustodyReason.INGEST_BEGUN.value}
    events = (
        event(1, **begun),
        event(2, digests_after=(("s1", ModelDigests()),)),
        event(3, **begun),
        event(4, digests_after=(("s2", ModelDigests()),)),
        event(5, **begun),  # of which nobody knows yet: it has no end
    )
    ledger = Ledger(5, "ab" * 32, events, None, 0, 0)

    def exhibits(*sources: Source) -> list[str]:
        made = document(facts(ledger=ledger, sources=sources))
        (table,) = next(s for s in made.sections if s.title == "Custody summary").tables
        return [row.cells[-1].text for row in table.rows]

    usb = Name(bytes=b64encode(b"usb.raw").decode("ascii"), display="usb.raw")
    one, two = "EX-001: disk.dd", "EX-001: usb.raw"
    assert exhibits(source(), source("s2", name=usb)) == [one, one, two, two, "EX-001"]
    assert exhibits(source(), source("s2", exhibit="EX-002", name=usb))[0] == "EX-001"


def test_the_method_says_how_each_source_was_read_and_what_was_decrypted() -> None:
    sources = (
        source(),
        source("s2", exhibit="EX-002"),
        source("s2.bde", "s2", kind="decrypted", description="BitLocker AES-XTS 128 bits"),
        source("s3", exhibit="EX-003"),
    )
    thorough = ExamineRequest(
        algorithms=(DigestAlgorithm.MD5, DigestAlgorithm.SHA256),
        double_read=True,
        archives=ArchiveOptions(inside=True, depth=3),
        rules=(RuleFileFacts("words.yar", "0" * 64),),
        unallocated=True,
    )
    quick = ExamineRequest(algorithms=(DigestAlgorithm.SHA256,), media_types=False)
    readings = (Reading(("s1", "s2"), thorough, ShadowCopies.READ), Reading(("s3",), quick, None))
    made = document(facts(sources=sources, readings=readings))
    section = next(s for s in made.sections if s.title == "Method and tools")
    (table,) = section.tables
    assert [[plain(cell.text) for cell in row.cells] for row in table.rows] == [
        [
            "EX-001, EX-002",
            "Hashes computed for each file: SHA-256, MD5. Shadow copies are read. Archives are opened, up to "
            "3 levels deep. Each file is read twice, and the results are compared. Unallocated space is "
            "included. Contents are compared with the rules or words in words.yar.",
        ],
        [
            "EX-003",
            "Hashes computed for each file: SHA-256. File types and EXIF data are not examined. Archives are "
            "not opened.",
        ],
    ]
    said = {plain(fact.label): plain(fact.value) for fact in section.facts}
    assert said["Decrypted volume"] == "EX-002 · s2.bde · BitLocker AES-XTS 128 bits"
    unknown = "is in none of the sealed lists"
    assert "What kind of key opened" in " ".join(section.paragraphs)
    assert unknown not in html(facts(sources=sources, readings=readings))
    of_receiver = html(facts(sources=sources[:1], origin=Origin.BUNDLE))
    assert unknown in of_receiver
    assert "Shadow copies are read." not in of_receiver
    copies = (source(), source("s1.p1.vss1", "s1", kind="snapshot"))
    assert "Shadow copies are read." in html(facts(sources=copies, origin=Origin.BUNDLE))
    unread = (OmissionGroup("snapshots-not-read", 2, ("s1.p1",), ()),)
    of_receiver = html(facts(sources=sources[:1], omissions=unread, origin=Origin.BUNDLE))
    assert "Shadow copies are not read." in of_receiver
    assert "What kind of key opened" not in of_receiver


def test_places_that_would_name_something_withheld_are_said_to_be_left_out() -> None:
    """As the sealed list has them, from the same function."""
    walk = OmissionStage.WALK
    kept = [OmissionLine("directory-unreadable", "s1", f"s1.p1:/open/{n}", 1, walk) for n in range(3)]
    hidden = [OmissionLine("directory-unreadable", "s1", f"s1.p1:/kept/{n}", 1, walk) for n in range(4)]
    whole = OmissionLine("file-system-damaged", "s1", None, 1, OmissionStage.OPEN)
    later = OmissionLine("a-code-of-tomorrow", "s1", None, 2, walk)
    withheld = Withholdings((Withheld("s1", WithheldCode.PRIVATE, 4),), places=frozenset({"s1.p1:/kept"}))
    told = [*withheld.without_names([*kept, *hidden, whole, later]), *withheld.omissions(())]
    groups = grouped(
        Omission(o.code, str(o.count), o.detail, o.locator, o.source_id, o.stage.value) for o in told
    )
    assert {one.code: one.in_withheld for one in groups if one.in_withheld} == {"directory-unreadable": 4}
    (unread,) = (one for one in groups if one.code == "directory-unreadable")
    assert (unread.count, len(unread.places)) == (7, 3)
    page = html(facts(omissions=groups))
    assert "4 without a place: in withheld items" in plain(page)
    assert "without a place" not in html(facts(omissions=[replace(unread, in_withheld=0)]))


def plain(text: str) -> str:
    """Without the signs that keep a name's direction to itself."""
    return re.sub("[\u2066-\u2069]", "", text)


def test_archives_in_files_are_listed_where_the_report_shows_something_of_them() -> None:
    sources = source(), source("s1.a", "s1", kind="archive", length="0")
    ((_, without),) = volumes(*sources)
    assert [row[-1] for row in without] == ["s1"]
    ((_, rows),) = volumes(*sources, artifacts=[line(1, "a.zip/b.txt", layer="s1.a")])
    assert rows[1] == ["archives", "archives", "", "", "", "listed", "s1.a"]


def test_codes_of_omissions_stand_apart_from_sentences_and_media_have_their_exhibits() -> None:
    made = document(full_facts())
    tables = next(s for s in made.sections if s.title == "What is left out or in doubt, and why").tables
    rows = [row for table in tables for row in table.rows]
    assert {row.below[-1].value for row in rows} > {"encrypted-volume", "a-code-of-tomorrow"}
    known = [row for row in rows if row.below[-1].value != "a-code-of-tomorrow"]
    assert not any(row.below[-1].value in row.cells[1].text for row in known)
    assert {row.cells[2].text for row in rows} == {"EX-001", "EX-001, EX-002"}


def test_the_time_of_acquisition_is_written_as_every_other_time() -> None:
    """libewf writes that of an E01 as C does, in English words."""
    made = full_facts()
    first = made.sources[0]
    assert first.acquisition is not None
    stated = structs.replace(first.acquisition, acquired_at="Tue Jul  7 12:05:00 2026")
    sources = (structs.replace(first, acquisition=stated), *made.sources[1:])
    page = html(replace(made, sources=sources), "de")
    assert "2026-07-07 12:05:00" in page
    assert "Tue Jul" not in page


def test_hashes_over_gaps_are_not_said_to_differ() -> None:
    """The sealed word is that of a medium not hashed; what differs all the same counts gaps as zeros."""
    digests = Digests(md5="1" * 32, sha1=None, sha256="2" * 64)
    stored = Digests(md5="3" * 32, sha1=None, sha256=None)
    made = html(facts(sources=(source(hashes="not-computed", digests=digests, stored_digests=stored),)))
    assert escape("Hashes can't be compared") in made
    assert "not comparable" in made
    assert "iffer" not in made
    assert "Not all hashes were computed here" not in made
    none = html(facts(sources=(source(hashes="not-computed", stored_digests=stored),)))
    assert "Not all hashes were computed here" in none


def test_media_of_one_exhibit_each_have_their_own_word_on_hashes() -> None:
    """One of two may have no stored hash; names that hide their direction are spelled out here too."""
    digests = Digests(None, None, "2" * 64)
    sound = source(hashes="agree", digests=digests, stored_digests=digests)
    text = "a\u202egpj.dd"
    hostile = Name(bytes=b64encode(text.encode()).decode("ascii"), display=text)
    other = structs.replace(source("s2"), name=hostile)
    made = html(facts(sources=(sound, other)))
    cells = re.findall(r"<td[^>]*>(.*?)</td>", made, re.DOTALL)
    (cell,) = (c for c in cells if "Hashes agree" in c and "a[RLO]gpj.dd" in c)
    assert cell.index("disk.dd") < cell.index("Hashes agree") < cell.index("a[RLO]gpj.dd")
    assert "\u202e" not in made


def test_a_hash_that_was_cut_off_is_not_said_to_be_none() -> None:
    """An E01 has its hash at its end; a raw image never has one."""
    cut = {"s1": ("1000 of 2000 bytes",)}
    image = source(format=ContainerFormat.EWF.value, hashes="none-stored")
    made = html(facts(sources=(image,), incomplete=cut))
    assert "No acquisition hash found" in made
    assert "it is stored at the end of the image, and parts of this image are missing" in made
    assert "contains no acquisition hash" not in made
    assert "contains no acquisition hash" in html(facts(sources=(image,)))
    raw = source(format=ContainerFormat.RAW.value, hashes="none-stored")
    assert "contains no acquisition hash" in html(facts(sources=(raw,), incomplete=cut))


def test_each_exif_time_says_whether_its_zone_is_known() -> None:
    taken = Exif("EXIF DateTimeOriginal", "2026:02:11 10:04:32")
    offset = Exif("EXIF OffsetTimeOriginal", "+01:00")
    changed = Exif("Image DateTime", "2026:02:12 09:00:00")
    made = html(facts([line(1, "a.jpg", exif=[taken, offset, changed]), line(2, "b.jpg", exif=[taken])]))
    assert made.count("2026:02:11 10:04:32 +01:00") == 1
    assert made.count("2026:02:11 10:04:32 · zone unknown") == 1
    assert made.count("2026:02:12 09:00:00 · zone unknown") == 1
    assert "no time zone" not in made


def test_an_empty_report_says_that_there_is_nothing() -> None:
    made = html(facts())
    for said in (
        "No legal request is recorded.",
        "Nothing is recorded as left out.",
        "Nothing here has a time.",
        "This case was not compared with any hash set.",
        "no trusted time",
    ):
        assert said in made
    assert pdf(facts()).startswith(b"%PDF-1.7")


def test_a_case_is_said_to_be_unsealed_and_a_sealed_report_to_show_nothing_alone() -> None:
    assert "From a case, not sealed" in html(facts())
    sealing = html(facts(origin=Origin.SEALING))
    assert "From a case, not sealed" not in sealing
    assert "On its own it proves nothing" in sealing
    assert "A bundle does not contain hits in hash sets." in sealing


def test_a_report_that_a_receiver_makes_of_a_bundle_says_what_the_sender_did() -> None:
    """The sender's own report in the bundle says the same of itself."""
    hashes = source(hashes="not-computed", digests=Digests(md5="1" * 32, sha1=None, sha256=None))
    whole = replace(full_facts(Origin.SEALING), sources=(hashes,))
    own, again = html(whole), html(replace(whole, origin=Origin.BUNDLE))
    for sender, receiver in (
        ("Not all hashes were computed here", "The sender did not compute all hashes"),
        ("Computed hash", "Hash computed by the sender"),
        (">In the case, not selected", "In the sender&#x27;s case, not selected"),
        (">Examiner<", "Sender&#x27;s examiner"),
        (">Examined with<", "Examined by the sender with"),
    ):
        assert sender in own, sender
        assert receiver not in own, receiver
        assert sender not in again, sender
        assert receiver in again, receiver


def test_a_later_part_of_a_series_says_of_what_and_why() -> None:
    first = SeriesPart("FR-2026-0417-B01", "a1" * 32)
    later = Supplement(SupplementKind.CORRECTS, first.seal_code, "<wrong disk>", "en", (first,))
    made = html(facts(origin=Origin.SEALING, supplement=later))
    assert "Corrects the bundle" in made
    assert "&lt;wrong disk&gt;" in made
    assert "Adds to the bundle" not in made
    assert "Corrects the bundle" not in html(facts(origin=Origin.SEALING))


def test_pictures_that_are_refused_or_left_out_are_told() -> None:
    assert "<img" not in html(full_facts(Origin.SEALING))
    refused = html(replace(facts(), pictures=Pictures((), refused=True)))
    assert "No pictures are shown" in refused
    assert "2 pictures that hash sets classify as illegal are not shown." in html(full_facts())
    assert "There are no pictures to show." in html(replace(facts(), pictures=Pictures(())))
    unread = replace(facts([line(1, "a.jpg", media_type="image/jpeg")]), pictures=Pictures(()))
    assert "None of the pictures could be read and decoded here." in html(unread)
    assert "There are no pictures" not in html(unread)
    beyond = facts(
        [line(n, f"{n:04d}.txt") for n in range(300)] + [line(900, "z.png", media_type="image/png")]
    )
    shown = replace(beyond, pictures=Pictures((ShownPicture(small_png(), "/z.png"),), more=3))
    assert [one.path.shown for one in beyond.tally.pictures.rows()] == [["z.png"]]  # though no row shows it
    assert "3 more pictures are not shown." in html(shown)
    assert "more picture" not in html(replace(beyond, pictures=Pictures(())))


def test_times_that_the_chart_leaves_out_are_counted_and_folders_are_not_called_unread() -> None:
    made = [line(1, "a.txt"), line(2, "b", kind="directory", read=Read([], "not-read", "no-content"))]
    lost = line(3, "c.txt", read=Read([], "not-read", "content-lost"))
    name = Time(kind="name_created", precision="1s", raw="1", value="2020-01-01T00:00:00Z", zone="utc")
    made[0].times.append(name)
    page = html(facts([*made, lost]))
    assert "1 other time is not counted here: of an NTFS name ($FILE_NAME)" in page
    rows = dict(re.findall(r"<bdi>([^<]*)</bdi></td><td[^>]*>([0-9]+)<", page))
    assert rows["no content to read (folders, entries without content or known by name only)"] == "1"
    assert rows["not read"] == "1"


def test_long_lists_are_cut_tagged_first_and_point_at_the_rest() -> None:
    many = [line(n, f"d/{n:05d}.txt") for n in range(1, 3 * MOST_ROWS)]
    many.append(line(9999, "zz/last.txt", exhibit="EX-999", tags=["seen"]))
    made = html(facts(reversed(many)))
    assert f"The first {MOST_ROWS} of {len(many)} are shown. All of them are in report.artifacts.csv." in made
    listed = re.findall(r'<code dir="ltr">(s1:/(?:d|zz)/[^<]*)</code>', made)
    assert listed[0] == "s1:/zz/last.txt"
    assert listed[1:] == [f"s1:/d/{n:05d}.txt" for n in range(1, MOST_ROWS)]


def test_paths_of_several_volumes_are_told_apart() -> None:
    same = [line(n, "log.txt", layer=layer) for n, layer in enumerate(("s1.p1", "s1.p2"), start=1)]
    found = re.findall(r'<code dir="ltr">([^<]*log\.txt)</code>', html(facts(same)))
    assert found == ["s1.p1:/log.txt", "s1.p2:/log.txt"]


def test_long_paths_take_rows_from_the_table_never_the_only_one() -> None:
    wide = [line(n, "w" * 11_000) for n in range(1, 40)]
    rows = html(facts(wide)).count("w" * 11_000)
    assert 1 <= rows <= MOST_TABLE_CHARACTERS // 11_000
    alone = html(facts([line(1, "w" * 300_000)]))
    assert "s1:/" + "w" * (MOST_CHARACTERS - 4) in alone
    assert "[cut: 288,004 more characters]" in alone


@pytest.mark.parametrize(
    ("months", "bars", "first", "last"),
    [
        ({"2024-02": 3}, 1, "2024-02", "2024-02"),
        ({"2024-02": 3, "2024-05": 1}, 4, "2024-02", "2024-05"),
        ({"1999-12": 1, "2024-01": 2}, 26, "1999", "2024"),
        ({"1601-01": 1, "2107-12": 9}, 102, "1600 - 1604", "2105 - 2109"),
    ],
)
def test_the_chart_counts_every_time(months: dict[str, int], bars: int, first: str, last: str) -> None:
    chart = time_chart(months, EN)
    assert chart is not None
    assert len(chart.counts) == bars <= MOST_BARS
    assert sum(chart.counts) == sum(months.values())
    assert (chart.first, chart.last) == (first, last)


def test_times_that_are_none_are_not_charted() -> None:
    tally = Tally()
    for value in ("garbage", "2024-13-01T00:00:00Z", "0000", None):
        times = line(1, "a").times
        times[0].value = value
        tally.add(line(1, "a", times=times))
    assert not tally.months


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_other_languages_say_it_in_their_own_words(lang: str) -> None:
    made = html(full_facts(), lang)
    words = translator_for(lang)
    assert f'lang="{lang}"' in made
    assert escape(words.text("Evidence report")) in made
    assert words.text("Evidence report") != "Evidence report"
    assert "[LRI]" not in made
    assert "[FSI]" not in made
    assert ContainerFormat.EWF.value.upper() in made
