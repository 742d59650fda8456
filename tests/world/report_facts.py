"""Facts for evidence reports without a case behind them: none at all, or hostile words everywhere."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

from PIL import Image

from forensics_app.model.custody import (
    ClockSource,
    CustodyEvent,
    CustodyEventType,
    CustodyReason,
    Person,
    Tool,
)
from forensics_app.model.digests import DigestAlgorithm
from forensics_app.model.hash_sets import (
    HashSetFacts,
    HashSetFormat,
    HashSetHit,
    HashSetKind,
    MatchedHashSet,
)
from forensics_app.model.request import (
    Authority,
    Formality,
    FormalityMet,
    HandlingCode,
    Instrument,
    RequestRecord,
    Urgency,
)
from forensics_app.report.evidence.facts import (
    EvidenceFacts,
    Ledger,
    OmissionGroup,
    Origin,
    Pictures,
    SetHits,
    ShownPicture,
)
from forensics_app.report.evidence.tally import Tally
from forensics_app.verify.files.records import (
    Acquisition,
    Artifact,
    Case,
    Digests,
    Exif,
    Name,
    Path,
    Position,
    Read,
    Rule,
    Segment,
    Selection,
    Source,
    Time,
)

HOSTILE = (
    "=HYPERLINK(1)",
    '"><script>alert(1)</script>',
    "<img src=x onerror=alert(2)>",
    "\\input{/etc/passwd} $\\alpha$ \\x41",
    '#panic("run") #read("x") *bold* _it_ $x$ @cite <label>',
    "&amp; &lt;b&gt; %PDF- ]]> -->",
    "'; DROP TABLE artifacts; --",
    "invoice_\u202egpj.exe",
    "tab\tnew\nline\x00\x1b[31m",
    "{{7*7}} ${jndi:x} {name}",
)
SCRIPTS = (
    "Rechnung Müller.pdf", "Счёт.pdf", "فاتورة نهائية.pdf", "חשבונית.pdf", "τιμολόγιο.pdf", "发票.pdf",
    "請求書.pdf", "청구서.pdf", "चालान.pdf", "ใบแจ้งหนี้.pdf", "հաշիվ.pdf", "ინვოისი.pdf", "😀🏴.png",
    "e\u0301\u0323.txt",
)  # fmt: skip
LONG = "/".join(["tief"] * 1999) + "/" + "x" * 300 + ".txt"


def small_png() -> str:
    """A picture as thumbnails are, in base64."""
    packed = io.BytesIO()
    Image.new("RGB", (32, 20), (31, 95, 191)).save(packed, "PNG")
    return base64.b64encode(packed.getvalue()).decode("ascii")


CASE = Case(
    agency="LAB Lyon", country="FR", examiner="A. Petit", reference="FR-2026-0417", title="Invoice fraud"
)
NO_DIGESTS = Digests(md5=None, sha1=None, sha256=None)


def _encoded(name: str) -> str:
    return base64.b64encode(name.encode("utf-8", "surrogatepass")).decode("ascii")


def _name(text: str) -> Name:
    return Name(bytes=_encoded(text), display=text)


def line(
    number: int,
    path: str | Iterable[str],
    *,
    exhibit: str = "EX-001",
    sha256: str | None = None,
    tags: Iterable[str] = (),
    **more: object,
) -> Artifact:
    """A line of the catalogue; other keys by name."""
    display = path.split("/") if isinstance(path, str) else list(path)
    modified = Time(
        kind="modified", precision="1s", raw="1", value=f"20{number % 25:02d}-07-22T14:07:38Z", zone="utc"
    )
    values: dict[str, object] = {
        "allocated": bool(number % 3),
        "data": None,
        "derivable": "yes",
        "digests": Digests(md5=None, sha1=None, sha256=sha256 or f"{number:064x}"),
        "exhibit": exhibit,
        "exif": [],
        "extension_mismatch": False,
        "extent_class": "runs",
        "extents": [],
        "gid": None,
        "id": base64.b32encode(number.to_bytes(10, "big")).decode("ascii"),
        "inode": str(number),
        "kind": "file",
        "layer": "s1",
        "link_target": None,
        "media_type": "text/plain",
        "mode": None,
        "note": None,
        "orphan": False,
        "path": Path(bytes=list(map(_encoded, display)), display=display),
        "position": None,
        "read": Read(gaps=[], outcome="complete", reason=None),
        "reallocated": False,
        "salt": "AAAAAAAAAAAAAAAAAAAAAA==",
        "size": str(number * 1000),
        "source": "s1",
        "stream": None,
        "tags": list(tags),
        "times": [modified],
        "type": "sealwright/artifact/1",
        "uid": None,
        **more,
    }
    return Artifact(**values)  # type: ignore[arg-type]


def source(source_id: str = "s1", parent: str | None = None, **more: object) -> Source:
    """A line of the sources; other keys by name."""
    values: dict[str, object] = {
        "acquisition": None,
        "atime_kept": True,
        "description": None,
        "digests": NO_DIGESTS,
        "exhibit": "EX-001",
        "file_system": None,
        "format": "raw" if parent is None else None,
        "hashes": "none-stored",
        "id": source_id,
        "kind": "medium" if parent is None else "partition",
        "label": None,
        "length": "25165824",
        "name": _name("disk.dd") if parent is None else None,
        "notes": [],
        "offset": "0",
        "parent": parent,
        "sector_size": "512",
        "segments": [],
        "state": "walked",
        "stored_digests": NO_DIGESTS,
        "type": "sealwright/source/1",
        **more,
    }
    return Source(**values)  # type: ignore[arg-type]


def event(sequence: int, **more: object) -> CustodyEvent:
    """An entry of the ledger; other fields by name."""
    values: dict[str, object] = {
        "event": CustodyEventType.ANALYSED,
        "time_utc": "2026-04-17T09:00:00Z",
        "local_offset": "+02:00",
        "clock_source": ClockSource.COMPUTER,
        "place": None,
        "persons": (Person("A. Petit", "examiner", "LAB Lyon", "FR"),),
        "witness": None,
        "exhibits": ("EX-001",),
        "reason": CustodyReason.INGEST_COMPLETED.value,
        "authority_reference": None,
        "tool": Tool("sealwright", "0.1.0"),
        "physical_seal_before": None,
        "physical_seal_after": None,
        "digests_before": None,
        "digests_after": None,
        "artifacts": (),
        "refers_to": None,
        "notes": (),
        **more,
    }
    return CustodyEvent(  # type: ignore[arg-type]
        sequence=sequence, event_id=f"{sequence:016d}", nonce=bytes(16), previous="0" * 64, **values
    )


def facts(
    artifacts: Iterable[Artifact] = (), *, origin: Origin = Origin.CASE, **more: object
) -> EvidenceFacts:
    """Facts with nothing in them but these artifacts; other fields by name."""
    tally = Tally()
    for artifact in artifacts:
        tally.add(artifact)
    selection = Selection(
        at="2026-04-17T09:30:00Z",
        by="A. Petit",
        catalogued=str(tally.artifacts),
        not_selected="0",
        rules=[Rule(rule="all", value="")],
        selected=str(tally.artifacts),
        type="sealwright/selection/1",
        without_content="0",
    )
    made = EvidenceFacts(
        origin=origin,
        name="FR-2026-0417-B01" if origin is not Origin.CASE else "FR-2026-0417",
        rendered_at="2026-04-17T09:30:00Z",
        program="Sealwright 0.1.0",
        demo=False,
        case=CASE,
        request=RequestRecord(),
        sources=(),
        selection=selection,
        omissions=(),
        ledger=Ledger(0, "0" * 64, (), None, 0, 0),
        tally=tally,
        whole_list="report.artifacts.csv",
        whole_omissions="report.omissions.csv",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def full_facts(origin: Origin = Origin.CASE, words: Iterable[str] = HOSTILE) -> EvidenceFacts:
    """Something in every section, every free text one of `words`."""
    hostile = list(words)

    def word(number: int) -> str:
        return hostile[number % len(hostile)]

    return facts(
        _artifacts(hostile),
        origin=origin,
        demo=True,
        case=Case(agency=word(0), country="FR", examiner=word(1), reference="FR-2026-0417", title=word(2)),
        request=full_request(hostile),
        sources=tuple(_sources(hostile)),
        omissions=(
            OmissionGroup("encrypted-volume", 2, ("s1",), ("s1.p3",)),
            OmissionGroup("content-unreadable", 1234, ("s1", "s2"), (word(3), LONG, word(4))),
            OmissionGroup("a-code-of-tomorrow", 1, ("s1",), ()),
        ),
        ledger=Ledger(
            count=90,
            head="ab" * 32,
            events=tuple(
                event(n, reason=word(n), place=word(n + 1), persons=(Person(word(n + 2)),))
                if n % 9 == 0
                else event(n)
                for n in range(1, 91)
            ),
            broken=None,
            hand_overs=3,
            both=2,
            problems=1,
        ),
        hash_sets=_hits(hostile) if origin is Origin.CASE else None,
        pictures=Pictures(
            (ShownPicture(small_png(), "/" + word(0)), ShownPicture(small_png(), "/b.jpg")), left_out=2
        )
        if origin is Origin.CASE
        else None,
    )


def full_request(words: Iterable[str] = HOSTILE) -> RequestRecord:
    """Every field recorded."""
    hostile = list(words)
    return RequestRecord(
        instrument=Instrument.EIO.value,
        authorities=(
            Authority("requesting", hostile[0 % len(hostile)], "FR", hostile[1 % len(hostile)]),
            Authority("an unknown role", hostile[2 % len(hostile)]),
        ),
        requesting_reference=hostile[3 % len(hostile)],
        executing_reference="(EX) 12/2026",
        legal_basis=hostile[4 % len(hostile)],
        offence="Fraud",
        urgency=Urgency.URGENT.value,
        deadline="2026-05-01",
        formalities=(Formality(hostile[5 % len(hostile)], FormalityMet.NO, hostile[6 % len(hostile)]),),
        limits_of_use="Only for case 12/2026.",
        retention="five years",
        return_terms="Destroy, and send the certificate.",
        languages=("fr", "ar", "x-klingon"),
        nonce=b"\x00\xffnonce",
        handling=(
            HandlingCode("TLP", "AMBER"),
            HandlingCode("EUROPOL", "H1", hostile[7 % len(hostile)], "granted 2026-04-01"),
        ),
    )


def _artifacts(words: list[str]) -> Iterator[Artifact]:
    for number, name in enumerate((*SCRIPTS, *words, "caf\\xe9.txt"), start=1):
        exif = [Exif(tag="Image Make", value=words[number % len(words)]), Exif(tag="Image Model", value="X1")]
        yield line(
            number,
            f"Users/{name}",
            tags=[words[0]] if number == 2 else (),
            note=words[1 % len(words)] if number == 2 else None,
            exif=exif if number % 2 else [],
            position=Position(latitude="51.0121", longitude="-1.45") if number % 5 == 0 else None,
            media_type="image/jpeg" if number % 2 else "text/plain",
        )
    yield line(90, LONG, exhibit="EX-002", read=Read(gaps=[("0", "512")], outcome="partial", reason=None))


def _sources(words: list[str]) -> Iterator[Source]:
    yield source(
        name=_name(words[0]),
        format="ewf",
        hashes="differ",
        digests=Digests(md5="1" * 32, sha1=None, sha256="2" * 64),
        stored_digests=Digests(md5="3" * 32, sha1=None, sha256=None),
        segments=[Segment(name=f"disk.E{n:02d}", size="1000") for n in (1, 2, 3)],
        acquisition=Acquisition(
            acquired_at="2026-04-01 10:00",
            case_number=words[3 % len(words)],
            description=words[4 % len(words)],
            evidence_number="7",
            examiner=words[5 % len(words)],
            model="Disk 9000",
            notes=words[6 % len(words)],
            operating_system="Linux",
            serial_number="S1",
            system_date=None,
            tool="ewfacquire",
            tool_version="20140813",
        ),
        notes=[words[7 % len(words)]],
        atime_kept=False,
    )
    yield source("s1.p1", "s1", file_system="ntfs", label=words[1 % len(words)], offset="1048576")
    yield source("s1.p2", "s1", kind="encrypted", state="omitted", file_system=None)
    yield source("s1.t1", "s1", kind="table", state="area", description="GPT header")
    yield source("s1.p1.a", "s1.p1", kind="archive", file_system=None, length="0")
    yield source("s2", exhibit="EX-002", format="folder", name=_name("home"), length="0")


def _hits(words: list[str]) -> SetHits:
    def a_set(name: str, kind: HashSetKind, left: int) -> MatchedHashSet:
        stored = HashSetFacts(
            name, kind, HashSetFormat.LIST, "1", "f", 1, "cd" * 32, 5, ((DigestAlgorithm.MD5, 5),), "2026"
        )
        return MatchedHashSet(stored, "2026-04-17T09:00:00Z", 3, 24, 0, 0, left)

    hit = HashSetHit(words[0], HashSetKind.ILLEGAL, DigestAlgorithm.MD5, "2", words[1 % len(words)])
    sets = (a_set(words[0], HashSetKind.ILLEGAL, 0), a_set("NSRL", HashSetKind.KNOWN, 4))
    return SetHits(sets, ((line(1, words[2 % len(words)]), (hit,)),), 1)
